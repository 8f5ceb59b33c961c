"""Errors of `publish` name its arguments, and say what it was given."""

from pathlib import Path
from typing import Any

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from tests.support.parity import LABELS, TRAINING
from train import publish
from train.errors import InputError
from train.notebook.wording import worded

VECTORIZER = TfidfVectorizer().fit(TRAINING)
CLASSIFIER = LogisticRegression().fit(VECTORIZER.transform(TRAINING), LABELS)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param([], "found no vectorizer and no classifier; expected both", id="nothing"),
        pytest.param([VECTORIZER], "found TfidfVectorizer, but no classifier", id="vectorizer"),
        pytest.param([CLASSIFIER], "found LogisticRegression, but no vectorizer", id="classifier"),
        pytest.param(["pipe.joblib"], "found 'pipe.joblib'; expected fitted objects", id="name"),
        pytest.param([Path("pipe.pkl")], "found 'pipe.pkl'; expected fitted objects", id="path"),
        pytest.param([[VECTORIZER, CLASSIFIER]], "found a list; expected fitted obj", id="list"),
        pytest.param([TfidfVectorizer, CLASSIFIER], "found the class TfidfVectorizer", id="class"),
        pytest.param([None, CLASSIFIER], "found None; expected fitted vectorizers", id="none"),
        pytest.param([VECTORIZER, VECTORIZER, CLASSIFIER], "only for 'python -m", id="option"),
    ],
)
def test_what_is_no_model_is_named(tmp_path: Path, given: list[Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        publish(*given, to=str(tmp_path))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param({"texts": 5}, "texts is an int; expected several strings", id="texts"),
        pytest.param({"texts": [None]}, "text 0 is None; expected a string", id="no text"),
        pytest.param({"texts": ["a"], "labels": 1}, "labels is an int; expected a la", id="labels"),
        pytest.param({"texts": ["a"], "labels": []}, "found 1 text and 0 labels", id="counts"),
        pytest.param({"texts": ["a"], "labels": "x"}, "the test texts have the la", id="unknown"),
        pytest.param({"positive": "zzz"}, "positive class, found 'zzz'$", id="positive"),
    ],
)
def test_arguments_are_named(tmp_path: Path, given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        publish(VECTORIZER, CLASSIFIER, to=str(tmp_path), **given)


def test_options_become_arguments() -> None:
    assert worded("with --clean FILE.py:own; --force promotes it anyway") == (
        "with clean=own; force=True promotes it anyway"
    )
    assert worded("V has no predictions; 'export --test' makes them") == (
        "V has no predictions; texts= and labels= make them"
    )
