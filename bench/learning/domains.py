"""Domains: old labelled texts to begin with, and new ones that arrive in weeks."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import NamedTuple

from train.corpus.labels.positive_class import choose_positive
from train.corpus.reader import Corpus, read_corpus
from train.errors import InputError
from train.evaluation.predictions import text_key

HAM, SPAM = "ham", "spam"
HELD_OUT = 0.3
"""The share of the new texts that no way of learning sees."""

LEAST_NEW = 20


class Labelled(NamedTuple):
    """A text and its true label, `ham` or `spam`."""

    text: str
    label: str


class Size(NamedTuple):
    """The most base texts, old texts to test on, texts in a week, and weeks."""

    base: int
    old: int
    week: int
    weeks: int


class Domain(NamedTuple):
    """A base, held-out old texts, weeks of new texts, and held-out new texts."""

    name: str
    base: Corpus
    old: list[Labelled]
    weeks: list[list[Labelled]]
    held_out: list[Labelled]


def read_domain(argument: str, size: Size, seed: int) -> Domain:
    """Read `NAME=OLD:NEW`, where OLD and NEW are files that commas separate.

    With `+` before NEW, as many other old texts arrive among the new ones.

    Raises
    ------
    InputError
        If the argument has another form, or a file cannot be read.
    """
    name, _, files = argument.partition("=")
    old_files, _, new_files = files.partition(":")
    if not (name and old_files and new_files.strip("+")):
        raise InputError(f"expected NAME=OLD:NEW or NAME=OLD:+NEW, found {argument!r}")
    old = _read(old_files)
    new = {key: row for key, row in _read(new_files.lstrip("+")).items() if key not in old}
    return make_domain(name, old, new, size, seed, mixed=new_files.startswith("+"))


def make_domain(
    name: str,
    old: Mapping[str, Labelled],
    new: Mapping[str, Labelled],
    size: Size,
    seed: int,
    *,
    mixed: bool,
) -> Domain:
    """Split old and new texts, by text key, at random; see `read_domain`.

    Raises
    ------
    InputError
        If there are too few new texts.
    """
    random = Random(seed)  # noqa: S311 - repeatable, no secret
    rest = _shuffled(old, random)
    count = min(size.base, len(rest) * 2 // 3)
    base, rest = rest[:count], rest[count:]
    tested, rest = rest[: size.old], rest[size.old :]
    arriving = _shuffled(new, random)
    if mixed:
        arriving += rest[: len(arriving)]
        random.shuffle(arriving)
    if len(arriving) < LEAST_NEW:
        raise InputError(f"{name}: found {len(arriving)} new texts; expected {LEAST_NEW} or more")
    at = round(HELD_OUT * len(arriving))
    weeks = _in_weeks(arriving[at:], size)
    return Domain(name, _corpus(base), tested, weeks, arriving[:at])


def _in_weeks(rows: list[Labelled], size: Size) -> list[list[Labelled]]:
    """Cut the rows into the weeks that a run lasts."""
    stream = rows[: size.week * size.weeks]
    return [stream[start : start + size.week] for start in range(0, len(stream), size.week)]


def _corpus(rows: list[Labelled]) -> Corpus:
    positive = choose_positive({HAM: 1, SPAM: 1})
    return Corpus([row.text for row in rows], [row.label for row in rows], "", chosen=positive)


def _read(files: str) -> dict[str, Labelled]:
    """Return the texts by key, with ham and spam for what files call the two classes."""
    rows: dict[str, Labelled] = {}
    groups = [group.split("&") for group in files.split(",")]
    for group in groups:
        corpus = read_corpus([Path(file) for file in group])
        names = _names(corpus)
        for text, label in zip(corpus.texts, corpus.labels, strict=True):
            rows.setdefault(text_key(text), Labelled(text, names[label]))
    return rows


def _names(corpus: Corpus) -> dict[str, str]:
    """Call the positive class spam; of more than two, all but the commonest.

    >>> _names(Corpus(["a"] * 5, ["ham", "ham", "ham", "spam", "smishing"], ""))
    {'ham': 'ham', 'smishing': 'spam', 'spam': 'spam'}
    """
    counts = corpus.counts()
    commonest = Counter(counts).most_common(1)[0][0]
    spam = {corpus.positive.label} if len(counts) == 2 else counts.keys() - {commonest}
    return {label: SPAM if label in spam else HAM for label in counts}


def _shuffled(rows: Mapping[str, Labelled], random: Random) -> list[Labelled]:
    listed = [rows[key] for key in sorted(rows)]
    random.shuffle(listed)
    return listed
