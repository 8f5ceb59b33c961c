"""Fit classifiers made of classifiers, export them, and compare them with scikit-learn's own."""

import random
from typing import Any, NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from tests.support.crafting import Fields, Raw, artifact_file, f64
from tests.support.parity import LABELS, TEXTS, THIRD, TRAINING
from train.export.exported import Export
from train.export.exporter import export_model
from train.export.forms.node import Node
from train.export.forms.registry import export_form
from train.export.space import plain_space

NUMBERS = [{"ham": 1, "prize": 5, "spam": 7}[label] for label in THIRD]
LABELLINGS: dict[str, list[Any]] = {"two": LABELS, "three-numbers": NUMBERS}

_WORDS = " ".join(TRAINING).split()
_RANDOM = random.Random(16)  # noqa: S311
SHORT_TEXTS = [text for text in TEXTS if len(text) < 1000] + [
    " ".join(_RANDOM.choices(_WORDS, k=_RANDOM.randint(0, 12))) for _ in range(80)
]
"""Texts of words that the models know; many of them are near where labels change."""


class Combined(NamedTuple):
    """An export, and the fitted vectorizer and classifier that it was made from."""

    export: Export
    vectorizer: Any
    classifier: Any


def combined(classifier: Any, labels: list[Any]) -> Combined:
    """Fit a classifier to the training texts and export it."""
    vectorizer = TfidfVectorizer(sublinear_tf=True)
    classifier.fit(vectorizer.fit_transform(TRAINING), labels)
    return Combined(export_model(vectorizer, classifier), vectorizer, classifier)


def node_of(classifier: Any, labels: list[Any], *, dense: bool = False) -> Node:
    """Fit a classifier to the training texts and return its form."""
    vectors = TfidfVectorizer().fit_transform(TRAINING)
    classifier.fit(vectors.toarray() if dense else vectors, labels)
    return export_form(classifier, plain_space(vectors.shape[1]))


def assert_same(case: Combined, texts: list[str]) -> None:
    """Assert equal labels, and probabilities within 1e-9, if there are any."""
    export, vectorizer, classifier = case
    vectors = vectorizer.transform(texts)
    scores = [export.scores(text) for text in texts]
    labels = [export.read_classifier.label(row) for row in scores]
    assert labels == [str(label) for label in classifier.predict(vectors)]
    mine = [export.read_classifier.probabilities(row) for row in scores]
    if hasattr(classifier, "predict_proba"):
        expected = classifier.predict_proba(vectors)
        np.testing.assert_allclose(np.array(mine, dtype=float), expected, rtol=0, atol=1e-9)
    else:
        assert mine == [None] * len(texts)


def linear(link: str = "none") -> Fields:
    """Return the configuration of a discriminant function."""
    return {"kind": "linear", "link": link, "presence": False}


def margin(path: str, intercept: float = 0.0) -> dict[str, Raw]:
    """Return the tensors of the discriminant function of two classes over two terms."""
    return {
        f"{path}.intercept": f64(intercept),
        f"{path}.linear": f64(2.0, -1.0, shape=[1, 2]),
    }


def form_file(
    form: Fields, tensors: dict[str, Raw], classes: tuple[str, ...] = ("a", "b"), link: str = "none"
) -> bytes:
    """Return a classifier file of format 2 for two terms."""
    config = {
        "format": 2,
        "kind": "classifier",
        "classes": list(classes),
        "several": False,
        "link": link,
        "features": {"kind": "blocks", "first": 0, "count": 1},
        "form": form,
    }
    return artifact_file(config, tensors)
