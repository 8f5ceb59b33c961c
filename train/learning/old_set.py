"""The old set: texts of the base that no round of learning is fitted to, so that all are compared.

A text belongs to it by its digest. So the set stays the same if the base grows, and nobody who
reports texts can choose what is in it. It has none of a class that would be left with too few.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from train.corpus.reader import Corpus
from train.counted import counted
from train.errors import InputError
from train.evaluation.predictions import text_key
from train.recipes.class_order import class_order

ONE_IN = 10
LEAST_LEARNED = 3
"""The fewest texts of a class from which the default recipe learns in each fold."""

LEAST_OLD_TEXTS = 5
"""As few texts cannot show a significant difference, see `comparison.LEAST_TEXTS`."""


class Base(NamedTuple):
    """The texts to learn from and the old set, which have no text in common."""

    training: Corpus
    old: Corpus

    def rare(self) -> dict[str, int]:
        """Return the classes that the old set has too few texts of, and how many it has.

        The gate cannot tell that a version is worse at these.
        """
        counts = {name: self.old.labels.count(name) for name in sorted({*self.training.labels})}
        return {name: count for name, count in counts.items() if count < LEAST_OLD_TEXTS}


def is_old(key: str) -> bool:
    """Return whether the text with this key belongs to the old set.

    >>> [is_old(key) for key in ("000000000000000a", "000000000000000b")]
    [True, False]

    Hexadecimal a is 10, which is a multiple of ten.
    """
    return int(key, 16) % ONE_IN == 0


def split_base(base: Corpus, test: Corpus | None = None) -> Base:
    """Take the old set out of the base; with `test`, that is the old set.

    Raises
    ------
    InputError
        If the old set has too few texts to compare models, or of two classes too few of the one
        that must not be blocked, or a class has no other text to learn from.
    """
    if test is None:
        old = _part(base, [*_old_positions(base)])
    else:
        old = replace(test, chosen=base.chosen)
    keys = {text_key(text) for text in old.texts}
    rest = [at for at, text in enumerate(base.texts) if text_key(text) not in keys]
    _check(old, class_order({*base.labels}, base.positive.label))
    training = _part(base, rest)
    if lacking := set(base.labels) - set(training.labels):
        raise InputError(
            f"--data has no text of class {min(lacking)!r} that is not also in --test; add "
            "others to learn from"
        )
    return Base(training, old)


def _old_positions(base: Corpus) -> Iterator[int]:
    """Yield where the texts of the old set are, but for a class that would have too few others."""
    old = [is_old(text_key(text)) for text in base.texts]
    others = Counter(label for label, each in zip(base.labels, old, strict=True) if not each)
    for at, label in enumerate(base.labels):
        if old[at] and others[label] >= LEAST_LEARNED:
            yield at


def _part(corpus: Corpus, positions: Sequence[int]) -> Corpus:
    return replace(
        corpus,
        texts=[corpus.texts[at] for at in positions],
        labels=[corpus.labels[at] for at in positions],
    )


def _check(old: Corpus, classes: Sequence[str]) -> None:
    """Refuse an old set on which the gate would refuse each version, because it is too small."""
    found, of = len(old.texts), ""
    if len(classes) == 2:  # then ham is compared alone, too
        found, of = old.labels.count(classes[0]), f" of class {classes[0]!r}"
    if found < LEAST_OLD_TEXTS:
        raise InputError(
            f"the old set has {counted(found, 'text')}{of}; expected at least {LEAST_OLD_TEXTS}: "
            "add texts to the base (every tenth is in the set), or name other labelled texts with "
            "--test"
        )
