"""The protocols: which texts of a corpus train and which test, and what to know of the figures.

A figure means little without its protocol. The same model is better where texts that stand in
the corpus twice are in training and in test, and worse where it may learn from fewer.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import RepeatedStratifiedKFold, train_test_split

from train.corpus.reader import Corpus
from train.defaults import FOLDS, RANDOM_STATE, REPEATS
from train.errors import InputError
from train.evaluation.predictions import fold

TEST_SIZE = 0.1
SMALL_TRAINING = 0.3

Split = tuple[list[int], list[int]]
"""The positions of the texts to train on and of those to test on."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """Texts with their labels, the splits of them, and a line that says what was done.

    The first `folds` splits test on every text once, as do the next ones where it is repeated.
    """

    name: str
    note: str
    texts: list[str]
    labels: list[str]
    splits: list[Split]
    folds: int


def distinct(corpus: Corpus, folds: int = FOLDS, repeats: int = REPEATS) -> Protocol:
    """Return stratified cross-validation, repeated, on texts that differ after folding.

    Texts that are the same but for case and white space count once, as they first occur, so that
    none stands in training and in test. Where a class has fewer texts than there are folds, there
    are as many folds as it has texts.

    Raises
    ------
    InputError
        When a class has fewer than two distinct texts.
    """
    first_at = {fold(text): at for at, text in reversed([*enumerate(corpus.texts)])}
    positions = sorted(first_at.values())
    texts = [corpus.texts[at] for at in positions]
    labels = [corpus.labels[at] for at in positions]
    counts = Counter(labels)
    least, label = min((counts[label], label) for label in set(corpus.labels))
    if least < 2:
        raise InputError(
            f"class {label!r} has {least} distinct text; cross-validation needs 2 of each class"
        )
    folds = min(folds, least)
    splitter = RepeatedStratifiedKFold(n_splits=folds, n_repeats=repeats, random_state=RANDOM_STATE)
    again = "" if repeats == 1 else f", {repeats} times"
    note = f"{folds}-fold cross-validation on {len(texts)} distinct texts{again}"
    splits = [_split(*parts) for parts in splitter.split(texts, labels)]
    return Protocol("distinct", note, texts, labels, splits, folds)


def tutorial(corpus: Corpus) -> Protocol:
    """Return the tutorial's split: a tenth of the texts tests, whether they differ or not."""
    training, rest = train_test_split(
        list(range(len(corpus.texts))), test_size=TEST_SIZE, random_state=RANDOM_STATE
    )
    known = {corpus.texts[at] for at in training}
    again = sum(corpus.texts[at] in known for at in rest)
    note = (
        f"held out: test_size={TEST_SIZE}, random_state={RANDOM_STATE}; "
        f"{again} of the {len(rest)} test texts are also in the training part"
    )
    return Protocol("tutorial", note, corpus.texts, corpus.labels, [(training, rest)], folds=1)


def small(corpus: Corpus) -> Protocol:
    """Return the split of the collection's authors: the first 30 % trains, the rest tests."""
    count = round(SMALL_TRAINING * len(corpus.texts))
    positions = list(range(len(corpus.texts)))
    note = f"the first {count} texts train, the last {len(positions) - count} test"
    split = (positions[:count], positions[count:])
    return Protocol("small", note, corpus.texts, corpus.labels, [split], folds=1)


PROTOCOLS = {"distinct": distinct, "tutorial": tutorial, "small": small}


def check_training(protocol: Protocol) -> None:
    """Refuse a protocol of which a training part lacks a class.

    Raises
    ------
    InputError
        Names the classes that are left.
    """
    classes = set(protocol.labels)
    for training, _ in protocol.splits:
        left = {protocol.labels[at] for at in training}
        if left != classes:
            raise InputError(
                f"after the split {sorted(left)} are left to train on of the classes "
                f"{sorted(classes)}; add texts to the corpus"
            )


def _split(training: Sequence[int], rest: Sequence[int]) -> Split:
    return np.asarray(training).tolist(), np.asarray(rest).tolist()
