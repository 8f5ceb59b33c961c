"""Disguised copies of training texts: with words split in two, and common words appended.

No rule undoes these two disguises, because nothing tells where a word was split or where the
padding starts. A linear SVM that also learns from a few such copies relies less on whole words and
on common words of the other class. Copies of that class with the same padding keep these words from
counting for the opposite.
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.pipeline import FeatureUnion

from train.defaults import RANDOM_STATE
from train.recipes.fast_vectors import FastVectors
from train.recipes.word_disguises import common_words, pad, split_words

WEIGHT = 0.8
"""How much a copy counts next to a text."""

TEXTS_FOR_A_COPY = 100
"""Each class gets one copy for so many texts; more copies make a fit slower and gain little."""

PADDING_WORDS = 40
PADDING_VOCABULARY = 100
MOST_TEXTS_COUNTED = 5_000
"""A copy ends with 40 words, out of the 100 most frequent ones of up to so many texts of the first
class."""


class Samples(NamedTuple):
    """What a linear SVM is fitted to: vectors [samples, terms], each with a label and a weight.

    `origins` [samples] is the position of the text that each is, or is a copy of.
    """

    vectors: sparse.csr_matrix
    labels: NDArray[np.str_]
    weights: NDArray[np.float64]
    origins: NDArray[np.int_]

    def of(self, texts: NDArray[np.int_]) -> "Samples":
        """Return the samples of the texts at these positions."""
        rows = np.flatnonzero(np.isin(self.origins, texts))
        vectors, labels, weights, origins = self
        return Samples(vectors[rows], labels[rows], weights[rows], origins[rows])


class Copies(NamedTuple):
    """The copies, and the position of the text that each is a copy of."""

    texts: list[str]
    origins: NDArray[np.int_]


def disguised_copies(texts: Sequence[str], labels: NDArray[np.str_]) -> Copies:
    """Return copies of texts of the second class, disguised; and of the first, padded alike.

    The second class is the one that has a reason to hide, if there are two: `Recipe` puts an
    unwanted class last. Of more than two classes, there are no copies.
    """
    classes = np.unique(labels)
    if len(classes) != 2:
        return Copies([], np.array([], dtype=int))
    random = Random(RANDOM_STATE)  # noqa: S311 - repeatable, no secret
    first, second = _of_one_class(texts, labels == classes[0])
    some = random.sample(first, min(len(first), MOST_TEXTS_COUNTED))
    words = common_words((texts[at] for at in some), PADDING_VOCABULARY)
    count = min(len(first), len(second), len(texts) // TEXTS_FOR_A_COPY)
    hidden, padded = random.sample(second, count), random.sample(first, count)
    copies = [pad(split_words(texts[at], random), words, PADDING_WORDS, random) for at in hidden]
    copies += [pad(texts[at], words, PADDING_WORDS, random) for at in padded]
    return Copies(copies, np.array(hidden + padded, dtype=int))


def _of_one_class(texts: Sequence[str], is_first: NDArray[np.bool_]) -> tuple[list[int], list[int]]:
    """Return the positions of the texts of each class that are not texts of the other, too."""
    first, second = np.flatnonzero(is_first).tolist(), np.flatnonzero(~is_first).tolist()
    both = {texts[at] for at in first} & {texts[at] for at in second}
    return [at for at in first if texts[at] not in both], [
        at for at in second if texts[at] not in both
    ]


def samples_of(vectors: sparse.csr_matrix, labels: NDArray[np.str_]) -> Samples:
    """Return a sample for each text, without copies."""
    count = len(labels)
    return Samples(vectors, labels, np.ones(count), np.arange(count))


def with_copies(samples: Samples, vectorizer: FeatureUnion, texts: Sequence[str]) -> Samples:
    """Add disguised copies to the samples of some texts; the vectorizer is the one fitted to them.

    A copy therefore has no terms of its own, such as the parts of the words that it splits.
    """
    copies, origins = disguised_copies(texts, samples.labels)
    if not copies:
        return samples
    vectors, labels, weights, all_origins = samples
    return Samples(
        sparse.vstack([vectors, FastVectors(vectorizer).transform(copies)], format="csr"),
        np.append(labels, labels[origins]),
        np.append(weights, np.full(len(copies), WEIGHT)),
        np.append(all_origins, origins),
    )
