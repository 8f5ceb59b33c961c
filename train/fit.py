"""Fit a recipe: split the corpus, train on one part, export the model, evaluate it on the other.

The training part is also cross-validated: this shows how much the metrics depend on chance, chooses
the threshold if the user asked for one, and gives the report its curves.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from train.corpus.labels.positive_class import PositiveClass, choose_positive
from train.corpus.reader import Corpus
from train.defaults import INNER_FOLDS
from train.errors import InputError
from train.evaluation.confidence import confidence_facts
from train.evaluation.copies import without_copies
from train.evaluation.cross_validation import (
    CrossValidation,
    LearningPoint,
    cross_validate,
    learning_curve,
)
from train.evaluation.examples import Example, page_examples
from train.evaluation.metrics import Metrics, check_measurable, evaluate
from train.evaluation.predictions import FILE_NAME as PREDICTIONS
from train.evaluation.predictions import Predictions, keyed, text_key, write_predictions
from train.evaluation.protocols import (
    Protocol,
    check_labels,
    check_training,
    distinct,
    other_texts,
    other_texts_note,
    tutorial,
)
from train.evaluation.reference import reference_facts
from train.evaluation.thresholds import ThresholdGoal, check_goal, choose_threshold
from train.export.estimators import Estimators
from train.export.exported import Export
from train.export.exporter import export_model
from train.export.functions.exporter import FunctionExporter
from train.recipes.catalog import Recipe
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


class _InnerFolds(NamedTuple):
    """The cross-validation of the training part, and its learning curve."""

    cross_validation: CrossValidation | None
    learning: list[LearningPoint]


def _tell_nobody(step: str) -> None:
    """Ignore the step that begins; the default where no user is watching."""


def fit(
    recipe: Recipe,
    corpus: Corpus,
    test: Corpus | None = None,
    *,
    folds: int = 0,
    goal: ThresholdGoal | None = None,
    examples: list[Example] | None = None,
    begin: Callable[[str], None] = _tell_nobody,
) -> Trained:
    """Fit a recipe to a corpus and evaluate it.

    Parameters
    ----------
    recipe
        The recipe to fit.
    corpus
        The labelled texts. Without `test`, a tenth of them is held out, as in the tutorial.
    test
        Other labelled texts to evaluate on; the model then learns from all of `corpus`.
    folds
        The number of folds to cross-validate the training texts in; 0 skips cross-validation.
    goal
        What the threshold should achieve; it is then chosen by cross-validation.
    examples
        What the page shows as examples; by default a few words of each class.
    begin
        Is told the name of each step that begins.

    Raises
    ------
    InputError
        If the training part lacks a class, or has too few texts of one.
    """
    goal = goal or ThresholdGoal()
    protocol = tutorial(corpus) if test is None else other_texts(corpus, test)
    check_training(protocol)
    check_goal(goal, protocol)
    training, held_out = (_select(protocol, positions) for positions in protocol.splits[0])
    inner = _cross_validate(recipe, training, folds, goal, begin)
    begin("fit")
    positive = protocol.positive
    fitted = recipe.fit(training.texts, training.labels, positive)
    begin("export")
    export = export_model(fitted.vectorizer, fitted.classifier, training.texts)
    threshold = fitted.threshold
    if goal.is_set and inner.cross_validation is not None:
        threshold = choose_threshold(goal, inner.cross_validation.predictions)
    begin("evaluate")
    keys = frozenset(map(text_key, training.texts))
    tested = Tested(held_out, protocol.note, keys)
    facts, predictions = evaluated(export, threshold, tested, inner.cross_validation)
    shown = page_examples(export, training, threshold) if examples is None else examples
    facts |= {"recipe": recipe.name, "data": corpus.facts(), "examples": shown}
    if goal.is_set:
        facts["goal"] = asdict(goal)
    return Trained(fitted, export, facts, predictions, keys, *inner, datetime.now(UTC))


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


def measure(
    estimators: Estimators,
    recipe: str,
    test: Corpus | None,
    positive: str | None = None,
    threshold: float | None = None,
    functions: FunctionExporter | None = None,
    dense: bool | None = None,
) -> Trained:
    """Export fitted estimators and evaluate them on texts that they were not fitted to.

    Without texts there are no metrics. `positive` names the positive class; without it,
    `choose_positive` does. `threshold` is by default the author's own. `functions` takes the
    functions of the model's author. `dense` is that of `export_model`.

    Raises
    ------
    InputError
        If the estimators cannot be exported, or the texts have a label that they do not know.
    """
    export = export_model(*estimators, functions=functions, dense=dense)
    classes = export.read_classifier.classes
    counts = dict.fromkeys(classes, 0)
    if test is not None:
        check_measurable(export)
        check_labels(test, classes)
        counts |= test.counts()
    chosen = _positive(export, counts, positive)
    threshold = export.threshold_or(threshold, chosen)
    metrics: Metrics | None = None
    predictions = Predictions(classes, ())
    if test is not None:
        evaluation = evaluate(export, test.texts, test.labels, threshold, chosen)
        metrics = {"protocol": other_texts_note(test), "positive": chosen} | evaluation.metrics
        predictions = evaluation.predictions
    facts = {
        "recipe": recipe,
        "data": None,
        "metrics": metrics,
        "positive": chosen,
        "threshold": threshold,
    }
    facts |= reference_facts(export, test.texts if test else (), (), facts)
    fitted = Fitted(*estimators, threshold)
    return Trained(fitted, export, facts, predictions, frozenset(), None, [], datetime.now(UTC))


def _positive(export: Export, counts: Mapping[str, int], named: str | None) -> str | None:
    """Return the positive class; if a text can have several labels, there is none."""
    if not export.several:
        return choose_positive(counts, named).label
    if named is not None:
        raise InputError(
            f"found the positive class {named!r}; expected none, because the model gives a text "
            "several labels"
        )
    return None


def _select(protocol: Protocol, positions: list[int]) -> Corpus:
    return Corpus(
        [protocol.texts[position] for position in positions],
        [protocol.labels[position] for position in positions],
        sha256="",
        chosen=PositiveClass(protocol.positive, "the protocol's"),
    )


def _cross_validate(
    recipe: Recipe,
    training: Corpus,
    folds: int,
    goal: ThresholdGoal,
    begin: Callable[[str], None],
) -> _InnerFolds:
    if not folds and not goal.is_set:
        return _InnerFolds(None, [])
    try:
        protocol = distinct(training, folds or INNER_FOLDS, repeats=1)
    except InputError as exc:
        raise InputError(f"{exc}; '--folds 0' skips cross-validation") from exc
    begin("cross-validate")
    cross_validation = cross_validate(recipe.name, protocol, goal)
    begin("learning curve")
    return _InnerFolds(cross_validation, learning_curve(recipe.name, protocol))
