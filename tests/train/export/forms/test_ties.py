"""A warning says that labels can differ, because training texts are at the same distance."""

import csv
import json
import random
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import BaggingClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline

from tests.support.commands import Run
from train.export.forms.ties import tie_warnings

_RANDOM = random.Random(0)  # noqa: S311 - made-up texts
_WORDS = {
    "bye": "bye later night see you",
    "hi": "hello hi hey there good",
    "buy": "pizza want order menu",
    "all": "the a is to of my on in",
}


def _text(kind: str) -> str:
    words = [*_WORDS[kind].split(), *_WORDS["all"].split()]
    return " ".join(_RANDOM.choice(words) for _ in range(6))


KINDS = ["bye", "hi", "buy"] * 60
TEXTS, HELD_OUT = [*map(_text, KINDS)], [*map(_text, KINDS)]
SEVERAL = np.array(
    [(kind == "bye", len(text) % 2) for kind, text in zip(KINDS, TEXTS, strict=True)]
)


def fitted(vectorizer: Any, classifier: Any, labels: Any = KINDS) -> Any:
    """Return a fitted pipeline; what OpenMP does while tests are collected hangs their copies."""
    return make_pipeline(vectorizer, classifier).fit(TEXTS, labels)


@pytest.fixture(scope="module")
def counted() -> Any:
    return fitted(CountVectorizer(), KNeighborsClassifier())


@pytest.mark.parametrize(
    "parts",
    [
        (CountVectorizer(), KNeighborsClassifier()),
        (CountVectorizer(binary=True), KNeighborsClassifier(4, metric="manhattan")),
        (CountVectorizer(), KNeighborsClassifier(), SEVERAL.astype(int)),
        (CountVectorizer(), OneVsRestClassifier(KNeighborsClassifier())),
        (CountVectorizer(), BaggingClassifier(KNeighborsClassifier(), 2)),
    ],
)
def test_counts_are_warned_of(parts: Any) -> None:
    (warning,) = tie_warnings([fitted(*parts)])
    assert " of 90 training texts that were tried, texts with different labels are" in warning


@pytest.mark.parametrize(
    "parts",
    [
        (TfidfVectorizer(), KNeighborsClassifier(), ["one"] * len(TEXTS)),
        (make_pipeline(TfidfVectorizer(), TruncatedSVD(2)), KNeighborsClassifier()),
        (CountVectorizer(), KNeighborsClassifier(), ["one"] * len(TEXTS)),
        (CountVectorizer(dtype=np.float64), KNeighborsClassifier(p=1)),
    ],
)
def test_what_hardly_ties_is_not(parts: Any) -> None:
    assert tie_warnings([fitted(*parts)]) == []


def test_export_and_doctor_warn(run: Run, counted: Any) -> None:
    joblib.dump(counted, "mine.joblib")
    assert "warning: KNeighborsClassifier(n_neighbors=5): for " in run("export", "mine.joblib")[2]
    code, output, _ = run("doctor", "mine.joblib")
    assert (code, output.count("\nwarning: KNeighborsClassifier(n_neighbors=5): for ")) == (0, 1)
    assert len(json.loads(run("doctor", "mine.joblib", "--json")[1])["warnings"]) == 1


def refusal(run: Run, counted: Any, texts: list[str], probabilities: Any) -> str:
    columns = [f"probability_{label}" for label in counted.classes_]
    with Path("raw.csv").open("w", newline="") as file:
        rows = zip(texts, counted.predict(texts), *probabilities.T, strict=True)
        csv.writer(file).writerows([["text", "label", *columns], *rows])
    return run("export", "mine.joblib", "--check", "raw.csv")[2]


def test_a_check_names_ties_as_the_cause(run: Run, counted: Any) -> None:
    joblib.dump(counted, "mine.joblib")
    error = refusal(run, counted, HELD_OUT, counted.predict_proba(HELD_OUT))
    assert "likely cause: scikit-learn's own objects give other labels than the export" in error
    assert "equally near at the last neighbour" in error
    assert "at fault" not in error


def test_other_probabilities_alone_are_no_code_of_the_authors(run: Run, counted: Any) -> None:
    joblib.dump(counted, "mine.joblib")
    error = refusal(run, counted, ["bye later night see you"], np.array([[0.5, 0.25, 0.25]]))
    assert "likely cause: all labels agree, and only probabilities differ: KNeighbors" in error


@pytest.mark.parametrize(
    "classifier", [KNeighborsClassifier(), OneVsRestClassifier(KNeighborsClassifier(3))]
)
def test_with_tf_idf_a_text_without_a_known_term_is_warned_of(classifier: Any) -> None:
    (warning,) = tie_warnings([fitted(TfidfVectorizer(), classifier)])
    assert "a text without a term that the model knows is equally near to training te" in warning
