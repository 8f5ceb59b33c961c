"""Split a corpus by the keys of its texts, and draw what must be in memory.

A key is a digest, so a range of keys is a random share of the distinct texts, and copies of a text
are always in the same part.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from train.counted import counted
from train.errors import InputError
from train.streaming.shuffled_rows import START_BYTES, StoredRow

KEYS = 2**64
LARGEST_SHARE = 0.1
MOST_TEXTS = 50_000
MOST_BYTES = 2**25
"""The most texts, and bytes of text, that are held out, and as many that calibrate."""
LEAST_TRAINING = 2
LEAST_CALIBRATING = 20
"""A class with fewer texts in the calibration part is calibrated on sampled texts, too."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The keys below `held_out` are not for training; those from there to `calibration` calibrate.

    >>> parts = Parts(held_out=10, calibration=20)
    >>> parts.is_held_out(9), parts.is_held_out(10), parts.calibrates(10), parts.calibrates(20)
    (True, False, True, False)
    """

    held_out: int
    calibration: int

    def is_held_out(self, key: int) -> bool:
        """Return whether a text is for testing only."""
        return key < self.held_out

    def calibrates(self, key: int) -> bool:
        """Return whether a text of the training part calibrates the model without it."""
        return self.held_out <= key < self.calibration


def split_parts(texts: int, text_bytes: int, *, hold_out: bool) -> Parts:
    """Return the parts: a tenth of the texts for each of two, less of a large corpus.

    >>> split_parts(1000, 80_000, hold_out=False).calibration / KEYS
    0.1
    >>> split_parts(10_000_000, 800_000_000, hold_out=True).held_out / KEYS == 50_000 / 10_000_000
    True
    """
    share = min(LARGEST_SHARE, MOST_TEXTS / texts, MOST_BYTES / max(1, text_bytes))
    held_out = share if hold_out else 0.0
    return Parts(int(held_out * KEYS), int((held_out + share) * KEYS))


class Labelled(NamedTuple):
    """Texts, and the number of the class of each."""

    texts: list[str]
    classes: list[int]


@dataclass(slots=True)
class _Share:
    """Takes texts up to a number of them for each class and a number of bytes of all."""

    most: Sequence[int]
    most_bytes: int
    taken: Labelled = field(default_factory=lambda: Labelled([], []))
    counts: Counter[int] = field(default_factory=Counter)
    text_bytes: int = 0

    def offer(self, number: int, text: str) -> None:
        # A text is measured in characters: enough for a bound, and nothing is encoded for it.
        if self.counts[number] < self.most[number] and self.text_bytes < self.most_bytes:
            self.counts[number] += 1
            self.text_bytes += len(text)
            self.taken.texts.append(text)
            self.taken.classes.append(number)


class Drawn(NamedTuple):
    """What is in memory: held-out texts, texts that calibrate, and a sample of the others.

    `training` counts the texts of each class that are not held out. The sample has the first
    `START_BYTES` characters of a text, so that a few long texts do not fill it.
    """

    held_out: Labelled
    calibration: Labelled
    sample: Labelled
    training: Mapping[int, int]


def draw(
    rows: Iterable[StoredRow],
    parts: Parts,
    class_of: Sequence[int],
    sizes: Sequence[int],
    sample_share: float,
    sample_bytes: int,
) -> Drawn:
    """Read rows in random order, and keep some of each part.

    `class_of` is the class of each number of a label [labels], and `sizes` the number of texts of
    each class [classes]. `sample_share` of each class is sampled, rounded up, and at most
    `sample_bytes` bytes of text, by about an eighth.
    """
    largest = [MOST_TEXTS] * len(sizes)
    held_out, calibration = _Share(largest, MOST_BYTES), _Share(largest, MOST_BYTES)
    quotas = [math.ceil(size * sample_share) for size in sizes]
    sample = _Share(quotas, sample_bytes + sample_bytes // 8)
    training: Counter[int] = Counter()
    for label, key, text in rows:
        number = class_of[label]
        if parts.is_held_out(key):
            held_out.offer(number, text)
            continue
        training[number] += 1
        if parts.calibrates(key):
            calibration.offer(number, text)
        else:
            sample.offer(number, text[:START_BYTES])
    return Drawn(held_out.taken, calibration.taken, sample.taken, training)


def check_training(drawn: Drawn, classes: Sequence[str]) -> None:
    """Check that there are texts of each class to learn from.

    Raises
    ------
    InputError
        If a class has fewer than two texts, or only texts that are kept to calibrate.
    """
    sampled = set(drawn.sample.classes)
    for number, name in enumerate(classes):
        texts = drawn.training.get(number, 0)
        if texts < LEAST_TRAINING:
            raise InputError(
                f"class {name!r} has {counted(texts, 'text')} to train on after the split; "
                f"--stream needs at least {LEAST_TRAINING} to calibrate: add texts"
            )
        if number not in sampled:
            raise InputError(
                f"class {name!r} has {texts:,} texts to train on after the split, and none to "
                "choose terms from: copies of a text are kept together, to calibrate; add other "
                "texts, or leave out --stream"
            )


def with_rare_classes(drawn: Drawn, class_count: int) -> Labelled:
    """Return the texts that calibrate, and sampled texts of the classes that have few of them."""
    counts = Counter(drawn.calibration.classes)
    rare = {number for number in range(class_count) if counts[number] < LEAST_CALIBRATING}
    pairs = zip(drawn.sample.texts, drawn.sample.classes, strict=True)
    more = [(text, number) for text, number in pairs if number in rare]
    return Labelled(
        drawn.calibration.texts + [text for text, _ in more],
        drawn.calibration.classes + [number for _, number in more],
    )
