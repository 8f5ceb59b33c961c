"""The numbers behind the report's curves, from predictions alone."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest
from sklearn.metrics import precision_recall_curve

from train.evaluation.metrics import CALIBRATION_BINS
from train.evaluation.predictions import Predictions

STEPS = 200


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Per threshold, the share of the second class over it, and that of the first."""

    thresholds: tuple[float, ...]
    caught: tuple[float, ...]
    blocked: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """Texts of like probability: its mean, the share that proves it right, the share's limits."""

    probability: float
    share: float
    low: float
    high: float
    texts: int


def has_both(predictions: Predictions) -> bool:
    """Tell whether there are two classes and texts of each, as the curves over both need."""
    return len(predictions.classes) == 2 and len({row.label for row in predictions.rows}) == 2


def has_probabilities(predictions: Predictions) -> bool:
    """Tell whether there are texts, and every probability can be one; a bare score cannot."""
    found = [row.probability for row in predictions.rows]
    return bool(found) and all(math.isfinite(p) and 0 <= p <= 1 for p in found)


def precision_recall(predictions: Predictions) -> tuple[list[float], list[float]]:
    """Return recall and precision of the second class, from the lowest threshold to the highest.

    The texts must be of both classes (`has_both`).
    """
    positive = [row.label == predictions.classes[1] for row in predictions.rows]
    scores = [row.probability for row in predictions.rows]
    precision, recall, _ = precision_recall_curve(positive, scores)
    return recall.tolist(), precision.tolist()


def by_threshold(predictions: Predictions) -> Thresholds:
    """Return what would be caught and blocked were the threshold another, from 0 to 1.

    As in the service, a text is of the second class where its probability is over the threshold.
    """
    grid = np.linspace(0, 1, STEPS + 1)
    ham, spam = (
        np.sort([row.probability for row in predictions.rows if row.label == name])
        for name in predictions.classes
    )
    caught, blocked = (
        1 - np.searchsorted(part, grid, side="right") / len(part) for part in (spam, ham)
    )
    return Thresholds(tuple(grid.tolist()), tuple(caught.tolist()), tuple(blocked.tolist()))


def calibration(predictions: Predictions, bins: int = CALIBRATION_BINS) -> tuple[Bin, ...]:
    """Group the texts into bins of equal width by probability, and leave out the empty ones.

    With two classes the probability is the second's and right where the text is of it; with more
    it is the predicted class's and right where the prediction is. The limits are Wilson's 95%
    interval (JASA 22, 1927).
    """
    two = len(predictions.classes) == 2
    members: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for row in predictions.rows:
        right = row.label == (predictions.classes[1] if two else row.predicted)
        members[min(int(row.probability * bins), bins - 1)].append((row.probability, right))
    return tuple(_bin(found) for found in members if found)


def _bin(members: Sequence[tuple[float, bool]]) -> Bin:
    right, texts = sum(hit for _, hit in members), len(members)
    low, high = interval(right, texts)
    return Bin(sum(p for p, _ in members) / texts, right / texts, low, high, texts)


def interval(hits: int, texts: int) -> tuple[float, float]:
    """Return the limits between which a share lies, at 95%, of which a sample is known (Wilson).

    >>> low, high = interval(0, 100)
    >>> low, round(high, 4) == round(1.96**2 / (100 + 1.96**2), 4)
    (0.0, True)
    """
    found = binomtest(hits, texts).proportion_ci(method="wilson")
    return float(found.low), float(found.high)
