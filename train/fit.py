"""Fit a recipe: split the corpus, train on one part, export, measure on the other.

The training part is cross-validated as well: that shows how much the figures depend on chance,
chooses the threshold where one is asked for, and gives the report its curves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from train.corpus.reader import Corpus
from train.defaults import INNER_FOLDS
from train.errors import InputError
from train.evaluation.cross_validation import (
    CrossValidation,
    cross_validate,
    learning_curve,
)
from train.evaluation.metrics import Measured, measure
from train.evaluation.predictions import FILE_NAME as PREDICTIONS
from train.evaluation.predictions import Predictions, text_key, write_predictions
from train.evaluation.protocols import Protocol, check_training, distinct, tutorial
from train.evaluation.thresholds import Choice, choose
from train.export.exporter import Export, export_model
from train.recipes.catalog import Fitted, Recipe
from train.registry.bundle import Bundle, describe, make_bundle


@dataclass(frozen=True, slots=True)
class Trained:
    """A fitted and exported model with all that was measured of it.

    `facts` are the manifest's recipe, data, metrics and threshold; `seen` the keys of the texts
    that it was fitted to; `learning` is what `train.evaluation.cross_validation.learning_curve` returns.
    """

    fitted: Fitted
    export: Export
    facts: dict[str, Any]
    held_out: Predictions
    seen: frozenset[str]
    cross_validation: CrossValidation | None
    learning: list[tuple[int, float, float]]
    now: datetime

    def predictions(self) -> Predictions:
        """Return what was said of all texts that the model, or its fold's, was not fitted to."""
        rows = self.cross_validation.predictions.rows if self.cross_validation else ()
        unseen = tuple(row for row in self.held_out.rows if row.key not in self.seen)
        return Predictions(self.held_out.classes, unseen + rows)

    def document(self) -> dict[str, Any]:
        """Return what the manifest will say, all but the files."""
        return describe(self.export, self.facts, self.now)

    def bundle(self, more: Mapping[str, bytes] | None = None) -> Bundle:
        """Put the model together with its manifest, and with more files by name."""
        files = {PREDICTIONS: write_predictions(self.predictions())} | dict(more or {})
        estimators = (self.fitted.vectorizer, self.fitted.classifier)
        return make_bundle(self.export, estimators, self.facts, self.now, files)


def fit(
    recipe: Recipe,
    corpus: Corpus,
    test: Corpus | None = None,
    *,
    folds: int = 0,
    choice: Choice | None = None,
) -> Trained:
    """Fit a recipe to a corpus and measure it.

    Parameters
    ----------
    recipe
        What to fit.
    corpus
        The labelled texts. Without `test` a tenth of them is held out, the tutorial's own split.
    test
        Other labelled texts to measure on; then all of `corpus` trains.
    folds
        Into how many parts the training texts are cut for cross-validation; 0: there is none.
    choice
        What is asked of the threshold; it is chosen by cross-validation.

    Raises
    ------
    InputError
        When the part to train on lacks a class, or has too few texts of one.
    """
    choice = choice or Choice()
    split = tutorial(corpus) if test is None else _beside(corpus, test)
    check_training(split)
    training, rest = ([split.texts[at] for at in part] for part in split.splits[0])
    labels, truth = ([split.labels[at] for at in part] for part in split.splits[0])
    folded, learning = None, []
    if folds or choice.asked:
        protocol = _inner(training, labels, folds or INNER_FOLDS)
        folded = cross_validate(recipe.name, protocol, choice)
        learning = learning_curve(recipe.name, protocol)
    fitted = recipe.fit(training, labels)
    export = export_model(fitted.vectorizer, fitted.classifier, training)
    threshold = choose(choice, folded.predictions) if folded and choice.asked else fitted.threshold
    measured = measure(export, rest, truth, threshold)
    facts = {
        "recipe": recipe.name,
        "data": corpus.facts(),
        "metrics": _metrics(split, measured, folded),
        "threshold": threshold,
    }
    now = datetime.now(UTC)
    seen = frozenset(map(text_key, training))
    return Trained(fitted, export, facts, measured.predictions, seen, folded, learning, now)


def _inner(texts: list[str], labels: list[str], folds: int) -> Protocol:
    try:
        return distinct(Corpus(texts, labels, ""), folds, repeats=1)
    except InputError as exc:
        raise InputError(f"{exc}; '--folds 0' fits without it") from exc


def _beside(corpus: Corpus, test: Corpus) -> Protocol:
    """Let all of the corpus train and other texts test, whose labels must be known to it."""
    unknown = sorted(set(test.labels) - set(corpus.labels))
    if unknown:
        raise InputError(
            f"the test file has the labels {unknown}; the model knows {sorted(set(corpus.labels))}"
        )
    count = len(corpus.texts)
    positions = list(range(count + len(test.texts)))
    return Protocol(
        "other",
        f"other texts: sha256 {test.sha256}",
        corpus.texts + test.texts,
        corpus.labels + test.labels,
        [(positions[:count], positions[count:])],
        folds=1,
    )


def _metrics(split: Protocol, measured: Measured, folded: CrossValidation | None) -> dict[str, Any]:
    metrics = {"protocol": split.note} | measured.metrics
    return metrics if folded is None else metrics | {"cross_validation": folded.metrics}
