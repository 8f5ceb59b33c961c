"""What a report tells of a trained model, gathered from the model and from its predictions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.scoring.sparse_vector import entries
from train.evaluation.comparison import Comparison, compare
from train.evaluation.predictions import Predictions, text_key
from train.export.exporter import Export
from train.fit import Trained

MOST_TEXTS = 2000
MOST_TERMS = 15
LEAST_OCCURRENCES = 3


@dataclass(frozen=True, slots=True)
class ReportContents:
    """All that a report tells.

    Parameters
    ----------
    facts
        `recipe`, `created`, `classes`, `threshold`, `data`, `libraries` as the manifest has them,
        and `metrics`: what `train.evaluation.metrics.evaluate` returns, `protocol`, and where there is one
        `cross_validation` with `protocol`, `folds` and each figure's `mean` and `std`.
    held_out
        What the model says of texts that it was not fitted to.
    out_of_fold
        What models of its recipe say in cross-validation; told instead, as there are more texts.
    learning
        Number of texts, mean Matthews correlation coefficient, standard deviation.
    terms
        Per class its heaviest terms, the heaviest first.
    mistakes
        Text, true class, predicted class, and the probability of the predicted class.
    current
        The promoted version's name, and this model (the first) compared with it.
    """

    facts: Mapping[str, Any]
    held_out: Predictions
    out_of_fold: Predictions | None = None
    learning: Sequence[tuple[int, float, float]] = ()
    terms: Mapping[str, Sequence[tuple[str, float]]] = field(default_factory=dict)
    mistakes: Sequence[tuple[str, str, str, float]] = ()
    current: tuple[str, Comparison] | None = None

    @property
    def shown(self) -> Predictions:
        """The predictions that the opening sentence and the pictures tell of."""
        return self.out_of_fold or self.held_out


def report_contents(
    trained: Trained,
    document: dict[str, Any],
    texts: Sequence[str],
    mistakes: int,
    promoted: tuple[str, Predictions] | None,
) -> ReportContents:
    """Gather what the report of a model tells.

    Parameters
    ----------
    trained
        The model with its predictions.
    document
        Its manifest.
    texts
        The texts that it was trained and measured on.
    mistakes
        How many of the most confident mistakes to show, with their texts.
    promoted
        The version to compare with, and its predictions.
    """
    predictions = trained.predictions()
    folded = trained.cross_validation
    return ReportContents(
        facts=document,
        held_out=trained.held_out,
        out_of_fold=None if folded is None else folded.predictions,
        learning=_curve(trained),
        terms=heaviest_terms(trained.export, texts),
        mistakes=_mistakes(predictions, texts)[:mistakes] if mistakes else [],
        current=None if promoted is None else (promoted[0], compare(predictions, promoted[1])),
    )


def heaviest_terms(export: Export, texts: Sequence[str]) -> dict[str, list[tuple[str, float]]]:
    """Return per class the terms that speak most for it, with their mean part in the score.

    A term's part is what it adds to the score of the class beyond what it adds to the mean of all
    classes, averaged over the texts in which it occurs; of two classes, half of what it adds to
    the margin. Terms that occur in fewer than 3 of the first 2,000 texts are left out.
    """
    vectorizer, classifier = export.read_vectorizer, export.read_classifier
    rows = len(classifier.intercept)
    totals: dict[int, list[float]] = defaultdict(lambda: [0.0] * (rows + 1))
    for text in texts[:MOST_TEXTS]:
        for column, value in entries(vectorizer.transform(text)):
            total = totals[column]
            total[rows] += 1
            for row in range(rows):
                total[row] += classifier.contribution(row, column, value)
    names = {column: term for block in vectorizer.blocks for term, column in block.columns.items()}
    parts = {
        names[column]: _beyond_mean([part / total[rows] for part in total[:rows]])
        for column, total in totals.items()
        if total[rows] >= LEAST_OCCURRENCES
    }
    return {
        name: sorted(
            ((term, part[number]) for term, part in parts.items() if part[number] > 0),
            key=lambda item: -item[1],
        )[:MOST_TERMS]
        for number, name in enumerate(classifier.classes)
    }


def _beyond_mean(parts: list[float]) -> list[float]:
    if len(parts) == 1:
        return [-parts[0] / 2, parts[0] / 2]
    mean = sum(parts) / len(parts)
    return [part - mean for part in parts]


def _curve(trained: Trained) -> list[tuple[int, float, float]]:
    folded = trained.cross_validation
    if folded is None or not trained.learning:
        return []
    whole = folded.metrics["mcc"]
    texts = len(folded.predictions.rows)
    trained_on = round(texts * (1 - 1 / folded.metrics["folds"]))
    return [*trained.learning, (trained_on, whole["mean"], whole["std"])]


def _mistakes(predictions: Predictions, texts: Sequence[str]) -> list[tuple[str, str, str, float]]:
    """Return text, true class, predicted class and its probability; the surest mistake first."""
    wrong = {row.key for row in predictions.rows if row.label != row.predicted}
    text_of = {key: text for text in texts if (key := text_key(text)) in wrong}
    second = predictions.classes[1] if len(predictions.classes) == 2 else None
    found = [
        (
            text_of[row.key],
            row.label,
            row.predicted,
            row.probability if second in (None, row.predicted) else 1 - row.probability,
        )
        for row in predictions.rows
        if row.label != row.predicted
    ]
    return sorted(found, key=lambda mistake: -mistake[3])
