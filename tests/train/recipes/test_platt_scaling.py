"""The sigmoids are Platt's, and the classifier that they are worked into gives their values."""

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from tests.support.parity import LABELS, TEXTS, THIRD, TRAINING
from train.export.exporter import export_model
from train.recipes.platt_scaling import calibrated, fit_sigmoid

MIXED = np.array([-2.0, -1.0, 0.5, -0.5, 1.0, 2.0, 0.2])
OF_MIXED = np.array([False, False, False, True, True, True, True])


def test_scores_of_two_values_are_calibrated_to_the_targets_themselves() -> None:
    # Two values leave the sigmoid free to meet both: (3 + 1) / (3 + 2) at 1, 1 / (2 + 2) at -1.
    slope, offset = fit_sigmoid(
        np.array([1.0, 1.0, 1.0, -1.0, -1.0]), np.array([True] * 3 + [False] * 2)
    )
    assert slope + offset == pytest.approx(logit(4 / 5), abs=1e-3)
    assert -slope + offset == pytest.approx(logit(1 / 4), abs=1e-3)


def test_the_sigmoid_minimises_the_cross_entropy_with_the_targets() -> None:
    targets = np.where(OF_MIXED, 5 / 6, 1 / 5)

    def loss(parameters: Any) -> float:
        p = expit(parameters[0] * MIXED + parameters[1])
        return float(-np.sum(targets * np.log(p) + (1 - targets) * np.log(1 - p)))

    best = minimize(loss, [0.0, 0.0], tol=1e-12).x
    np.testing.assert_allclose(fit_sigmoid(MIXED, OF_MIXED), best, atol=1e-3)


@pytest.mark.parametrize("gap", [1e-3, 1.0, 100.0])
def test_scores_that_divide_the_classes_leave_the_sigmoid_finite(gap: float) -> None:
    scores = np.array([-2.0, -1.0, 1.0, 2.0]) * gap
    slope, offset = fit_sigmoid(scores, np.array([False, False, True, True]))
    assert np.isfinite([slope, offset]).all()
    assert expit(slope * scores[-1] + offset) < 0.9


def test_scores_that_say_nothing_give_the_share_of_the_targets() -> None:
    slope, offset = fit_sigmoid(np.zeros(4), np.array([True, False, False, False]))
    assert slope == pytest.approx(0.0, abs=1e-6)
    assert expit(offset) == pytest.approx((2 / 3 + 3 * 1 / 5) / 4, abs=1e-4)


Case = tuple[TfidfVectorizer, LinearSVC, Any, list[str]]


@pytest.fixture(params=[pytest.param(LABELS, id="two"), pytest.param(THIRD, id="three")])
def case(request: pytest.FixtureRequest) -> Case:
    labels = request.param
    vectorizer = TfidfVectorizer()
    svm = LinearSVC(C=0.1, random_state=0).fit(vectorizer.fit_transform(TRAINING), labels)
    noise = np.random.default_rng(0).normal(size=len(labels) * 3)
    scores = svm.decision_function(vectorizer.transform(TRAINING))
    return vectorizer, svm, scores + 0.1 * noise[: scores.size].reshape(scores.shape), labels


def sigmoids(case: Case, texts: list[str]) -> Any:
    """Return each row's own sigmoid of the svm's own score, [texts, rows]."""
    vectorizer, svm, out_of_fold, labels = case
    scores = svm.decision_function(vectorizer.transform(texts)).reshape(len(texts), -1)
    rows = svm.classes_[-scores.shape[1] :]
    folded = out_of_fold.reshape(len(labels), -1)
    fitted = [
        fit_sigmoid(column, np.array(labels) == name)
        for column, name in zip(folded.T, rows, strict=True)
    ]
    return np.array([expit(a * s + b) for (a, b), s in zip(fitted, scores.T, strict=True)]).T


def test_probabilities_are_the_sigmoids_of_the_svms_own_scores(case: Case) -> None:
    vectorizer, svm, out_of_fold, labels = case
    found = calibrated(svm, out_of_fold, labels).predict_proba(vectorizer.transform(TEXTS))
    each = sigmoids(case, TEXTS)
    total = each.sum(axis=1, keepdims=True)
    expected = np.hstack([1 - each, each]) if each.shape[1] == 1 else each / total
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_a_calibrated_classifier_is_exported_with_its_probabilities(case: Case) -> None:
    vectorizer, svm, out_of_fold, labels = case
    classifier = calibrated(svm, out_of_fold, labels)
    export = export_model(vectorizer, classifier)
    expected = classifier.predict_proba(vectorizer.transform(TEXTS))
    found = [export.read_classifier.probabilities(export.scores(text)) for text in TEXTS]
    assert export.read_classifier.link == "logistic"
    np.testing.assert_allclose(np.array(found), expected, rtol=1e-9)


def test_the_classes_are_those_of_the_svm(case: Case) -> None:
    _, svm, out_of_fold, labels = case
    assert calibrated(svm, out_of_fold, labels).classes_.tolist() == svm.classes_.tolist()


def test_the_svm_itself_is_left_as_it_was(case: Case) -> None:
    _, svm, out_of_fold, labels = case
    before = svm.coef_.copy(), svm.intercept_.copy()
    calibrated(svm, out_of_fold, labels)
    np.testing.assert_array_equal(svm.coef_, before[0])
    np.testing.assert_array_equal(svm.intercept_, before[1])
