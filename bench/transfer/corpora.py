"""The texts of several sources, and further files to test on; of near copies, the first."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from train.corpus.collecting import Reading
from train.corpus.reader import read_corpus, read_raw_rows
from train.corpus.summary import near_key
from train.errors import InputError

CLASSES = HAM, SPAM = ("ham", "spam")
RUN, LEAST_SHARED = 3, 4
"""How many words are a run, and how many runs two texts share by more than chance."""


class Row(NamedTuple):
    """A text with its label and its source."""

    label: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Corpora:
    """Texts of several sources; models are fitted to those of `homes` only."""

    rows: Sequence[Row]
    homes: Sequence[str]

    @property
    def sources(self) -> list[str]:
        """The names of the sources, in order."""
        return list(dict.fromkeys(row.source for row in self.rows))

    def counts(self) -> dict[str, dict[str, int]]:
        """Return the number of texts of each source by label."""
        counted = Counter((row.source, row.label) for row in self.rows)
        return {
            source: {label: counted[source, label] for label in CLASSES} for source in self.sources
        }


def read(path: Path, more: Sequence[str] = (), ham: Sequence[str] = ()) -> Corpora:
    """Read the sources of a file, then further files, each named as `NAME=FILE`.

    Texts that differ only in case, digits, signs and spaces count as one text, the first of them,
    so that no test text repeats a training text. Nor does a text count if half of its runs of three
    words, and four or more, are in one text of an earlier source: some corpora borrow from others.

    Raises
    ------
    InputError
        If a file cannot be read, has fewer than two sources, or a text is neither ham nor spam.
    """
    raw, _ = read_raw_rows([path], ("text",), "label", "source", Reading())
    rows = [Row(row.label, row.text, str(row.values.get("source", ""))) for row in raw]
    homes = list(dict.fromkeys(row.source for row in rows))
    if len(homes) < 2:
        raise InputError(
            f"{path}: expected a column 'source' with the names of two corpora or more; "
            "'python -m train corpus --all DIRECTORY' writes it, from the files in the directory "
            "and those that it can fetch; 'make card CORPORA=DIRECTORY' names the directory"
        )
    rows += [row for argument in more for row in _further(argument, homes)]
    rows += [row._replace(label=HAM) for argument in ham for row in _further(argument, homes)]
    unknown = {row.label for row in rows} - {*CLASSES}
    if unknown:
        raise InputError(f"expected the labels ham and spam; found also {sorted(unknown)}")
    return Corpora(_without_borrowed(_without_repeated(rows)), homes)


def _further(argument: str, homes: Sequence[str]) -> list[Row]:
    """Read a file that `NAME=FILE` names."""
    name, _, file = argument.partition("=")
    if name in homes or not file:
        raise InputError(f"{argument}: expected NAME=FILE with a name that no other source has")
    corpus = read_corpus([file], to_train=False)
    return [Row(*pair, name) for pair in zip(corpus.labels, corpus.texts, strict=True)]


def _without_repeated(rows: Sequence[Row]) -> list[Row]:
    """Keep the first of the texts that differ in little, in the order of the sources."""
    order = list(dict.fromkeys(row.source for row in rows))
    first: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: order.index(row.source)):
        first.setdefault(near_key(row.text), row)
    return [*first.values()]


def _without_borrowed(rows: Sequence[Row]) -> list[Row]:
    """Leave out the texts that are near copies of a text of another source before them."""
    kept: list[Row] = []
    places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for row in rows:
        runs = _runs(row.text)
        shared = Counter(at for run in runs for at in places.get(run, ()))
        most = max((n for at, n in shared.items() if kept[at].source != row.source), default=0)
        if most < max(LEAST_SHARED, len(runs) / 2):
            for run in runs:
                places[run].append(len(kept))
            kept.append(row)
    return kept


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}
