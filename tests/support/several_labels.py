"""Models that give a text several labels, or none, and how they compare with scikit-learn's."""

import warnings
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import MultiLabelBinarizer

from tests.support.parity import LABELS, TRAINING
from train.export.estimators import split_estimators
from train.export.exported import Export
from train.export.exporter import export_model
from train.registry.bundle import Bundle, make_bundle

NAMES = ["number", "short", "spam"]
BY_TEXT = [
    {
        name
        for name, has in zip(
            NAMES, (any(map(str.isdigit, text)), len(text) < 20, label == "spam"), strict=True
        )
        if has
    }
    for text, label in zip(TRAINING, LABELS, strict=True)
]


class Case(NamedTuple):
    """An export, and the fitted vectorizer and classifier that it was made from."""

    export: Export
    vectorizer: Any
    classifier: Any


def fitted(classifier: Any, table: Any, *, dense: bool = False) -> Case:
    """Fit a classifier to the training texts and a table of labels, and export it."""
    vectorizer = TfidfVectorizer()
    vectors = vectorizer.fit_transform(TRAINING)
    with warnings.catch_warnings():
        # Of a label that all training texts have.
        warnings.filterwarnings("ignore", "Label .* is present in all", UserWarning)
        warnings.filterwarnings("ignore", "Stochastic Optimizer", UserWarning)
        classifier.fit(vectors.toarray() if dense else vectors, table)
    return Case(export_model(vectorizer, classifier), vectorizer, classifier)


def assert_same(case: Case, texts: Sequence[str], *, dense: bool = False) -> None:
    """Assert equal labels, and probabilities within 1e-9 and scikit-learn's own rounding."""
    export, vectorizer, classifier = case
    vectors = vectorizer.transform(texts)
    vectors = vectors.toarray() if dense else vectors
    scores = [export.scores(text) for text in texts]
    np.testing.assert_array_equal(np.array(scores) > 0.0, classifier.predict(vectors) == 1)
    mine = [export.read_classifier.probabilities(row) for row in scores]
    members = getattr(classifier, "estimators_", [classifier])
    if all(hasattr(member, "predict_proba") for member in members):
        expected = _table(classifier, classifier.predict_proba(vectors))
        difference = np.abs(np.array(mine, dtype=float) - expected)
        assert (difference <= 1e-9 + _rounding(members, vectors)).all(), (mine, expected)
    else:
        assert mine == [None] * len(texts)
        assert not export.read_classifier.has_probabilities


def _rounding(members: Sequence[Any], vectors: Any) -> Any:
    """Return by how much scikit-learn rounds the probabilities of each text, as a column.

    Gaussian naive Bayes takes exp(l - logsumexp(l)), where the joint log likelihoods l may be 4e9,
    whose last digit is 5e-7.
    """
    rounding = np.zeros((vectors.shape[0], 1))
    for member in members:
        if hasattr(member, "var_"):
            likelihood = np.abs(member.predict_joint_log_proba(vectors))
            rounding = np.maximum(rounding, np.spacing(likelihood.max(axis=1, keepdims=True)))
    return rounding


def _table(classifier: Any, probabilities: Any) -> Any:
    """Return the probabilities of the labels as a table, of which some estimators give columns."""
    if not isinstance(probabilities, list):
        return probabilities
    # A column that is 0 or 1 for all training texts has a single probability: that it is.
    values = classifier.classes_
    pairs = zip(values, probabilities, strict=True)
    return np.stack([(column @ value.astype(float)) for value, column in pairs], axis=1)


def several_bundle() -> Bundle:
    """Return a bundle of a model that gives a text the labels of `NAMES`."""
    binarizer = MultiLabelBinarizer()
    vectorizer = TfidfVectorizer()
    classifier = OneVsRestClassifier(LogisticRegression(C=10))
    classifier.fit(vectorizer.fit_transform(TRAINING), binarizer.fit_transform(BY_TEXT))
    estimators = split_estimators([vectorizer, classifier, binarizer])
    export = export_model(*estimators)
    facts: dict[str, Any] = {"recipe": "one of each", "data": None, "metrics": None}
    facts |= {"positive": None, "threshold": export.threshold}
    return make_bundle(export, estimators, facts, datetime(2026, 1, 31, tzinfo=UTC))
