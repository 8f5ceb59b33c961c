"""Metrics of an exported model, the one that will be served, on texts it was not fitted to."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import metrics as sk

from train.errors import InputError
from train.evaluation.predictions import Prediction, Predictions, text_key
from train.export.exported import Export
from train.recipes.class_order import class_order

CALIBRATION_BINS = 10

Metrics = dict[str, Any]
Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A model's metrics on some texts and its predictions for them, in the order of the texts.

    The metrics are `texts`, `classes`, `confusion` (a row per true class, a column per predicted
    class), `accuracy` and `mcc` (Matthews correlation coefficient). With two classes they also
    include `f1`, `spam_caught` (recall of the positive class), `blocked_ham` (false positive rate),
    `average_precision`, `brier` and `calibration_error`. `recall` and `precision` are by class, and
    `majority_baseline` is the accuracy of always predicting the commonest class. All rates are
    fractions. A metric is None if the texts or the model do not define it.
    """

    metrics: Metrics
    predictions: Predictions


def evaluate(
    export: Export,
    texts: Sequence[str],
    labels: Sequence[str],
    threshold: float | None = None,
    positive: str | None = None,
) -> Evaluation:
    """Label texts with an exported model and compare its labels with the true ones.

    With two classes, the positive class, by default the second of the model, is predicted if its
    probability is above the threshold; the default threshold is one half.

    Raises
    ------
    InputError
        If the model gives a text several labels.
    """
    check_measurable(export)
    classifier = export.read_classifier
    classes = classifier.classes if positive is None else class_order(classifier.classes, positive)
    scores = [export.scores(text) for text in texts]
    margin_threshold = classifier.margin_at(threshold, positive)
    predicted = [classifier.label(row, margin_threshold) for row in scores]
    metrics = label_metrics(classes, labels, predicted)
    if len(classes) == 2:
        at, is_positive = classifier.classes.index(classes[1]), np.array(labels) == classes[1]
        margins = np.array([row[at] - row[1 - at] for row in scores])
        metrics |= _ranking_metrics(is_positive, margins)
        metrics |= _probability_metrics(is_positive, _probabilities_of(at, export, scores))
    return Evaluation(metrics, _predictions(export, classes, scores, texts, labels, predicted))


def check_measurable(export: Export) -> None:
    """Refuse a model that gives a text several labels.

    Raises
    ------
    InputError
        If it does.
    """
    if export.several:
        raise InputError(
            "the model gives a text several labels, which cannot be measured yet; "
            "expected a model with one label for each text"
        )


def label_metrics(
    classes: Sequence[str], labels: Sequence[str], predicted: Sequence[str]
) -> Metrics:
    """Return the metrics that depend only on the true and the predicted labels."""
    confusion = sk.confusion_matrix(labels, predicted, labels=classes)
    metrics: Metrics = {
        "texts": len(labels),
        "classes": list(classes),
        "confusion": confusion.tolist(),
        "accuracy": float(sk.accuracy_score(labels, predicted)),
        "majority_baseline": _ratio(max(confusion.sum(axis=1)), len(labels)),
        "mcc": float(sk.matthews_corrcoef(labels, predicted)) if len(set(labels)) > 1 else None,
    }
    if len(classes) == 2:
        metrics |= _two_class_metrics(confusion)
    return metrics | _metrics_by_class(confusion, classes)


def _two_class_metrics(confusion: NDArray[np.int64]) -> Metrics:
    (true_ham, blocked), (missed, caught) = confusion.tolist()
    return {
        "f1": _ratio(2 * caught, 2 * caught + blocked + missed),
        "spam_caught": _ratio(caught, caught + missed),
        "blocked_ham": _ratio(blocked, true_ham + blocked),
    }


def _metrics_by_class(confusion: NDArray[np.int64], classes: Sequence[str]) -> Metrics:
    correct, true, predicted = confusion.diagonal(), confusion.sum(axis=1), confusion.sum(axis=0)
    return {
        "recall": {c: _ratio(correct[i], true[i]) for i, c in enumerate(classes)},
        "precision": {c: _ratio(correct[i], predicted[i]) for i, c in enumerate(classes)},
    }


def _ranking_metrics(is_positive: Booleans, margins: Floats) -> Metrics:
    if not is_positive.any():
        return {"average_precision": None}
    return {"average_precision": float(sk.average_precision_score(is_positive, margins))}


def _probability_metrics(is_positive: Booleans, probabilities: Floats | None) -> Metrics:
    if probabilities is None:
        return {"brier": None, "calibration_error": None}
    return {
        "brier": float(np.mean((probabilities - is_positive) ** 2)),
        "calibration_error": calibration_error(probabilities, is_positive),
    }


def calibration_error(
    probabilities: Floats, is_positive: Booleans, bins: int = CALIBRATION_BINS
) -> float:
    """Return the expected calibration error over bins of equal width.

    In each bin, it is the distance between the mean probability and the share of positives; the
    bins are weighted by their number of texts (Naeini, Cooper and Hauskrecht, AAAI 2015).

    >>> calibration_error(np.array([0.25, 0.25, 1.0]), np.array([False, True, True]))
    0.16666666666666666

    Two of the three texts are in a bin that is off by 1/2 - 1/4; the third text's bin is exact:
    (2 * 0.25 + 1 * 0) / 3.
    """
    # Ten bins: 0.25 falls into bin 2, [0.2, 0.3). Only 1.0 would be in bin 10; it joins bin 9.
    bin_of = np.minimum((probabilities * bins).astype(int), bins - 1)
    # A bin of n texts weighs n, and its distance is |sum(p) - sum(positive)| / n: n cancels.
    gaps = [
        abs(np.sum(probabilities[bin_of == number] - is_positive[bin_of == number]))
        for number in range(bins)
    ]
    return float(sum(gaps) / len(probabilities))


def _probabilities_of(
    index: int, export: Export, scores: Sequence[tuple[float, ...]]
) -> Floats | None:
    """Return a class's probability per text, or None without a link function."""
    if export.read_classifier.link == "none":
        return None
    return np.array([export.read_classifier.probabilities(row) for row in scores])[:, index]


def _predictions(
    export: Export,
    classes: tuple[str, ...],
    scores: Sequence[tuple[float, ...]],
    texts: Sequence[str],
    labels: Sequence[str],
    predicted: Sequence[str],
) -> Predictions:
    index_of = {name: index for index, name in enumerate(export.read_classifier.classes)}
    undefined = (math.nan,) * len(classes)
    rows: list[Prediction] = []
    for row, text, label, name in zip(scores, texts, labels, predicted, strict=True):
        probabilities = export.read_classifier.probabilities(row) or undefined
        reported = index_of[classes[1] if len(classes) == 2 else name]
        rows.append(Prediction(text_key(text), label, name, probabilities[reported]))
    return Predictions(classes, tuple(rows))


def _ratio(numerator: float, denominator: float) -> float | None:
    return float(numerator / denominator) if denominator else None
