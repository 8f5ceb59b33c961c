"""Find a separator that is not one of tables, such as `::`, and read what it divides."""

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from train.corpus.columns.judging import Table, may_be_label
from train.corpus.formats.delimited.rows import table_of_cells
from train.corpus.formats.labelled_lines import PlacedText
from train.corpus.formats.named_rows import Cells
from train.corpus.labels.class_names import is_class_name

SEPARATORS = ("\x01", "::", "~", "^", "@", "#", ":")
"""Separators that tables rarely have, the surest first."""
RUN = re.compile(r"_[^\w\s]+_|[^\w\s]{2,}|<\w+>|\[\w+\]| [^\w\s] ")
"""Separators of several characters, such as `_!_` or `[SEP]`, and a sign between blanks."""
WEAK = re.compile(r"[@#:]| [^\w\s] ")
"""Separators that texts have, too."""
STOPS = ".!?)\"'"
SPECIAL = re.compile(r"[.*\[\]^$\\/]")
"""Characters with a meaning in a pattern of `sed`."""
MOST_LINES = 2000
MOST_WORDS = 20
"""First words of lines are labels if there are at most so many; texts begin with more."""
MOST_OTHERS = 0.1
"""The share of lines that may lack the separator or have another number of them."""


class Division(NamedTuple):
    """A separator, and which of them in a line count: all, or only the first or the last."""

    separator: str
    which: str

    def fields(self, line: str) -> list[str]:
        """Return the fields of a line.

        >>> Division("::", "last").fields("a :: b::ham"), Division("::", "all").fields("a::b::c")
        (['a :: b', 'ham'], ['a', 'b', 'c'])
        """
        if self.which == "all":
            return [field.strip() for field in line.split(self.separator)]
        cut = line.partition if self.which == "first" else line.rpartition
        return [field.strip() for field in cut(self.separator)[::2]]

    def command(self) -> str:
        """Return the command of `sed` that writes tabs for the separators."""
        separator = self.separator
        written = r"\x01" if separator == "\x01" else SPECIAL.sub(r"\\\g<0>", separator)
        commands = {"all": rf"s/{written}/\t/g", "first": rf"s/{written}/\t/"}
        return commands.get(self.which, rf"s/\(.*\){written}/\1\t/")


def find_division(lines: Sequence[str]) -> Division | None:
    """Return what separates labels from texts in the first lines, or None."""
    lines = lines[:MOST_LINES]
    candidates = dict.fromkeys([SEPARATORS[0], *_runs(lines), *SEPARATORS])
    return next(filter(None, (_division(lines, separator) for separator in candidates)), None)


def separated_table(
    name: str, lines: Sequence[PlacedText], wanted: Sequence[str], never: str = ""
) -> Table | None:
    """Return the table of lines that a separator divides, or None if it may be something else.

    A colon, say, may be behind a speaker: then the labels must be usual names of classes. No
    separator has a character of `never`.
    """
    division = find_division([line.text for line in lines])
    if division is None or not set(division.separator).isdisjoint(never):
        return None
    cells = [Cells(where, division.fields(line)) for where, line in lines]
    width = len(cells[-1].fields)
    columns = zip(*(fields for _, fields in cells if len(fields) == width), strict=True)
    are_usual = any(_are_classes(values) or _are_classes(values[1:]) for values in columns)
    if WEAK.fullmatch(division.separator) and not are_usual:
        return None
    table = table_of_cells(name, iter(cells), wanted)
    note = f"{name}: {division.separator!r} separates the fields"
    return replace(table, notes=(note, *table.notes))


def _are_classes(values: Sequence[str]) -> bool:
    return may_be_label(values) and all(map(is_class_name, set(values)))


def separator_hint(lines: Sequence[str]) -> str:
    r"""Return what to do with lines that a separator divides into a label and a text, or nothing.

    >>> separator_hint(["ham::see you", "spam::win now", "ham::bye", "spam::a lamp"])
    "; if '::' separates label and text, write tabs for it: sed 's/::/\\t/g'"
    """
    lines = lines[:MOST_LINES]
    division = find_division(lines)
    if division is not None:
        return (
            f"; if {division.separator!r} separates label and text, write tabs for it: "
            f"sed {shlex.quote(division.command())}"
        )
    first = [line.partition(" ")[0] for line in lines]
    if len(set(first)) <= MOST_WORDS and all(" " in line for line in lines) and _are_labels(first):
        return (
            r"; if the first word of each line is its label, write a tab behind it: sed 's/ /\t/'"
        )
    return ""


def _runs(lines: Sequence[str]) -> Iterator[str]:
    """Yield what may separate the fields of the last line; the first may have names.

    The stop of a sentence in front of a separator is none: `It works .@positive`.
    """
    for run in sorted(set(RUN.findall(lines[-1])), key=len, reverse=True) if lines else ():
        bare = run.lstrip(STOPS)
        yield bare if bare in SEPARATORS else run


def _division(lines: Sequence[str], separator: str) -> Division | None:
    """Return how a separator divides the lines into a label and a text, or None."""
    most = len(lines) * (1 - MOST_OTHERS)
    counts = [line.count(separator) for line in lines]
    usual = max(set(counts), key=counts.count, default=0)
    if usual and counts.count(usual) >= (most if usual > 1 else len(lines)):
        rows = [line.split(separator) for line in lines if line.count(separator) == usual]
        if any(map(_are_labels, zip(*rows, strict=True))):
            return Division(separator, "all")
    divided = [line for line in lines if separator in line]
    if len(divided) < most:
        return None
    if _are_labels([line.partition(separator)[0] for line in divided]):
        return Division(separator, "first")
    if _are_labels([line.rpartition(separator)[2] for line in divided]):
        return Division(separator, "last")
    return None


def _are_labels(values: Sequence[str]) -> bool:
    """Return whether values, perhaps below a name, are labels."""
    return may_be_label(values) or may_be_label(values[1:])
