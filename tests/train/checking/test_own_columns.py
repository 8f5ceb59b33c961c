"""`--text-column` and `--label-column` may name columns of `--test` that `--check` lacks."""

from functools import partial
from pathlib import Path

import joblib
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from tests.support.commands import Run
from tests.support.parity import LABELS, TRAINING

COLUMNS = ("--text-column", "Subject", "Body", "--label-column", "Kind")


@pytest.fixture
def export(run: Run) -> Run:
    """Dump a model; write its labels of joined texts, and texts to test on in two columns."""
    pipeline = make_pipeline(CountVectorizer(), LogisticRegression()).fit(TRAINING, LABELS)
    joblib.dump(pipeline, "mine.joblib")
    raw = [f'"hello\n{text}",{label}' for text, label in zip(TRAINING, LABELS, strict=True)]
    Path("raw.csv").write_text("\n".join(["text,label", *raw]))
    test = [f'hello,"{text}",{label}' for text, label in zip(TRAINING, LABELS, strict=True)]
    Path("test.csv").write_text("\n".join(["Subject,Body,Kind", *test]))
    return partial(run, "export")


def test_a_check_has_columns_of_its_own(export: Run) -> None:
    code, _, errors = export("mine.joblib", "--check", "raw.csv", "--test", "test.csv", *COLUMNS)
    assert code == 0, errors
    assert "raw.csv: expected a text column 'Subject'; found text, label; the texts of" in errors
    assert "raw.csv: expected a label column 'Kind'; found text, label; the labels of" in errors
    assert f"checked: all {len(set(TRAINING))} texts get the labels" in errors


def test_without_other_texts_a_column_that_is_missing_is_an_error(export: Run) -> None:
    code, _, errors = export("mine.joblib", "--check", "raw.csv", *COLUMNS)
    assert code == 2
    assert "error: raw.csv: expected a text column 'Subject'; found text, label" in errors


def test_a_check_without_any_column_of_texts_is_an_error(export: Run) -> None:
    Path("raw.csv").write_text("a,b\n1,2\n")
    code, _, errors = export("mine.joblib", "--check", "raw.csv", "--test", "test.csv", *COLUMNS)
    assert code == 2
    assert errors.splitlines()[-1].startswith("error: raw.csv: expected a text column; found a, b")
