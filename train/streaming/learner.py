"""Fit a linear SVM to batches of vectors by averaged stochastic gradient descent.

The recipe's `LinearSVC` minimizes |w|^2 / 2 + C * sum of (max(0, 1 - m))^2 over the margins m of
the texts. Divided by C n for n texts, that is alpha |w|^2 / 2 + mean loss with alpha = 1 / (C n),
which `SGDClassifier` minimizes one text at a time. Its loss "modified_huber" is the same for
m >= -1 and linear below, so that one wrong label does not throw the weights far. The mean of the
weights over the later steps predicts (Polyak and Juditsky, SIAM J. Control Optim. 30, 1992).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import SGDClassifier

from train.defaults import RANDOM_STATE
from train.streaming.vector_store import Batch

STEP = 0.1
"""The constant length of a step; vectors of this recipe have a length of at most about 1.4."""
ENOUGH_STEPS = 300_000
MOST_EPOCHS = 30
STEPS_BEFORE_MEAN = 0.25
"""The share of all steps after which the mean of the weights begins."""


class Learners(NamedTuple):
    """A linear SVM of all training texts, and one without those that calibrate."""

    final: SGDClassifier
    scored: SGDClassifier
    classes: NDArray[np.int_]

    def learn(self, batch: Batch) -> None:
        """Take one step for each text of a batch."""
        exact, others = batch.vectors.astype(np.float64), ~batch.calibrates
        self.final.partial_fit(exact, batch.classes, self.classes)
        if others.any():
            self.scored.partial_fit(exact[others], batch.classes[others], self.classes)


def epochs_for(texts: int) -> int:
    """Return how often to read the texts: a small corpus more often, for enough steps.

    >>> epochs_for(10_000_000), epochs_for(100_000), epochs_for(100)
    (1, 3, 30)
    """
    return min(MOST_EPOCHS, max(1, -(-ENOUGH_STEPS // texts)))


def make_learners(texts: int, classes: int, c: float, epochs: int) -> Learners:
    """Return unfitted learners for a number of texts, of which each is read `epochs` times."""
    final, scored = (
        SGDClassifier(
            loss="modified_huber",
            alpha=1 / (c * texts),
            learning_rate="constant",
            eta0=STEP,
            average=max(1, round(texts * epochs * STEPS_BEFORE_MEAN)),
            random_state=RANDOM_STATE,
        )
        for _ in range(2)
    )
    return Learners(final, scored, np.arange(classes))
