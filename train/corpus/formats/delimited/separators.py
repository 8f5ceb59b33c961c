"""Tell which separator divides lines that were taken for texts, and how to write tabs for it."""

import re
import shlex
from collections.abc import Iterator, Sequence

from train.corpus.columns.judging import may_be_label

SEPARATORS = ("\x01", "::", "~", "^", "@", "#", ":")
"""Separators that are not read, the surest first."""
RUN = re.compile(r"_[^\w\s]+_|[^\w\s]{2,}|<\w+>|\[\w+\]| [^\w\s] ")
"""Separators of several characters, such as `_!_` or `[SEP]`, and a sign between blanks."""
SPECIAL = re.compile(r"[.*\[\]^$\\/]")
"""Characters with a meaning in a pattern of `sed`."""
MOST_LINES = 2000
MOST_WORDS = 20
"""First words of lines are labels if there are at most so many; texts begin with more."""
MOST_OTHERS = 0.1
"""The share of lines that may lack the separator or have another number of them."""


def separator_hint(lines: Sequence[str]) -> str:
    r"""Return what to do with lines that a separator divides into a label and a text, or nothing.

    >>> separator_hint(["ham::see you", "spam::win now", "ham::bye", "spam::a lamp"])
    "; if '::' separates label and text, write tabs for it: sed 's/::/\\t/g'"
    """
    lines = lines[:MOST_LINES]
    for separator in dict.fromkeys([SEPARATORS[0], *_runs(lines), *SEPARATORS]):
        command = _command(lines, separator)
        if command:
            return (
                f"; if {separator!r} separates label and text, write tabs for it: "
                f"sed {shlex.quote(command)}"
            )
    first = [line.partition(" ")[0] for line in lines]
    if len(set(first)) <= MOST_WORDS and all(" " in line for line in lines) and _are_labels(first):
        return (
            r"; if the first word of each line is its label, write a tab behind it: sed 's/ /\t/'"
        )
    return ""


def _runs(lines: Sequence[str]) -> Iterator[str]:
    """Yield what may separate the fields of the last line; the first may have names."""
    yield from sorted(set(RUN.findall(lines[-1])), key=len, reverse=True) if lines else ()


def _command(lines: Sequence[str], separator: str) -> str:
    """Return the command of `sed` that writes tabs for all, the first or the last separators."""
    most = len(lines) * (1 - MOST_OTHERS)
    counts = [line.count(separator) for line in lines]
    usual = max(set(counts), key=counts.count, default=0)
    written = r"\x01" if separator == "\x01" else SPECIAL.sub(r"\\\g<0>", separator)
    if usual and counts.count(usual) >= most:
        rows = [line.split(separator) for line in lines if line.count(separator) == usual]
        if any(map(_are_labels, zip(*rows, strict=True))):
            return rf"s/{written}/\t/g"
    divided = [line for line in lines if separator in line]
    if len(divided) >= most:
        if _are_labels([line.partition(separator)[0] for line in divided]):
            return rf"s/{written}/\t/"
        if _are_labels([line.rpartition(separator)[2] for line in divided]):
            return rf"s/\(.*\){written}/\1\t/"
    return ""


def _are_labels(values: Sequence[str]) -> bool:
    """Return whether values, perhaps below a name, are labels."""
    return may_be_label(values) or may_be_label(values[1:])
