"""Forests and baggings of imbalanced-learn say what its own say."""

import pytest
from imblearn.ensemble import (
    BalancedBaggingClassifier,
    BalancedRandomForestClassifier,
    EasyEnsembleClassifier,
    RUSBoostClassifier,
)
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.svm import LinearSVC

from tests.support.forms import LABELLINGS, SHORT_TEXTS, assert_same, combined

MODELS = {
    "forest": BalancedRandomForestClassifier(5, random_state=0),
    "bagging": BalancedBaggingClassifier(n_estimators=4, random_state=0),
    "bagging-of-features": BalancedBaggingClassifier(
        LogisticRegression(), n_estimators=4, max_features=0.5, random_state=1
    ),
    "bagging-of-bayes": BalancedBaggingClassifier(MultinomialNB(), n_estimators=4, random_state=2),
    "bagging-of-labels": BalancedBaggingClassifier(LinearSVC(), n_estimators=3, random_state=3),
    "ensemble": EasyEnsembleClassifier(n_estimators=3, random_state=4),
    "boosting": RUSBoostClassifier(n_estimators=4, random_state=5),
    "boosting-of-bayes": RUSBoostClassifier(MultinomialNB(), n_estimators=4, random_state=6),
}


@pytest.mark.parametrize("labels", LABELLINGS)
@pytest.mark.parametrize("name", MODELS)
def test_labels_and_probabilities_agree(name: str, labels: str) -> None:
    case = combined(clone(MODELS[name]), LABELLINGS[labels])
    assert_same(case, SHORT_TEXTS)
