"""The points of the report's curves, computed from predictions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.stats import binomtest
from sklearn.metrics import precision_recall_curve

from train.evaluation.metrics import CALIBRATION_BINS
from train.evaluation.predictions import Prediction, Predictions

THRESHOLD_STEPS = 200


class PrecisionRecall(NamedTuple):
    """Recall and precision of the positive class, from the lowest threshold to the highest."""

    recall: list[float]
    precision: list[float]


@dataclass(frozen=True, slots=True)
class ThresholdCurve:
    """For each threshold, the shares of the positive and of the other class that are above it."""

    thresholds: tuple[float, ...]
    caught: tuple[float, ...]
    blocked: tuple[float, ...]


class Interval(NamedTuple):
    """The limits of a confidence interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Texts of similar probability.

    `probability` is their mean probability, `share` the share of texts for which it is right, and
    `low` and `high` are the limits of that share.
    """

    probability: float
    share: float
    low: float
    high: float
    texts: int


def has_both(predictions: Predictions) -> bool:
    """Return whether two classes have texts, and the texts an order, as some curves need."""
    has_two = len(predictions.classes) == 2 and len({row.label for row in predictions.rows}) == 2
    return has_two and not any(math.isnan(row.probability) for row in predictions.rows)


def has_probabilities(predictions: Predictions) -> bool:
    """Return whether there are texts and every value is a probability, not an unbounded score."""
    values = [row.probability for row in predictions.rows]
    return bool(values) and all(math.isfinite(value) and 0 <= value <= 1 for value in values)


def precision_recall(predictions: Predictions) -> PrecisionRecall:
    """Return the precision-recall curve of the positive class, the second.

    The texts must be of both classes (`has_both`).
    """
    is_positive = [row.label == predictions.classes[1] for row in predictions.rows]
    probabilities = [row.probability for row in predictions.rows]
    precision, recall, _ = precision_recall_curve(is_positive, probabilities)
    return PrecisionRecall(recall.tolist(), precision.tolist())


def by_threshold(predictions: Predictions) -> ThresholdCurve:
    """Return the shares caught and blocked at each threshold from 0 to 1.

    As in the service, a text is of the positive class if its probability is above the threshold.
    """
    grid = np.linspace(0, 1, THRESHOLD_STEPS + 1)
    ham, spam = (
        np.sort([row.probability for row in predictions.rows if row.label == name])
        for name in predictions.classes
    )
    # searchsorted counts the probabilities that are not above a threshold: for [0.5, 0.9] and
    # threshold 0.5 that is 1, so the share above it is 1 - 1/2.
    caught, blocked = (
        1 - np.searchsorted(probabilities, grid, side="right") / len(probabilities)
        for probabilities in (spam, ham)
    )
    return ThresholdCurve(tuple(grid.tolist()), tuple(caught.tolist()), tuple(blocked.tolist()))


def calibration(
    predictions: Predictions, bins: int = CALIBRATION_BINS
) -> tuple[CalibrationBin, ...]:
    """Group the texts into bins of equal width by probability; empty bins are left out.

    With two classes, the probability is the positive class's, and it is right if the text belongs
    to that class. With more, it is the predicted class's, and it is right if the prediction is. The
    limits are Wilson's 95 % interval (JASA 22, 1927).
    """
    second = predictions.classes[1] if len(predictions.classes) == 2 else None
    members: list[list[Prediction]] = [[] for _ in range(bins)]
    for row in predictions.rows:
        # As in `calibration_error`: 0.25 falls into bin 2 of ten, and 1.0 joins the last bin.
        members[min(int(row.probability * bins), bins - 1)].append(row)
    return tuple(_calibration_bin(rows, second) for rows in members if rows)


def _calibration_bin(rows: Sequence[Prediction], second: str | None) -> CalibrationBin:
    right = sum(row.label == (row.predicted if second is None else second) for row in rows)
    mean = sum(row.probability for row in rows) / len(rows)
    limits = interval(right, len(rows))
    return CalibrationBin(mean, right / len(rows), limits.low, limits.high, len(rows))


def interval(hits: int, texts: int) -> Interval:
    """Return Wilson's 95 % interval for the share that `hits` of `texts` estimate.

    >>> low, high = interval(0, 100)
    >>> low, round(high, 4) == round(1.96**2 / (100 + 1.96**2), 4)
    (0.0, True)
    """
    limits = binomtest(hits, texts).proportion_ci(method="wilson")
    return Interval(float(limits.low), float(limits.high))
