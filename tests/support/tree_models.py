"""Classifiers made of trees, fitted to the training texts, and how their export is compared."""

from typing import Any, NamedTuple

import numpy as np
from sklearn.ensemble import (
    AdaBoostClassifier,
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.tree import DecisionTreeClassifier, ExtraTreeClassifier
from threadpoolctl import threadpool_limits

from tests.support.parity import TRAINING
from train.export.exported import Export
from train.export.exporter import export_model

TREES = {
    "tree": DecisionTreeClassifier(random_state=0),
    "tree-random": ExtraTreeClassifier(random_state=0),
    "forest": RandomForestClassifier(5, random_state=0),
    "forest-weighted": RandomForestClassifier(
        4, max_depth=3, class_weight="balanced_subsample", random_state=1
    ),
    "forest-random": ExtraTreesClassifier(4, random_state=0, max_leaf_nodes=6),
    "boosting": GradientBoostingClassifier(n_estimators=4, random_state=0),
    "boosting-zero": GradientBoostingClassifier(n_estimators=2, init="zero", random_state=0),
    "boosting-forest": GradientBoostingClassifier(
        n_estimators=3, init=RandomForestClassifier(3, random_state=0), random_state=0
    ),
    "boosting-exponential": GradientBoostingClassifier(
        n_estimators=4, loss="exponential", random_state=0
    ),
    "boosting-exponential-forest": GradientBoostingClassifier(
        n_estimators=3,
        loss="exponential",
        init=RandomForestClassifier(3, max_depth=1, random_state=0),
        random_state=0,
    ),
    "boosting-bins": HistGradientBoostingClassifier(max_iter=4, min_samples_leaf=2),
    "votes": AdaBoostClassifier(n_estimators=7, random_state=0),
    "votes-deep": AdaBoostClassifier(
        DecisionTreeClassifier(max_depth=2), n_estimators=3, learning_rate=0.7, random_state=0
    ),
    "votes-linear": AdaBoostClassifier(LogisticRegression(C=0.5), n_estimators=4, random_state=0),
    "votes-bayes": AdaBoostClassifier(MultinomialNB(), n_estimators=3, random_state=0),
}
"""Classifiers by name; those with "exponential" in it are of two classes only."""


class TreeModel(NamedTuple):
    """An export, and the fitted vectorizer and classifier that it was made from."""

    export: Export
    vectorizer: Any
    classifier: Any


def fit_trees(classifier: Any, labels: Any, vectorizer: Any = None) -> TreeModel:
    """Fit a classifier to the training texts and export it."""
    vectorizer = vectorizer or TfidfVectorizer(sublinear_tf=True)
    with threadpool_limits(1):
        classifier.fit(_rows(classifier, vectorizer.fit_transform(TRAINING)), labels)
    return TreeModel(export_model(vectorizer, classifier), vectorizer, classifier)


def assert_same(model: TreeModel, texts: list[str], tolerance: float = 1e-12) -> None:
    """Assert equal labels, and decisions and probabilities within a tolerance."""
    export, vectorizer, classifier = model
    rows = _rows(classifier, vectorizer.transform(texts))
    with threadpool_limits(1):
        expected, predicted = classifier.predict_proba(rows), classifier.predict(rows)
        decision = getattr(classifier, "decision_function", lambda _: None)(rows)
    scores = [export.scores(text) for text in texts]
    labels = [export.read_classifier.label(row) for row in scores]
    assert labels == [str(label) for label in predicted]
    probabilities = np.array([export.read_classifier.probabilities(row) for row in scores])
    np.testing.assert_allclose(probabilities, expected, rtol=0, atol=tolerance)
    if decision is not None:
        found = np.array(scores)[:, 1] if decision.ndim == 1 else np.array(scores)
        np.testing.assert_allclose(found, decision, rtol=tolerance, atol=tolerance)


def _rows(classifier: Any, rows: Any) -> Any:
    return rows.toarray() if isinstance(classifier, HistGradientBoostingClassifier) else rows
