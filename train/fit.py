"""Fit a recipe: split the corpus, train on one part, export the model, evaluate it on the other.

The training part is also cross-validated: this shows how much the metrics depend on chance, chooses
the threshold if the user asked for one, and gives the report its curves.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import NamedTuple

from train.corpus.labels.positive_class import PositiveClass
from train.corpus.reader import Corpus
from train.defaults import INNER_FOLDS
from train.errors import InputError
from train.evaluation.cross_validation import (
    CrossValidation,
    LearningPoint,
    cross_validate,
    learning_curve,
)
from train.evaluation.examples import Example, page_examples
from train.evaluation.predictions import text_key
from train.evaluation.protocols import (
    Protocol,
    check_training,
    distinct,
    other_texts,
    tutorial,
)
from train.evaluation.thresholds import ThresholdGoal, check_goal, choose_threshold
from train.export.exporter import export_model
from train.recipes.catalog import Recipe
from train.trained import Tested, Trained, evaluated


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
