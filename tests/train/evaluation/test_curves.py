"""The points of the report's curves."""

import pytest

from train.evaluation.curves import (
    by_threshold,
    calibration,
    has_both,
    has_probabilities,
    precision_recall,
)
from train.evaluation.predictions import Prediction, Predictions


def two(*rows: tuple[str, float]) -> Predictions:
    return Predictions(
        ("ham", "spam"),
        tuple(
            Prediction(str(at), label, "spam" if p > 0.5 else "ham", p)
            for at, (label, p) in enumerate(rows)
        ),
    )


def test_the_curve_is_that_of_the_second_class() -> None:
    recall, precision = precision_recall(two(("spam", 0.9), ("ham", 0.8), ("spam", 0.7)))
    points = list(zip(recall, precision, strict=True))
    assert points == [(1.0, pytest.approx(2 / 3)), (0.5, 0.5), (0.5, 1.0), (0.0, 1.0)]


def test_a_text_at_the_threshold_is_not_above_it() -> None:
    curve = by_threshold(two(("spam", 0.5), ("spam", 0.9), ("ham", 0.25)))
    at = dict(zip(curve.thresholds, zip(curve.caught, curve.blocked, strict=True), strict=True))
    assert at[0.5] == (1 / 2, 0.0)
    assert at[0.0] == (1.0, 1.0)
    assert at[1.0] == (0.0, 0.0)


def test_a_bin_holds_texts_of_similar_probability() -> None:
    first, last = calibration(two(("ham", 0.0), ("spam", 0.0625), ("spam", 1.0)))
    assert (first.probability, first.share, first.texts) == (0.03125, 0.5, 2)
    assert (last.probability, last.share, last.texts) == (1.0, 1.0, 1)
    assert first.low < first.share < first.high


def test_with_more_classes_a_probability_is_right_if_the_prediction_is() -> None:
    rows = (Prediction("1", "a", "a", 0.75), Prediction("2", "c", "b", 0.75))
    (only,) = calibration(Predictions(("a", "b", "c"), rows))
    assert (only.share, only.texts) == (0.5, 2)


@pytest.mark.parametrize(
    ("predictions", "both"),
    [
        pytest.param(two(("ham", 0.1), ("spam", 0.9)), True, id="both"),
        pytest.param(two(("ham", 0.1)), False, id="one class only"),
        pytest.param(two(), False, id="no text"),
        pytest.param(
            Predictions(
                ("a", "b", "c"), (Prediction("1", "a", "a", 1.0), Prediction("2", "b", "b", 1.0))
            ),
            False,
            id="three classes",
        ),
    ],
)
def test_curves_over_both_classes_need_texts_of_both(predictions: Predictions, both: bool) -> None:
    assert has_both(predictions) == both


@pytest.mark.parametrize("score", [-0.1, 1.5, float("nan"), float("inf")])
def test_an_unbounded_score_is_not_a_probability(score: float) -> None:
    assert not has_probabilities(two(("ham", 0.5), ("ham", score)))


def test_without_texts_there_are_no_probabilities() -> None:
    assert not has_probabilities(two())
