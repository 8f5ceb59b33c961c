"""`export` and `doctor` take `--features`, which names what makes the columns."""

from pathlib import Path

import joblib
import numpy as np
import pytest
from scipy.sparse import hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

import chalicelib.functions
from tests.support.commands import Run
from tests.support.parity import LABELS, TRAINING

SCRIPT = "def extra(text):\n    return [len(text), text.count('!')]\n"
FILES = ("words.pkl", "model.pkl")
GIVEN = ("--features", "words.pkl", "extra_of_mine.py:extra")


@pytest.fixture(autouse=True)
def _files(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a vectorizer, a classifier over more columns, and their labels, to a new directory."""
    del run
    monkeypatch.setattr(chalicelib.functions, "__path__", [str(tmp_path / "a" / "b" / "functions")])
    Path("extra_of_mine.py").write_text(SCRIPT)
    words = CountVectorizer().fit(TRAINING)
    more = np.array([[len(text), text.count("!")] for text in TRAINING])
    columns = hstack([words.transform(TRAINING), more])
    model = LogisticRegression(max_iter=1000).fit(columns, LABELS)
    joblib.dump(words, "words.pkl")
    joblib.dump(model, "model.pkl")
    rows = [
        f'"{text}",{label}' for text, label in zip(TRAINING, model.predict(columns), strict=True)
    ]
    Path("raw.csv").write_text("\n".join(["text,label", *dict.fromkeys(rows)]), "utf-8")


def test_export_takes_columns_that_code_joins(run: Run) -> None:
    code, _, error = run("export", *FILES, *GIVEN, "--check", "raw.csv")
    assert code == 0
    assert "checked: all " in error
    assert "wrote chalicelib/functions/extra_" in error


def test_doctor_names_the_option_and_takes_it(run: Run) -> None:
    code, output, _ = run("doctor", *FILES)
    assert code == 1
    assert "if your code joins further columns to these, such as the length of a text, " in output
    assert "name what makes them by --features (docs/export.md#columns-that-your-code-" in output
    code, output, _ = run("doctor", *FILES, *GIVEN)
    assert code == 0
    assert f"next: python -m train export {' '.join((*FILES, *GIVEN))} --check raw" in output
    code, output, _ = run("doctor", *FILES, "--features", "word.pkl")
    assert code == 1
    assert "1. --features: word.pkl is none of the estimators before the classifier; exp" in output
