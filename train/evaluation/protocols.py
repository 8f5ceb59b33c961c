"""Protocols: which texts of a corpus are for training, which for testing, and a note that says so.

A metric means little without its protocol. The same model scores better if copies of training
texts are among the test texts, and worse if it learns from fewer texts.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from sklearn.model_selection import RepeatedStratifiedKFold, train_test_split

from train.corpus.reader import Corpus
from train.defaults import FOLDS, PROTOCOL_NAMES, RANDOM_STATE, REPEATS
from train.errors import InputError
from train.evaluation.predictions import normalize_for_comparison

TEST_SIZE = 0.1
SMALL_TRAINING = 0.3
MOST_NAMED = 10
"""How many missing classes a message names."""


class Split(NamedTuple):
    """The positions of the training texts and of the test texts."""

    training: list[int]
    test: list[int]


@dataclass(frozen=True, slots=True)
class Protocol:
    """Labelled texts, their splits, and a note that describes the protocol.

    The first `folds` splits test each text once. If the protocol repeats, so do the next `folds`
    splits, and so on. `positive` is the positive class, if there is one.
    """

    name: str
    note: str
    texts: list[str]
    labels: list[str]
    splits: list[Split]
    folds: int
    positive: str | None


def distinct(corpus: Corpus, folds: int = FOLDS, repeats: int = REPEATS) -> Protocol:
    """Return repeated stratified cross-validation on distinct texts.

    Texts that differ only in case and white space count as one text, the first of them, so that no
    text is in both training and test. If a class has fewer texts than `folds`, there are as many
    folds as it has texts.

    Raises
    ------
    InputError
        If a class has fewer than two distinct texts.
    """
    # Reversed, so that the first of several equal texts is written last and keeps its place.
    first_position = {
        normalize_for_comparison(text): position
        for position, text in reversed([*enumerate(corpus.texts)])
    }
    positions = sorted(first_position.values())
    texts = [corpus.texts[position] for position in positions]
    labels = [corpus.labels[position] for position in positions]
    folds = min(folds, _smallest_class(labels, corpus))
    splitter = RepeatedStratifiedKFold(n_splits=folds, n_repeats=repeats, random_state=RANDOM_STATE)
    repeated = "" if repeats == 1 else f", {repeats} times"
    note = f"{folds}-fold cross-validation on {len(texts)} distinct texts{repeated}"
    splits = [_split(training, test) for training, test in splitter.split(texts, labels)]
    return Protocol("distinct", note, texts, labels, splits, folds, corpus.positive.label)


def _smallest_class(labels: Sequence[str], corpus: Corpus) -> int:
    """Return how many distinct texts the smallest class has; a class may have lost all of them."""
    counts = Counter(labels)
    smallest, label = min((counts[label], label) for label in set(corpus.labels))
    if smallest == 0:
        raise InputError(
            f"each text of class {label!r} also occurs with another label, and its first label "
            "counts; cross-validation needs 2 texts of each class: check --label-column"
        )
    if smallest < 2:
        raise InputError(
            f"class {label!r} has {smallest} distinct text; cross-validation needs 2 of each class"
        )
    return smallest


def tutorial(corpus: Corpus) -> Protocol:
    """Return the tutorial's split: a tenth of the texts is for testing, copies included."""
    training, test = train_test_split(
        list(range(len(corpus.texts))), test_size=TEST_SIZE, random_state=RANDOM_STATE
    )
    split = Split(training, test)
    note = f"held out: test_size={TEST_SIZE}, random_state={RANDOM_STATE}"
    note = f"{note}; {_copies(corpus.texts, split)}"
    return _one_split("tutorial", note, corpus, split)


def small(corpus: Corpus) -> Protocol:
    """Return the split of the collection's authors: the first 30 % train, the rest test."""
    count = round(SMALL_TRAINING * len(corpus.texts))
    positions = list(range(len(corpus.texts)))
    split = Split(positions[:count], positions[count:])
    note = f"the first {count} texts train, the last {len(split.test)} test"
    return _one_split("small", f"{note}; {_copies(corpus.texts, split)}", corpus, split)


def other_texts(corpus: Corpus, test: Corpus) -> Protocol:
    """Return a protocol that trains on all of `corpus` and tests on `test`.

    Raises
    ------
    InputError
        If a label of `test` is not one of `corpus`.
    """
    check_labels(test, sorted(set(corpus.labels)))
    texts, labels = corpus.texts + test.texts, corpus.labels + test.labels
    count = len(corpus.texts)
    split = Split(list(range(count)), list(range(count, len(texts))))
    note = f"{other_texts_note(test)}; {_copies(texts, split)}"
    return Protocol("other", note, texts, labels, [split], 1, corpus.positive.label)


def other_texts_note(test: Corpus) -> str:
    """Return the start of the note on a test with other texts."""
    return f"other texts: sha256 {test.sha256}"


def check_labels(test: Corpus, known: Sequence[str]) -> None:
    """Check that a model knows the labels of its test texts.

    Raises
    ------
    InputError
        If it does not; the message names both.
    """
    unknown = sorted(set(test.labels) - set(known))
    if unknown:
        raise InputError(
            f"the test texts have the labels {unknown}; the model knows {sorted(known)}"
        )


def _copies(texts: Sequence[str], split: Split) -> str:
    """Say how many test texts are also training texts: a model has seen these."""
    training = {texts[position] for position in split.training}
    copies = sum(texts[position] in training for position in split.test)
    return f"{copies} of the {len(split.test)} test texts are also in the training part"


def _one_split(name: str, note: str, corpus: Corpus, split: Split) -> Protocol:
    positive = corpus.positive.label
    return Protocol(name, note, corpus.texts, corpus.labels, [split], 1, positive)


PROTOCOLS = dict(zip(PROTOCOL_NAMES, (distinct, tutorial, small), strict=True))


def check_training(protocol: Protocol) -> None:
    """Check that the training part of each split has every class.

    Raises
    ------
    InputError
        If one does not; the message names the first classes that it lacks.
    """
    classes = set(protocol.labels)
    for training, _ in protocol.splits:
        lacking = sorted(classes.difference(protocol.labels[position] for position in training))
        if lacking:
            more = ", ..." if len(lacking) > MOST_NAMED else ""
            raise InputError(
                f"after the split, the training part lacks {len(lacking)} of {len(classes)} "
                f"classes: {', '.join(map(repr, lacking[:MOST_NAMED]))}{more}; add texts of these"
            )


def _split(training: Sequence[int], test: Sequence[int]) -> Split:
    return Split(np.asarray(training).tolist(), np.asarray(test).tolist())
