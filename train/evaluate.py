"""How good a model is on texts that it was not fitted to, measured on what will be served."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn import metrics as sk

from train.export import Export

CALIBRATION_BINS = 10

Metrics = dict[str, Any]


def evaluate(export: Export, texts: Sequence[str], labels: Sequence[str]) -> Metrics:
    """Score held-out texts with an exported model and return the figures.

    With two classes the second, in sorted order, is the positive one ("spam" after "ham").

    Returns
    -------
    dict
        `texts`, `classes`, `confusion` (true class by row, predicted by column), `accuracy`,
        `mcc` (Matthews correlation coefficient), then with two classes `f1`, `spam_caught`
        (recall of the positive class), `blocked_ham` (false positive rate),
        `average_precision`, `brier` and `calibration_error`, with more `recall` and `precision`
        by class. All rates are fractions; what the texts or the model do not define is None.
    """
    classes = export.read_classifier.classes
    rows = [export.scores(text) for text in texts]
    predicted = [export.read_classifier.label(row) for row in rows]
    scores = np.array(rows)
    confusion = sk.confusion_matrix(labels, predicted, labels=classes)
    result: Metrics = {
        "texts": len(labels),
        "classes": list(classes),
        "confusion": confusion.tolist(),
        "accuracy": float(sk.accuracy_score(labels, predicted)),
        "mcc": float(sk.matthews_corrcoef(labels, predicted)) if len(set(labels)) > 1 else None,
    }
    if len(classes) == 2:
        is_positive = np.array(labels) == classes[1]
        return result | _binary(confusion, is_positive, scores[:, 1], _probability(export, scores))
    return result | _by_class(confusion, classes)


def _binary(confusion: Any, is_positive: Any, margin: Any, probability: Any | None) -> Metrics:
    (true_ham, blocked), (missed, caught) = confusion.tolist()
    has_positive = caught + missed > 0
    return {
        "f1": _ratio(2 * caught, 2 * caught + blocked + missed),
        "spam_caught": _ratio(caught, caught + missed),
        "blocked_ham": _ratio(blocked, true_ham + blocked),
        "average_precision": float(sk.average_precision_score(is_positive, margin))
        if has_positive
        else None,
        "brier": None if probability is None else float(np.mean((probability - is_positive) ** 2)),
        "calibration_error": None
        if probability is None
        else calibration_error(probability, is_positive),
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


def _probability(export: Export, scores: Any) -> Any | None:
    """Return the probability of the second class per text, or None where the link gives none."""
    if export.read_classifier.link == "none":
        return None
    rows = [export.read_classifier.probabilities(tuple(row)) for row in scores.tolist()]
    return np.array(rows)[:, 1]


def _ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None
