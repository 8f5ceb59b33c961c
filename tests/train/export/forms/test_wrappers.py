"""Estimators that pass on what another says, and ensembles whose members lack a class."""

from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import BaggingClassifier, VotingClassifier
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import BernoulliNB, MultinomialNB
from sklearn.preprocessing import LabelEncoder
from sklearn.semi_supervised import SelfTrainingClassifier
from sklearn.svm import LinearSVC

from tests.support.forms import NUMBERS, SHORT_TEXTS, assert_same, combined
from tests.support.parity import LABELS, THIRD
from train.export.classifiers.label_names import named_classes
from train.export.exporter import export_model


def test_what_was_trained_on_its_own_labels_is_the_estimator_within() -> None:
    numbers = [-1 if number == 5 else number for number in NUMBERS]
    case = combined(SelfTrainingClassifier(MultinomialNB()), numbers)
    assert case.export.read_classifier.classes == ("1", "7")
    assert_same(case, SHORT_TEXTS)


def test_a_frozen_estimator_is_the_estimator_within() -> None:
    frozen = FrozenEstimator(combined(LogisticRegression(), LABELS).classifier)
    assert_same(combined(VotingClassifier([("a", frozen)], voting="soft"), LABELS), SHORT_TEXTS)
    assert_same(combined(frozen, LABELS), SHORT_TEXTS)


def test_a_label_encoder_names_the_classes_of_a_wrapper() -> None:
    numbers = [-1, *LabelEncoder().fit_transform(THIRD)[1:]]
    _, vectorizer, classifier = combined(SelfTrainingClassifier(MultinomialNB()), numbers)
    named = named_classes(classifier, LabelEncoder().fit(THIRD))
    assert export_model(vectorizer, named).read_classifier.classes == ("ham", "prize", "spam")


@pytest.mark.parametrize(
    ("estimator", "seed"),
    [
        pytest.param(MultinomialNB(), 1, id="multinomial"),
        pytest.param(BernoulliNB(), 1, id="bernoulli"),
        pytest.param(LinearSVC(), 1, id="svm"),
    ],
)
def test_an_estimator_that_saw_no_text_of_a_class_votes_for_the_others(
    estimator: Any, seed: int
) -> None:
    bagging = BaggingClassifier(estimator, 4, max_samples=6, random_state=seed)
    case = combined(bagging, THIRD)
    drawn = [set(np.array(THIRD)[rows]) for rows in case.classifier.estimators_samples_]
    assert min(map(len, drawn)) == 2
    assert_same(case, SHORT_TEXTS)
