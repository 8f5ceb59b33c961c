"""Cross-validation: fit a recipe to the training part of each split and evaluate on its test part.

It evaluates the exported model, the one that is served. The splits run on all processors.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import NamedTuple, TypeVar

import numpy as np
from joblib import Parallel, cpu_count, delayed
from tqdm import tqdm

from train.corpus.labels.positive_class import PositiveClass
from train.corpus.reader import Corpus
from train.defaults import INNER_FOLDS, RANDOM_STATE
from train.evaluation.metrics import Evaluation, Metrics, evaluate, label_metrics
from train.evaluation.predictions import Predictions
from train.evaluation.protocols import Protocol, Split, check_training, distinct
from train.evaluation.thresholds import ThresholdGoal, apply_threshold, check_goal, choose_threshold
from train.export.exporter import export_model
from train.recipes.catalog import recipe_named

Result = TypeVar("Result")
SplitTask = Callable[[list[str], list[str], list[str], list[str]], Result]
"""Takes the training texts and their labels, then the test texts and theirs."""

BAR_FORMAT = "{desc:<16} {bar:30} {n}/{total} {elapsed}"
FEW_TEXTS = 2000
"""Below this number of texts, fitting is faster than starting other processes."""
CURVE_SHARES = (1 / 8, 1 / 4, 1 / 2)
CURVE_FOLDS = 3
COUNTS = ("texts", "classes", "confusion")


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """Metrics summarized over the folds, and the first repeat's predictions, one per text."""

    metrics: Metrics
    predictions: Predictions


class LearningPoint(NamedTuple):
    """The number of training texts, and the MCC's mean and standard deviation over folds."""

    texts: int
    mean: float
    std: float


def cross_validate(recipe: str, protocol: Protocol, goal: ThresholdGoal) -> CrossValidation:
    """Evaluate a recipe by a protocol.

    If the goal is set, each fold's threshold is chosen from the predictions of the other folds, so
    that no text influences its own threshold.

    Raises
    ------
    InputError
        If a training part lacks a class or is too small for the recipe.
    """
    check_training(protocol)
    check_goal(goal, protocol)
    task = partial(_evaluate_fold, recipe, protocol.positive)
    folds = list(over_splits(task, protocol, protocol.splits, "cross-validate"))
    if goal.is_set:
        folds = _with_chosen_thresholds(recipe, protocol, goal, folds)
    metrics = {"protocol": protocol.note, "folds": len(folds), "positive": protocol.positive}
    metrics |= summarize_folds([fold.metrics for fold in folds])
    return CrossValidation(metrics, _joined_predictions(folds[: protocol.folds]))


def learning_curve(recipe: str, protocol: Protocol) -> list[LearningPoint]:
    """Return how good the recipe is if it learns from fewer texts.

    It takes a random eighth, quarter and half of the training texts of the first three folds, and
    evaluates each on the fold's own test part.
    """
    points: list[LearningPoint] = []
    for share in CURVE_SHARES:
        smaller = [_subsample(protocol, split, share) for split in protocol.splits[:CURVE_FOLDS]]
        splits = [split for split in smaller if split is not None]
        task = partial(_evaluate_fold, recipe, protocol.positive)
        folds = over_splits(task, protocol, splits, "learning curve")
        mcc = _mean_and_std([fold.metrics["mcc"] for fold in folds])
        if mcc["mean"] is not None and mcc["std"] is not None:
            points.append(LearningPoint(len(splits[0].training), mcc["mean"], mcc["std"]))
    return points


def summarize_folds(folds: Sequence[Metrics]) -> Metrics:
    """Return each metric's mean and standard deviation over the folds; counts are summed.

    >>> summarize_folds([{"texts": 2, "accuracy": 0.5}, {"texts": 2, "accuracy": 1.0}])["accuracy"]
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
            result[name] = {label: _mean_and_std([v[label] for v in values]) for label in value}
        else:
            result[name] = _mean_and_std(values)
    return result


def _mean_and_std(values: Sequence[float | None]) -> dict[str, float | None]:
    defined = [value for value in values if value is not None]
    return {
        "mean": float(np.mean(defined)) if defined else None,
        "std": float(np.std(defined, ddof=1)) if len(defined) > 1 else None,
    }


def over_splits(
    task: SplitTask[Result], protocol: Protocol, splits: Sequence[Split], description: str
) -> Iterator[Result]:
    """Run a task for each split on all processors; yield the results in the order of the splits.

    `description` labels the progress bar.
    """
    # At least one job: a learning curve may have no split left, and joblib refuses 0 jobs.
    jobs = 1 if len(protocol.texts) < FEW_TEXTS else max(1, min(cpu_count(), len(splits)))
    tasks = (delayed(task)(*_texts_and_labels(protocol, split)) for split in splits)
    results = Parallel(n_jobs=jobs, return_as="generator")(tasks)
    with tqdm(
        total=len(splits), desc=description, disable=None, leave=False, bar_format=BAR_FORMAT
    ) as bar:
        for result in results:
            bar.update()
            yield result


def _texts_and_labels(protocol: Protocol, split: Split) -> Iterator[list[str]]:
    for positions in split:
        yield [protocol.texts[position] for position in positions]
        yield [protocol.labels[position] for position in positions]


def _evaluate_fold(
    recipe: str,
    positive: str | None,
    texts: list[str],
    labels: list[str],
    test: list[str],
    truth: list[str],
) -> Evaluation:
    fitted = recipe_named(recipe).fit(texts, labels, positive)
    export = export_model(fitted.vectorizer, fitted.classifier)
    return evaluate(export, test, truth, fitted.threshold, positive)


def _with_chosen_thresholds(
    recipe: str, protocol: Protocol, goal: ThresholdGoal, folds: Sequence[Evaluation]
) -> list[Evaluation]:
    if protocol.folds == 1:
        texts, labels, *_ = _texts_and_labels(protocol, protocol.splits[0])
        chosen = PositiveClass(protocol.positive, "the protocol's")
        inner = out_of_fold(recipe, Corpus(texts, labels, "", chosen=chosen))
        return [_with_chosen_threshold(goal, folds[0], inner.predictions)]
    result: list[Evaluation] = []
    for number, fold in enumerate(folds):
        # Five folds, twice: fold 7 is in the repeat of folds 5 to 9; its others are 5, 6, 8, 9.
        start = number - number % protocol.folds
        others = [*folds[start:number], *folds[number + 1 : start + protocol.folds]]
        result.append(_with_chosen_threshold(goal, fold, _joined_predictions(others)))
    return result


def out_of_fold(recipe: str, training: Corpus) -> CrossValidation:
    """Cross-validate within a training part, once and with few folds."""
    protocol = distinct(training, folds=INNER_FOLDS, repeats=1)
    return cross_validate(recipe, protocol, ThresholdGoal())


def _joined_predictions(folds: Sequence[Evaluation]) -> Predictions:
    rows = [row for fold in folds for row in fold.predictions.rows]
    return Predictions(folds[0].predictions.classes, tuple(rows))


def _with_chosen_threshold(
    goal: ThresholdGoal, fold: Evaluation, others: Predictions
) -> Evaluation:
    predictions = apply_threshold(choose_threshold(goal, others), fold.predictions)
    labels = [row.label for row in predictions.rows]
    predicted = [row.predicted for row in predictions.rows]
    metrics = fold.metrics | label_metrics(predictions.classes, labels, predicted)
    return Evaluation(metrics, predictions)


def _subsample(protocol: Protocol, split: Split, share: float) -> Split | None:
    """Keep a random share of the training texts; return None if a class has fewer than two."""
    count = round(share * len(split.training))
    kept = Random(RANDOM_STATE).sample(split.training, count)  # noqa: S311 - repeatable, no secret
    counts = Counter(protocol.labels[position] for position in kept)
    if min(counts[label] for label in set(protocol.labels)) < 2:
        return None
    return Split(kept, split.test)
