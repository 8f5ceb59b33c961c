"""How good a model is on texts that it was not fitted to, measured on what will be served."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn import metrics as sk

from chalicelib.scoring.model import margin_at
from train.evaluation.predictions import Prediction, Predictions, text_key
from train.export.exporter import Export

CALIBRATION_BINS = 10

Metrics = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """A model's figures on some texts, and what it says of each, in their order."""

    metrics: Metrics
    predictions: Predictions


def measure(
    export: Export, texts: Sequence[str], labels: Sequence[str], threshold: float | None = None
) -> Measured:
    """Score texts with an exported model and compare its labels with the true ones.

    With two classes the second, in sorted order, is the positive one ("spam" after "ham"); it is
    predicted where its probability is over the threshold, which is one half where None is given.

    Returns
    -------
    Measured
        Its metrics are `texts`, `classes`, `confusion` (true class by row, predicted by column),
        `accuracy`, `mcc` (Matthews correlation coefficient), then with two classes `f1`,
        `spam_caught` (recall of the positive class), `blocked_ham` (false positive rate),
        `average_precision`, `brier` and `calibration_error`, with more `recall` and `precision`
        by class. All rates are fractions; what the texts or the model do not define is None.
    """
    classes = export.read_classifier.classes
    rows = [export.scores(text) for text in texts]
    margin_threshold = margin_at(threshold)
    predicted = [export.read_classifier.label(row, margin_threshold) for row in rows]
    result = rates(classes, labels, predicted)
    if len(classes) == 2:
        is_positive = np.array(labels) == classes[1]
        margin = np.array(rows)[:, 1]
        result |= _of_scores(is_positive, margin, _probability(export, rows))
    return Measured(result, _predictions(export, rows, texts, labels, predicted))


def rates(classes: Sequence[str], labels: Sequence[str], predicted: Sequence[str]) -> Metrics:
    """Return the figures that depend on the labels alone: see `measure`."""
    confusion = sk.confusion_matrix(labels, predicted, labels=classes)
    result: Metrics = {
        "texts": len(labels),
        "classes": list(classes),
        "confusion": confusion.tolist(),
        "accuracy": float(sk.accuracy_score(labels, predicted)),
        "mcc": float(sk.matthews_corrcoef(labels, predicted)) if len(set(labels)) > 1 else None,
    }
    return result | (_binary(confusion) if len(classes) == 2 else _by_class(confusion, classes))


def _binary(confusion: Any) -> Metrics:
    (true_ham, blocked), (missed, caught) = confusion.tolist()
    return {
        "f1": _ratio(2 * caught, 2 * caught + blocked + missed),
        "spam_caught": _ratio(caught, caught + missed),
        "blocked_ham": _ratio(blocked, true_ham + blocked),
    }


def _of_scores(is_positive: Any, margin: Any, probability: Any | None) -> Metrics:
    precision = sk.average_precision_score(is_positive, margin) if is_positive.any() else None
    known = probability is not None
    return {
        "average_precision": None if precision is None else float(precision),
        "brier": float(np.mean((probability - is_positive) ** 2)) if known else None,
        "calibration_error": calibration_error(probability, is_positive) if known else None,
    }


def _by_class(confusion: Any, classes: Sequence[str]) -> Metrics:
    right, true, predicted = confusion.diagonal(), confusion.sum(axis=1), confusion.sum(axis=0)
    return {
        "recall": {c: _ratio(right[i], true[i]) for i, c in enumerate(classes)},
        "precision": {c: _ratio(right[i], predicted[i]) for i, c in enumerate(classes)},
    }


def calibration_error(probability: Any, is_positive: Any, bins: int = CALIBRATION_BINS) -> float:
    """Return the expected calibration error over bins of equal width.

    The mean distance between the mean probability and the share of positives in a bin, weighted
    by the texts in it (Naeini, Cooper and Hauskrecht, AAAI 2015).

    >>> calibration_error(np.array([0.25, 0.25, 1.0]), np.array([False, True, True]))
    0.16666666666666666

    The first bin is off by 1/2 - 1/4 and holds two of three texts, the last is right:
    (2 * 0.25 + 1 * 0) / 3.
    """
    bin_of = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = [
        abs(np.sum(probability[bin_of == number] - is_positive[bin_of == number]))
        for number in range(bins)
    ]
    return float(sum(gaps) / len(probability))


def _probability(export: Export, rows: Sequence[tuple[float, ...]]) -> Any | None:
    """Return the probability of the second class per text, or None where the link gives none."""
    found = [export.read_classifier.probabilities(row) for row in rows]
    if export.read_classifier.link == "none":
        return None
    return np.array(found)[:, 1]


def _predictions(
    export: Export,
    rows: Sequence[tuple[float, ...]],
    texts: Sequence[str],
    labels: Sequence[str],
    predicted: Sequence[str],
) -> Predictions:
    classes = export.read_classifier.classes
    found: list[Prediction] = []
    for row, text, label, said in zip(rows, texts, labels, predicted, strict=True):
        probabilities = export.read_classifier.probabilities(row) or (math.nan,) * len(classes)
        of = probabilities[1 if len(classes) == 2 else classes.index(said)]
        found.append(Prediction(text_key(text), label, said, of))
    return Predictions(classes, tuple(found))


def _ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None
