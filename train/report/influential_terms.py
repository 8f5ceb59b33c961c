"""The terms of each class that point to it most strongly, for the report."""

from array import array
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.vectorizer import Vectorizer
from train.export.exporter import Export
from train.recipes.second_process import is_useful, run_in_two_processes

MAX_TEXTS = 2000
MAX_TERMS = 15
MIN_TEXTS_WITH_TERM = 3
LEAST_SHARED = 50_000
"""The fewest characters of texts that two processes read at the same time."""


class WeightedTerm(NamedTuple):
    """A term and what it adds, on average, to the score of a class."""

    term: str
    weight: float


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
    half = len(texts) // 2
    tasks = [partial(_entries, vectorizer, part) for part in (texts[:half], texts[half:])]
    shared = sum(map(len, texts)) >= LEAST_SHARED and is_useful()
    both = run_in_two_processes(tasks) if shared else [task() for task in tasks]
    columns, values = zip(*both, strict=True)
    return np.concatenate(columns), np.concatenate(values)


def _entries(
    vectorizer: Vectorizer, texts: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
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
