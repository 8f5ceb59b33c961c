"""Learn the terms from a sample, and the weights from all texts, batch by batch."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import Any, NamedTuple

import numpy as np

from train.corpus.telling import Tell
from train.defaults import RANDOM_STATE
from train.recipes.default import choose_terms
from train.recipes.default_options import RecipeOptions
from train.recipes.feature_pruning import put_common_first
from train.recipes.fitted import Fitted
from train.recipes.platt_scaling import calibrated, threshold_at
from train.recipes.sparse_ops import transform_in_batches
from train.streaming.learner import Learners, make_learners
from train.streaming.parts import Labelled, Parts
from train.streaming.progress import Progress
from train.streaming.shuffled_rows import ShuffledRows, StoredRow
from train.streaming.vector_store import Batch, VectorStore
from train.streaming.vectorizing import Texts, vectors_of

BATCH_TEXTS = 2_000
BATCH_CHARACTERS = 2**18
SERIAL_BATCHES = 10
"""So many batches are made before other processes are started, which takes as long."""
SCORED_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Training:
    """The texts to learn from: all rows but those that are held out.

    `texts` is how many they are, and `class_of` has the class of each number of a label.
    """

    rows: ShuffledRows
    parts: Parts
    class_of: Sequence[int]
    texts: int

    def batches(self, seed: int) -> Iterator[Texts]:
        """Yield the texts in an order that the seed decides, with their classes."""
        kept: list[StoredRow] = []
        characters = 0
        for row in self.rows.read(seed):
            if self.parts.is_held_out(row.key):
                continue
            kept.append(row)
            characters += len(row.text)
            if len(kept) == BATCH_TEXTS or characters >= BATCH_CHARACTERS:
                yield self._batch(kept)
                kept, characters = [], 0
        if kept:
            yield self._batch(kept)

    def _batch(self, rows: Sequence[StoredRow]) -> Texts:
        classes = np.array([self.class_of[row.label] for row in rows], dtype=np.int32)
        calibrates = np.array([self.parts.calibrates(row.key) for row in rows])
        return Texts((classes, calibrates), [row.text for row in rows])


class Effort(NamedTuple):
    """How often to read the texts, and in how many processes to make vectors."""

    epochs: int
    processes: int


def learn(
    training: Training,
    sample: Labelled,
    calibration: Labelled,
    classes: Sequence[str],
    options: RecipeOptions,
    effort: Effort,
    tell: Tell,
) -> Fitted:
    """Return the fitted vectorizer, the calibrated classifier and the threshold.

    As in `fit_default` with a large corpus, a sample chooses the terms and their idf, the linear
    SVM learns from all texts, and the scores that calibrate it come from one that did not learn
    from their texts.
    """
    # The names of the classes must not matter, see `Recipe.fit`.
    numbers = np.array([f"{number:06d}" for number in sample.classes])
    vectorizer = choose_terms(sample.texts, numbers, options)
    learners = make_learners(training.texts, len(classes), options.c, effort.epochs)
    _run_epochs(training, vectorizer, learners, effort, tell)
    vectors = transform_in_batches(vectorizer, calibration.texts, SCORED_AT_ONCE)
    scores = learners.scored.decision_function(vectors)
    classifier = calibrated(learners.final, scores, np.array(calibration.classes))
    threshold = threshold_at(learners.final, classifier)
    put_common_first(vectorizer, classifier)
    classifier.classes_ = np.array(classes)
    return Fitted(vectorizer, classifier, threshold)


def _run_epochs(
    training: Training, vectorizer: Any, learners: Learners, effort: Effort, tell: Tell
) -> None:
    progress = Progress("learn", training.texts * effort.epochs, tell)
    with closing(progress), VectorStore() as store:
        for epoch in range(effort.epochs):
            seed = RANDOM_STATE + epoch
            is_stored = epoch > 0 and store.is_whole
            made = partial(_made, training, seed, vectorizer, effort.processes)
            for batch in store.batches(seed) if is_stored else made():
                if effort.epochs > 1 and epoch == 0:
                    store.add(batch)
                learners.learn(batch)
                progress.add(len(batch.classes))


def _made(training: Training, seed: int, vectorizer: Any, processes: int) -> Iterator[Batch]:
    """Yield the batches of an epoch; this process makes the vectors of the first ones."""
    batches = training.batches(seed)
    first = list(islice(batches, SERIAL_BATCHES))
    yield from _transformed(vectorizer, first, 1)
    more = next(batches, None)
    if more is not None:
        yield from _transformed(vectorizer, chain([more], batches), processes)


def _transformed(vectorizer: Any, batches: Iterable[Texts], processes: int) -> Iterator[Batch]:
    for (classes, calibrates), vectors in vectors_of(vectorizer, batches, processes):
        yield Batch(vectors, classes, calibrates)
