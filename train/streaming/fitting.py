"""Fit the default recipe to a corpus of any size, and evaluate it as `train.fit` does."""

from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np

from train.corpus.reader import Corpus
from train.corpus.telling import Tell
from train.counted import counted
from train.defaults import RANDOM_STATE
from train.errors import InputError
from train.evaluation.examples import Example, page_examples
from train.evaluation.metrics import evaluate
from train.evaluation.predictions import text_key
from train.evaluation.protocols import check_labels, other_texts_note
from train.evaluation.text_keys import TextKeys
from train.evaluation.thresholds import ThresholdGoal, check_goal_of, choose_threshold
from train.export.exported import Export
from train.export.exporter import export_model
from train.recipes.catalog import RECIPES
from train.recipes.default import MOST_BYTES_AT_ONCE
from train.recipes.default_options import RecipeOptions, suited
from train.streaming.census import Census
from train.streaming.learner import epochs_for
from train.streaming.learning import Effort, Training, learn
from train.streaming.parts import (
    KEYS,
    Drawn,
    Labelled,
    Parts,
    check_training,
    draw,
    split_parts,
    with_rare_classes,
)
from train.streaming.progress import told_progress
from train.trained import Tested, Trained, evaluated
from train.unwanted import unwanted_of


class Wishes(NamedTuple):
    """What the user asked for; None in place of what follows from the corpus.

    `name` is the recipe's. `test` are other labelled texts to evaluate on, instead of a held-out
    part. `examples` are shown on the page.
    """

    name: str
    options: RecipeOptions
    goal: ThresholdGoal
    test: Corpus | None = None
    examples: list[Example] | None = None
    epochs: int | None = None


class Streamed(NamedTuple):
    """A trained model, and the texts that its report may show."""

    trained: Trained
    texts: list[str]


def fit_stream(census: Census, wishes: Wishes, processes: int, tell: Tell) -> Streamed:
    """Fit the default recipe to the texts of a census and evaluate it.

    Parameters
    ----------
    census
        The corpus; its texts stay on disk.
    processes
        How many processes make vectors.
    tell
        Is told what is held out, sampled and learned.

    Raises
    ------
    InputError
        If a class has too few texts, a goal or a label does not fit the classes, or no term tells
        the classes apart.
    """
    _check_differ(census)
    check_goal_of(wishes.goal, sorted(census.classes), census.positive.label)
    if wishes.test is not None:
        check_labels(wishes.test, census.classes)
    rows = census.rows
    parts = split_parts(rows.texts, rows.text_bytes, hold_out=wishes.test is None)
    drawn = _draw(census, parts, tell)
    texts = sum(drawn.training.values())
    effort = Effort(wishes.epochs or epochs_for(texts), processes)
    tell(
        f"learns from {texts:,} texts, in {counted(effort.epochs, 'pass', 'passes')}; "
        f"{len(drawn.sample.texts):,} of them choose the terms, "
        f"{len(drawn.calibration.texts):,} are kept for calibration"
    )
    calibration = with_rare_classes(drawn, len(census.classes))
    training = Training(rows, parts, census.class_of, texts)
    taught = (drawn.sample, calibration, census.classes)
    unwanted = unwanted_of(census.counts, census.positive.label)
    fitted = learn(training, *taught, suited(wishes.options, unwanted), effort, tell)
    sample = _corpus(drawn.sample, census)
    export = export_model(fitted.vectorizer, fitted.classifier, sample.texts)
    threshold = RECIPES["default"].threshold(fitted.threshold, unwanted)
    if wishes.goal.is_set:
        threshold = _chosen(wishes.goal, export, _corpus(calibration, census))
    tested = _tested(census, wishes, drawn, parts)
    facts, predictions = evaluated(export, threshold, tested)
    shown = page_examples(export, sample, threshold) if wishes.examples is None else wishes.examples
    facts |= {"recipe": wishes.name, "data": census.facts(), "examples": shown}
    if wishes.goal.is_set:
        facts["goal"] = asdict(wishes.goal)
    now = datetime.now(UTC)
    trained = Trained(fitted, export, facts, predictions, tested.training_keys, None, [], now)
    return Streamed(trained, sample.texts + tested.held_out.texts)


def _draw(census: Census, parts: Parts, tell: Tell) -> Drawn:
    rows = census.rows
    share = min(1.0, MOST_BYTES_AT_ONCE / max(1, rows.start_bytes))
    sizes = [census.counts[name] for name in census.classes]
    read = told_progress(rows.read(RANDOM_STATE), "sample", rows.texts, tell)
    drawn = draw(read, parts, census.class_of, sizes, share, MOST_BYTES_AT_ONCE)
    check_training(drawn, census.classes)
    if parts.held_out and not drawn.held_out.texts:
        raise InputError(
            f"found {rows.texts:,} texts, too few to hold one out; add texts, name test texts "
            "with --test, or leave out --stream"
        )
    return drawn


def _check_differ(census: Census) -> None:
    if census.summary.copies == census.rows.texts - 1:
        raise InputError(
            f"all {census.rows.texts:,} texts are copies of one, but for case and spaces; expected "
            "texts that differ"
        )


def _corpus(labelled: Labelled, census: Census) -> Corpus:
    labels = [census.classes[number] for number in labelled.classes]
    return Corpus(labelled.texts, labels, sha256="", chosen=census.positive)


def _chosen(goal: ThresholdGoal, export: Export, calibration: Corpus) -> float:
    """Return the threshold that achieves the goal on the texts that calibrate."""
    positive = calibration.positive.label
    found = evaluate(export, calibration.texts, calibration.labels, None, positive)
    return choose_threshold(goal, found.predictions)


def _tested(census: Census, wishes: Wishes, drawn: Drawn, parts: Parts) -> Tested:
    """Return the texts to evaluate on; held-out ones have no copies in the training part."""
    keys = _training_keys(census, parts)
    if wishes.test is not None:
        test = replace(wishes.test, chosen=census.positive)
        return Tested(test, f"{other_texts_note(test)}; {_copies(test, keys)}", keys)
    held_out = _corpus(drawn.held_out, census)
    note = f"held out: {parts.held_out / KEYS:.2%} of the distinct texts, by their digest"
    return Tested(held_out, f"{note}; no copy of them is in the training part", keys)


def _copies(test: Corpus, keys: Collection[str]) -> str:
    """Say how many test texts are also training texts: a model has seen these."""
    if not keys:
        return "how many of them are also in the training part was not counted"
    copies = sum(text_key(text) in keys for text in test.texts)
    return f"{copies:,} of the {len(test.texts):,} test texts are also in the training part"


def _training_keys(census: Census, parts: Parts) -> Collection[str]:
    if census.keys is None:
        return ()
    return TextKeys(census.keys[census.keys >= np.uint64(parts.held_out)])
