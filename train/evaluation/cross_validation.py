"""Cross-validation: fit a recipe to each training part of a protocol and measure on its test part.

What is measured is the exported model, as it will be served. The folds run on all processors.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any, TypeVar

import numpy as np
from joblib import Parallel, cpu_count, delayed
from tqdm import tqdm

from train.corpus.reader import Corpus
from train.defaults import INNER_FOLDS, RANDOM_STATE
from train.evaluation.metrics import Measured, Metrics, measure, rates
from train.evaluation.predictions import Predictions
from train.evaluation.protocols import Protocol, Split, check_training, distinct
from train.evaluation.thresholds import Choice, apply_threshold, choose
from train.export.exporter import export_model
from train.recipes.catalog import RECIPES

Result = TypeVar("Result")

BAR_FORMAT = "{desc:<16} {bar:30} {n}/{total} {elapsed}"
FEW_TEXTS = 2000
"""Fewer texts are fitted in this process: to start another takes longer."""
CURVE_SHARES = (1 / 8, 1 / 4, 1 / 2)
CURVE_FOLDS = 3
COUNTS = ("texts", "classes", "confusion")


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """The figures over the folds, and the predictions of the first repeat, all texts once."""

    metrics: Metrics
    predictions: Predictions


def cross_validate(recipe: str, protocol: Protocol, choice: Choice) -> CrossValidation:
    """Measure a recipe by a protocol.

    A threshold that is asked for is chosen for each fold on what was predicted in the other
    folds, so that no text has a say in its own.

    Raises
    ------
    InputError
        When a training part lacks a class or is too small for the recipe.
    """
    check_training(protocol)
    measured = list(
        over_splits(partial(_fold, recipe), protocol, protocol.splits, "cross-validate")
    )
    if choice.asked:
        measured = _chosen(recipe, protocol, choice, measured)
    facts = {"protocol": protocol.note, "folds": len(measured)}
    metrics = facts | spread([fold.metrics for fold in measured])
    return CrossValidation(metrics, _joined(measured[: protocol.folds]))


def learning_curve(recipe: str, protocol: Protocol) -> list[tuple[int, float, float]]:
    """Return how the recipe does with less to learn from: texts, mean and deviation of the MCC.

    Of the first folds' training parts an eighth, a quarter and a half are taken at random; each
    is measured on the fold's own test part.
    """
    points: list[tuple[int, float, float]] = []
    for share in CURVE_SHARES:
        splits = [_part(protocol, split, share) for split in protocol.splits[:CURVE_FOLDS]]
        whole = [split for split in splits if split is not None]
        folds = over_splits(partial(_fold, recipe), protocol, whole, "learning curve")
        values = [fold.metrics["mcc"] for fold in folds if fold.metrics["mcc"] is not None]
        if len(values) > 1:
            points.append((len(whole[0][0]), float(np.mean(values)), float(np.std(values, ddof=1))))
    return points


def spread(folds: Sequence[Metrics]) -> Metrics:
    """Return each figure's mean and standard deviation over folds; counts are added up.

    >>> spread([{"texts": 2, "accuracy": 0.5}, {"texts": 2, "accuracy": 1.0}])["accuracy"]
    {'mean': 0.75, 'std': 0.3535533905932738}
    """
    result: Metrics = {}
    for name, value in folds[0].items():
        values = [fold[name] for fold in folds]
        if name == "classes":
            result[name] = value
        elif name in COUNTS:
            result[name] = np.sum(values, axis=0).tolist()
        elif isinstance(value, dict):
            result[name] = {label: _spread([one[label] for one in values]) for label in value}
        else:
            result[name] = _spread(values)
    return result


def _spread(values: Sequence[float | None]) -> Any:
    known = [value for value in values if value is not None]
    return {
        "mean": float(np.mean(known)) if known else None,
        "std": float(np.std(known, ddof=1)) if len(known) > 1 else None,
    }


def over_splits(
    task: Callable[[list[str], list[str], list[str], list[str]], Result],
    protocol: Protocol,
    splits: Sequence[Split],
    what: str,
) -> Iterator[Result]:
    """Run a task per split, on all processors, and yield the results in order.

    It is given the texts and the labels to train on, then those to test on.
    """
    jobs = 1 if len(protocol.texts) < FEW_TEXTS else min(cpu_count(), len(splits))
    tasks = (delayed(task)(*_parts(protocol, split)) for split in splits)
    results = Parallel(n_jobs=jobs, return_as="generator")(tasks)
    with tqdm(
        total=len(splits), desc=what, disable=None, leave=False, bar_format=BAR_FORMAT
    ) as bar:
        for result in results:
            bar.update()
            yield result


def _parts(protocol: Protocol, split: Split) -> Iterator[list[str]]:
    for positions in split:
        yield [protocol.texts[at] for at in positions]
        yield [protocol.labels[at] for at in positions]


def _fold(
    recipe: str, texts: list[str], labels: list[str], test: list[str], truth: list[str]
) -> Measured:
    fitted = RECIPES[recipe].fit(texts, labels)
    export = export_model(fitted.vectorizer, fitted.classifier)
    return measure(export, test, truth, fitted.threshold)


def _chosen(
    recipe: str, protocol: Protocol, choice: Choice, measured: Sequence[Measured]
) -> list[Measured]:
    if protocol.folds == 1:
        training = protocol.splits[0][0]
        texts = [protocol.texts[at] for at in training]
        labels = [protocol.labels[at] for at in training]
        return [_again(choice, measured[0], out_of_fold(recipe, texts, labels).predictions)]
    result: list[Measured] = []
    for number, fold in enumerate(measured):
        start = number - number % protocol.folds
        others = [*measured[start:number], *measured[number + 1 : start + protocol.folds]]
        result.append(_again(choice, fold, _joined(others)))
    return result


def out_of_fold(recipe: str, texts: list[str], labels: list[str]) -> CrossValidation:
    """Cross-validate within a training part: once, in few folds."""
    protocol = distinct(Corpus(texts, labels, ""), folds=INNER_FOLDS, repeats=1)
    return cross_validate(recipe, protocol, Choice())


def _joined(measured: Sequence[Measured]) -> Predictions:
    rows = [row for fold in measured for row in fold.predictions.rows]
    return Predictions(measured[0].predictions.classes, tuple(rows))


def _again(choice: Choice, fold: Measured, others: Predictions) -> Measured:
    predictions = apply_threshold(choose(choice, others), fold.predictions)
    labels = [row.label for row in predictions.rows]
    predicted = [row.predicted for row in predictions.rows]
    return Measured(fold.metrics | rates(predictions.classes, labels, predicted), predictions)


def _part(protocol: Protocol, split: Split, share: float) -> Split | None:
    """Return the split with a random share of its training part, None if that lacks a class."""
    training, rest = split
    chosen = Random(RANDOM_STATE).sample(training, round(share * len(training)))  # noqa: S311
    counts = Counter(protocol.labels[at] for at in chosen)
    return (chosen, rest) if min(counts[c] for c in set(protocol.labels)) > 1 else None
