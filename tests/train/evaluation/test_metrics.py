"""A model's metrics equal those computed by hand from a few texts of known probability.

The model knows the words "ask" and "win": each "win" multiplies the odds of spam by 3 and each
"ask" divides them by 3, so "win win" is spam with probability 9/10, "win" 3/4, "ask" 1/4 and
"ask ask" 1/10.
"""

import math
from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from train.evaluation.metrics import calibration_error, evaluate
from train.export.exported import Export
from train.export.exporter import export_model

HAM = ["ask ask", "ask", "ask", "win"]
SPAM = ["win win", "win", "ask"]
TEXTS = HAM + SPAM
LABELS = ["ham"] * 4 + ["spam"] * 3
THREE_TEXTS = ["ask", "ask", "win", "ask", "win", "win"]
THREE_LABELS = ["ham", "ham", "ham", "news", "spam", "spam"]
COUNTS = {"texts": 7, "classes": ["ham", "spam"], "confusion": [[3, 1], [1, 2]]}
# By probability of spam, highest first: spam | spam, ham | spam, ham, ham | ham.
RATES = {
    "accuracy": (3 + 2) / 7,
    "majority_baseline": 4 / 7,
    "mcc": (2 * 3 - 1 * 1) / math.sqrt((2 + 1) * (2 + 1) * (3 + 1) * (3 + 1)),
    "f1": 2 * 2 / (2 * 2 + 1 + 1),
    "spam_caught": 2 / (2 + 1),
    "blocked_ham": 1 / (3 + 1),
    "average_precision": 1 / 3 * (1 / 1) + 1 / 3 * (2 / 3) + 1 / 3 * (3 / 6),
    "brier": (0.1**2 + 2 * 0.25**2 + 0.75**2 + 0.1**2 + 0.25**2 + 0.75**2) / 7,
    "calibration_error": (abs(0.9 - 1) + abs(2 * 0.75 - 1) + abs(3 * 0.25 - 1) + 0.1) / 7,
}


def metrics_of(export: Export, texts: list[str], labels: list[str]) -> dict[str, Any]:
    return evaluate(export, texts, labels).metrics


def exported(classifier: Any, classes: list[str], coefficients: list[list[float]]) -> Export:
    """Export a classifier with given coefficients, one column each for "ask" and "win"."""
    classifier.classes_ = np.array(classes)
    classifier.coef_ = np.array(coefficients)
    classifier.intercept_ = np.zeros(len(coefficients))
    return export_model(CountVectorizer(vocabulary=["ask", "win"]).fit(["ask win"]), classifier)


@pytest.fixture
def two_classes() -> Export:
    return exported(LogisticRegression(), ["ham", "spam"], [[-math.log(3), math.log(3)]])


@pytest.fixture
def without_probability() -> Export:
    return exported(LinearSVC(), ["ham", "spam"], [[-math.log(3), math.log(3)]])


@pytest.fixture
def three_classes() -> Export:
    return exported(LogisticRegression(), ["ham", "news", "spam"], [[1, 0], [0, 0], [0, 1]])


@pytest.mark.parametrize("name", COUNTS)
def test_a_count_of_two_classes_is_as_computed_by_hand(two_classes: Export, name: str) -> None:
    assert metrics_of(two_classes, TEXTS, LABELS)[name] == COUNTS[name]


@pytest.mark.parametrize("name", RATES)
def test_a_rate_of_two_classes_is_as_computed_by_hand(two_classes: Export, name: str) -> None:
    assert metrics_of(two_classes, TEXTS, LABELS)[name] == pytest.approx(RATES[name], rel=1e-12)


def test_two_classes_have_only_these_metrics(two_classes: Export) -> None:
    assert metrics_of(two_classes, TEXTS, LABELS).keys() == {*COUNTS, *RATES, "recall", "precision"}


@pytest.mark.parametrize("name", RATES)
def test_the_order_of_the_texts_changes_no_rate(two_classes: Export, name: str) -> None:
    reversed_ = metrics_of(two_classes, TEXTS[::-1], LABELS[::-1])
    assert reversed_[name] == pytest.approx(RATES[name], rel=1e-12)


def test_a_margin_of_zero_goes_to_the_first_class(two_classes: Export) -> None:
    result = metrics_of(two_classes, ["unknown", "ask win", "win"], ["ham", "spam", "spam"])
    assert result["confusion"] == [[1, 0], [1, 1]]


@pytest.mark.parametrize("name", ["brier", "calibration_error"])
def test_a_classifier_without_probabilities_has_no_metric_of_them(
    without_probability: Export, name: str
) -> None:
    assert metrics_of(without_probability, TEXTS, LABELS)[name] is None


def test_a_classifier_without_probabilities_has_every_other_metric(
    without_probability: Export,
) -> None:
    result = metrics_of(without_probability, TEXTS, LABELS)
    others = ("accuracy", "mcc", "f1", "spam_caught", "blocked_ham", "average_precision")
    assert [result[name] for name in others] == pytest.approx([RATES[name] for name in others])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("accuracy", 1 / 2, id="accuracy"),
        pytest.param("spam_caught", None, id="spam-caught-undefined"),
        pytest.param("average_precision", None, id="average-precision-undefined"),
        pytest.param("blocked_ham", 1 / 2, id="blocked-ham"),
        pytest.param("f1", 2 * 0 / (2 * 0 + 1 + 0), id="f1"),
        pytest.param("brier", (0.25**2 + 0.75**2) / 2, id="brier"),
    ],
)
def test_a_metric_that_only_ham_does_not_define_is_none(
    two_classes: Export, name: str, expected: float | None
) -> None:
    value = metrics_of(two_classes, ["ask", "win"], ["ham", "ham"])[name]
    assert value == pytest.approx(expected)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("spam_caught", 1 / 2, id="spam-caught"),
        pytest.param("average_precision", 1.0, id="average-precision"),
        pytest.param("blocked_ham", None, id="blocked-ham-undefined"),
        pytest.param("f1", 2 * 1 / (2 * 1 + 0 + 1), id="f1"),
    ],
)
def test_a_metric_that_only_spam_does_not_define_is_none(
    two_classes: Export, name: str, expected: float | None
) -> None:
    value = metrics_of(two_classes, ["ask", "win"], ["spam", "spam"])[name]
    assert value == pytest.approx(expected)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        pytest.param("ham", [[1, 1], [0, 0]], id="ham"),
        pytest.param("spam", [[0, 0], [1, 1]], id="spam"),
    ],
)
def test_a_class_that_the_texts_lack_keeps_its_row(
    two_classes: Export, label: str, expected: list[list[int]]
) -> None:
    assert metrics_of(two_classes, ["ask", "win"], [label] * 2)["confusion"] == expected


def test_the_correlation_of_a_single_class_is_none(two_classes: Export) -> None:
    assert metrics_of(two_classes, ["ask", "ask"], ["ham", "ham"])["mcc"] is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("accuracy", (2 + 0 + 2) / 6, id="accuracy"),
        # Gorodkin's: right * all - sum of true * predicted by class, over its largest value.
        pytest.param(
            "mcc",
            (4 * 6 - (3 * 3 + 1 * 0 + 2 * 3))
            / math.sqrt((6**2 - (3**2 + 0**2 + 3**2)) * (6**2 - (3**2 + 1**2 + 2**2))),
            id="mcc",
        ),
        pytest.param("recall", {"ham": 2 / 3, "news": 0 / 1, "spam": 2 / 2}, id="recall"),
        pytest.param(
            "precision", {"ham": 2 / (2 + 1), "news": None, "spam": 2 / (1 + 2)}, id="precision"
        ),
    ],
)
def test_a_metric_of_three_classes_is_as_computed_by_hand(
    three_classes: Export, name: str, expected: Any
) -> None:
    assert metrics_of(three_classes, THREE_TEXTS, THREE_LABELS)[name] == pytest.approx(expected)


def test_the_confusion_has_a_row_per_true_class(three_classes: Export) -> None:
    result = metrics_of(three_classes, THREE_TEXTS, THREE_LABELS)
    assert result["confusion"] == [[2, 0, 1], [1, 0, 0], [0, 0, 2]]


def test_a_class_that_no_test_text_has_keeps_its_place_and_has_no_recall(
    three_classes: Export,
) -> None:
    result = metrics_of(three_classes, ["ask", "win"], ["ham", "spam"])
    assert result["confusion"] == [[1, 0, 0], [0, 0, 0], [0, 0, 1]]
    assert result["recall"] == {"ham": 1 / 1, "news": None, "spam": 1 / 1}


def test_three_classes_have_no_metric_of_a_positive_class(three_classes: Export) -> None:
    result = metrics_of(three_classes, ["ask", "win"], ["ham", "spam"])
    assert result.keys() == {*COUNTS, "accuracy", "majority_baseline", "mcc", "recall", "precision"}


@pytest.mark.parametrize(
    ("probability", "is_positive", "expected"),
    [
        pytest.param([0.0, 1.0], [False, True], 0.0, id="right"),
        pytest.param([0.0, 1.0], [True, False], (1 + 1) / 2, id="wrong"),
        pytest.param([0.55, 0.55], [True, False], 0.55 - 1 / 2, id="one-bin"),
        pytest.param([0.05, 0.95], [True, False], (0.95 + 0.95) / 2, id="bins-do-not-cancel"),
        pytest.param([0.95, 1.0], [False, True], (0.95 + 1 - 1) / 2, id="one-in-the-last-bin"),
    ],
)
def test_the_calibration_error_is_summed_by_bin(
    probability: list[float], is_positive: list[bool], expected: float
) -> None:
    error = calibration_error(np.array(probability), np.array(is_positive))
    assert error == pytest.approx(expected)


def test_the_number_of_bins_is_an_argument() -> None:
    probability, is_positive = np.array([0.05, 0.95]), np.array([True, False])
    assert calibration_error(probability, is_positive, bins=1) == pytest.approx(0.0)
