"""A fitted and exported model, and how it is evaluated on texts that it was not fitted to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from train.corpus.reader import Corpus
from train.evaluation.confidence import confidence_facts
from train.evaluation.copies import without_copies
from train.evaluation.cross_validation import (
    CrossValidation,
    LearningPoint,
)
from train.evaluation.metrics import Metrics, evaluate
from train.evaluation.predictions import FILE_NAME as PREDICTIONS
from train.evaluation.predictions import Predictions, keyed, write_predictions
from train.evaluation.reference import reference_facts
from train.export.exported import Export
from train.recipes.fitted import Fitted
from train.registry.bundle import Bundle, make_bundle, manifest_fields
from train.registry.training_record import FILE_NAME as TRAINING_RECORD
from train.registry.training_record import write_training_record


@dataclass(frozen=True, slots=True)
class Trained:
    """A fitted and exported model with everything that was measured on it.

    `facts` are the manifest's recipe, data, metrics, positive class, threshold, examples and, if
    there were enough texts, reference and confidence, and if one is set, the goal of the threshold.
    `training_keys` are the keys of the texts that the model was fitted to. `learning` is its
    learning curve.
    """

    fitted: Fitted
    export: Export
    facts: dict[str, Any]
    held_out: Predictions
    training_keys: Collection[str]
    cross_validation: CrossValidation | None
    learning: list[LearningPoint]
    now: datetime

    def predictions(self) -> Predictions:
        """Return the predictions for held-out texts, then those of cross-validation.

        Each comes from a model that was not fitted to the text.
        """
        folds = self.cross_validation.predictions.rows if self.cross_validation else ()
        unseen = self.unseen()
        return Predictions(unseen.classes, unseen.rows + folds)

    def unseen(self) -> Predictions:
        """Return the predictions for held-out texts that are no copies of training texts."""
        rows = tuple(row for row in self.held_out.rows if row.key not in self.training_keys)
        return Predictions(self.held_out.classes, rows)

    def document(self) -> dict[str, Any]:
        """Return the fields of the manifest without the files."""
        return manifest_fields(self.export, self.facts, self.now)

    def bundle(
        self, more: Mapping[str, bytes] | None = None, secret: bytes | None = None
    ) -> Bundle:
        """Return the bundle of the model; `more` are further files by name.

        With a secret, texts cannot be recognized in the predictions and in the record of the
        training texts by guessing.
        """
        predictions = self.predictions()
        if secret is not None:
            predictions = keyed(predictions, secret)
        files = {}
        if self.facts["metrics"] is not None:
            files[PREDICTIONS] = write_predictions(predictions)
        if self.training_keys:
            files[TRAINING_RECORD] = write_training_record(self.training_keys, secret)
        files |= more or {}
        estimators = (self.fitted.vectorizer, self.fitted.classifier)
        return make_bundle(self.export, estimators, self.facts, self.now, files)


class Tested(NamedTuple):
    """The texts to evaluate on, a note on them, and the keys of the training texts."""

    held_out: Corpus
    note: str
    training_keys: Collection[str]


def evaluated(
    export: Export,
    threshold: float | None,
    tested: Tested,
    cross_validation: CrossValidation | None = None,
) -> tuple[dict[str, Any], Predictions]:
    """Evaluate a model on texts that it was not fitted to.

    Returns
    -------
    tuple
        The manifest's metrics, positive class, threshold and, if there are enough texts, reference
        and confidence; and the predictions for the texts.
    """
    held_out, note, keys = tested
    positive = held_out.positive.label
    evaluation = evaluate(export, held_out.texts, held_out.labels, threshold, positive)
    metrics: Metrics = {"protocol": note, "positive": positive} | evaluation.metrics
    parts = {
        "without_copies": without_copies(export, held_out, keys, threshold),
        "cross_validation": cross_validation and cross_validation.metrics,
    }
    facts: dict[str, Any] = {
        "metrics": metrics | {name: part for name, part in parts.items() if part is not None},
        "positive": positive,
        "threshold": threshold,
    }
    facts |= reference_facts(export, held_out.texts, keys, facts)
    facts |= confidence_facts(export, held_out.texts, keys)
    return facts, evaluation.predictions
