"""What the report of a model shows, collected from the model and its predictions."""

import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.vectorizer import Vectorizer
from train.evaluation.comparison import Comparison, compare, compare_blocked_ham
from train.evaluation.cross_validation import LearningPoint
from train.evaluation.predictions import Prediction, Predictions, text_key
from train.export.exported import Export
from train.registry.stored_predictions import VersionPredictions
from train.trained import Trained

Facts = Mapping[str, Any]
"""The fields of a manifest that describe a model and its metrics."""

MAX_TEXTS = 2000
MAX_TERMS = 15
MIN_TEXTS_WITH_TERM = 3


class WeightedTerm(NamedTuple):
    """A term and what it adds, on average, to the score of a class."""

    term: str
    weight: float


class Mistake(NamedTuple):
    """A text with its true class, the predicted class and that class's probability, if any."""

    text: str
    label: str
    predicted: str
    probability: float | None


class PromotedComparison(NamedTuple):
    """The promoted version's name, and the reported model (the first) compared with it.

    `blocked_ham` compares both on ham alone; it is None without a positive class.
    """

    version: str
    comparison: Comparison
    blocked_ham: Comparison | None = None


@dataclass(frozen=True, slots=True)
class ReportContents:
    """Everything that a report shows.

    Parameters
    ----------
    facts
        `recipe`, `created`, `classes`, `threshold`, `data` and `libraries` as in the manifest, and
        `metrics`: what `train.evaluation.metrics.evaluate` returns, `protocol` and, if the model
        was cross-validated, `cross_validation` with `protocol`, `folds` and the `mean` and `std`
        of each metric.
    held_out
        The model's predictions for held-out texts that are no copies of training texts.
    out_of_fold
        The predictions of cross-validation. The report prefers them because there are more.
    learning
        The learning curve.
    terms
        The most influential terms of each class, the heaviest first; empty if the model has no
        weight for each term.
    mistakes
        The mistakes to show, the most confident first.
    promoted
        The comparison with the promoted version.
    """

    facts: Facts
    held_out: Predictions
    out_of_fold: Predictions | None = None
    learning: Sequence[LearningPoint] = ()
    terms: Mapping[str, Sequence[WeightedTerm]] = field(default_factory=dict)
    mistakes: Sequence[Mistake] = ()
    promoted: PromotedComparison | None = None

    @property
    def predictions(self) -> Predictions:
        """The predictions that the headline and the charts describe."""
        return self.out_of_fold or self.held_out


def report_contents(
    trained: Trained,
    texts: Sequence[str],
    mistake_count: int,
    promoted: VersionPredictions | None,
) -> ReportContents:
    """Collect what the report of a model shows.

    Parameters
    ----------
    trained
        The model with its predictions.
    texts
        The texts that it was trained and evaluated on.
    mistake_count
        How many of the most confident mistakes to show, with their texts.
    promoted
        The version to compare with, and its predictions.
    """
    predictions, folds = trained.predictions(), trained.cross_validation
    return ReportContents(
        facts=trained.document(),
        held_out=trained.unseen(),
        out_of_fold=None if folds is None else folds.predictions,
        learning=_learning_curve(trained),
        terms=influential_terms(trained.export, texts),
        mistakes=_mistakes(predictions, texts)[:mistake_count] if mistake_count else [],
        promoted=_compare(predictions, promoted, trained.facts["positive"]),
    )


def _compare(
    predictions: Predictions, promoted: VersionPredictions | None, positive: str | None
) -> PromotedComparison | None:
    if promoted is None:
        return None
    both = (predictions, promoted.predictions)
    blocked = None if positive is None else compare_blocked_ham(*both)
    return PromotedComparison(promoted.version, compare(*both), blocked)


def influential_terms(export: Export, texts: Sequence[str]) -> dict[str, list[WeightedTerm]]:
    """Return the terms of each class that point to it most strongly, with their mean weights.

    A term's weight in a text is what it adds to the score of the class above what it adds to the
    classes on average. Weights are averaged over the texts that contain the term. Terms that occur
    in fewer than 3 of the first 2,000 texts are left out. Nothing is returned for a model whose
    scores are no sums over terms.
    """
    if not _has_weights(export):
        return {}
    weights = _mean_weights(export, texts[:MAX_TEXTS])
    heaviest: dict[str, list[WeightedTerm]] = {}
    for index, label in enumerate(export.read_classifier.classes):
        terms = [WeightedTerm(term, row[index]) for term, row in weights.items() if row[index] > 0]
        heaviest[label] = sorted(terms, key=lambda term: -term.weight)[:MAX_TERMS]
    return heaviest


def _has_weights(export: Export) -> bool:
    """Return whether each term of a known name adds its weight to the scores."""
    blocks = export.read_vectorizer.blocks
    named = all(isinstance(block.columns, dict) for block in blocks)
    return named and isinstance(export.read_classifier, Classifier)


def _mean_weights(export: Export, texts: Sequence[str]) -> dict[str, list[float]]:
    """Return the mean weight of each frequent term: one number per class."""
    vectorizer, classifier = export.read_vectorizer, export.linear
    columns, values = _all_entries(vectorizer, texts)
    # The terms in the order in which they occur first, and which of them each entry is.
    found, first, which = np.unique(columns, return_index=True, return_inverse=True)
    counts = np.bincount(which)
    means = [
        np.bincount(which, _contributions(classifier, row, columns, values)) / counts
        for row in range(len(classifier.intercept))
    ]
    terms = {column: term for block in vectorizer.blocks for term, column in block.columns.items()}
    return {
        terms[int(found[at])]: _above_mean([float(mean[at]) for mean in means])
        for at in np.argsort(first)
        if counts[at] >= MIN_TEXTS_WITH_TERM
    }


def _all_entries(
    vectorizer: Vectorizer, texts: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the column and the value of each entry of the vectors of some texts."""
    columns, values = array("q"), array("d")
    for text in texts:
        for block in vectorizer.transform(text):
            columns.extend(block.columns)
            values.extend([block.scale * value for value in block.values])
    return np.array(columns, dtype=np.int64), np.array(values, dtype=np.float64)


def _contributions(
    classifier: Classifier, row: int, columns: NDArray[np.int64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what each entry adds to the score of a row, as `Classifier.contribution` does."""
    positions = row * classifier.width + columns
    weights = np.array(classifier.linear, dtype=np.float64)[positions]
    if classifier.quadratic is not None:
        weights = weights + np.array(classifier.quadratic, dtype=np.float64)[positions] * values
    return np.multiply(weights, values)


def _above_mean(contributions: list[float]) -> list[float]:
    """Subtract the mean over the classes: [3, 0, 0] becomes [2, -1, -1].

    With two classes there is a single row, the margin. It is the second score if the first is 0,
    so a margin of 4 stands for the scores [0, 4], which become [-2, 2].
    """
    if len(contributions) == 1:
        contributions = [0.0, contributions[0]]
    mean = sum(contributions) / len(contributions)
    return [contribution - mean for contribution in contributions]


def _learning_curve(trained: Trained) -> list[LearningPoint]:
    """Return the learning curve; its last point is the cross-validation with all texts."""
    folds = trained.cross_validation
    if folds is None or not trained.learning:
        return []
    mcc = folds.metrics["mcc"]
    # Each of 5 folds trains on the other four: of 1,000 texts, 1,000 * (1 - 1/5) = 800.
    training_texts = round(len(folds.predictions.rows) * (1 - 1 / folds.metrics["folds"]))
    return [*trained.learning, LearningPoint(training_texts, mcc["mean"], mcc["std"])]


def _mistakes(predictions: Predictions, texts: Sequence[str]) -> list[Mistake]:
    """Return all mistakes, the most confident first."""
    wrong = [row for row in predictions.rows if row.label != row.predicted]
    keys = {row.key for row in wrong}
    text_of = {key: text for text in texts if (key := text_key(text)) in keys}
    # With two classes, a row holds the probability of the second class, not of the predicted one.
    first = predictions.classes[0] if len(predictions.classes) == 2 else None
    mistakes = [
        Mistake(
            text_of[row.key],
            row.label,
            row.predicted,
            _certainty(row, first),
        )
        for row in wrong
    ]
    return sorted(mistakes, key=lambda mistake: -(mistake.probability or 0.0))


def _certainty(row: Prediction, first: str | None) -> float | None:
    """Return the probability of the predicted class; None if the classifier has none."""
    if math.isnan(row.probability):
        return None
    return 1 - row.probability if row.predicted == first else row.probability
