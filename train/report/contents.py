"""What the report of a model shows, collected from the model and its predictions."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from train.evaluation.comparison import Comparison, compare, compare_blocked_ham
from train.evaluation.cross_validation import LearningPoint
from train.evaluation.predictions import Prediction, Predictions, text_key
from train.fit import Trained
from train.registry.stored_predictions import VersionPredictions
from train.report.influential_terms import WeightedTerm, influential_terms

Facts = Mapping[str, Any]
"""The fields of a manifest that describe a model and its metrics."""


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
