"""Find out how the fields of a text are delimited, and whether quotes enclose them."""

import csv
import re
from collections import Counter
from collections.abc import Sequence

from train.corpus.columns.guessing import guess_label
from train.corpus.columns.judging import LABEL_NAMES, TEXT_NAMES, by_name, normalized
from train.corpus.formats.delimited.header import MOST_ABOVE
from train.corpus.formats.delimited.quoting import find_quoting
from train.corpus.formats.delimited.rows import SAMPLE_ROWS, Layout, read_fields

DELIMITERS = {".csv": ",", ".tsv": "\t", ".tab": "\t", ".psv": "|"}
SEPARATOR = re.compile(r'\A"?sep=."?(?=[\r\n])', re.IGNORECASE)
MOST_EXCEPTIONS = 0.1
"""The share of rows that may have another number of fields than most, such as broken ones."""


def without_separator(content: str) -> str:
    r"""Empty a first line that tells Excel the delimiter; the other lines keep their numbers.

    >>> without_separator("sep=;\nlabel;text\n")
    '\nlabel;text\n'
    """
    return SEPARATOR.sub("", content)


def find_layout(
    ending: str, content: str, wanted: Sequence[str], *, labelled: bool = True
) -> Layout | None:
    """Return how the fields of a text are delimited, or None if it has no fields.

    The names in the first row decide, else whether the rows have the same number of fields, else
    the file's ending. If the rows need no labels (`labelled` is false), the name of the text column
    is enough.
    """
    usual = DELIMITERS.get(ending)
    candidates = sorted([",", "\t", ";", "|"], key=lambda delimiter: delimiter != usual)
    samples = {delimiter: _sample(content, delimiter) for delimiter in candidates}
    named = {delimiter: _known_names(rows, wanted) for delimiter, rows in samples.items()}
    best = max(candidates, key=lambda delimiter: named[delimiter])
    if named[best] < (1 if usual else 2):
        best = min(candidates, key=lambda delimiter: _exceptions(samples[delimiter]))
        if _exceptions(samples[best]) > MOST_EXCEPTIONS:
            best = usual or ""
        elif usual is None and not _has_labels(samples[best]):
            best = "" if labelled or not _names_text(samples[best], wanted) else best
    if not best:
        return None
    return find_quoting(content, best)


def fits(content: str, layout: Layout, wanted: Sequence[str]) -> bool:
    """Return whether the names or most rows of a text have the fields of a layout."""
    rows = _sample(content, layout.delimiter)
    return _known_names(rows, wanted) > 0 or _exceptions(rows) <= MOST_EXCEPTIONS


def _sample(content: str, delimiter: str) -> list[list[str]]:
    """Return the first rows, up to a broken one."""
    rows: list[list[str]] = []
    is_tab = delimiter == "\t"
    layout = Layout(delimiter, quoted=False) if is_tab else find_quoting(content, delimiter)
    try:
        for row in read_fields(content, layout):
            if row:
                rows.append(row)
            if len(rows) == SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    return rows


def _known_names(rows: Sequence[Sequence[str]], wanted: Sequence[str]) -> int:
    """Return how many usual or wanted names of columns the first row has.

    Or a row below it, if that has both a name of the text and one of the label.
    """
    counts = [_names_in(row, wanted) for row in rows[: MOST_ABOVE + 1]] or [0]
    return max(counts[0], *(count for count in counts if count > 1), 0)


def _names_in(row: Sequence[str], wanted: Sequence[str]) -> int:
    found = [by_name(row, names) for names in (TEXT_NAMES, LABEL_NAMES)]
    return len({name for name in (*found, *wanted) if name in row}) if len(row) > 1 else 0


def _names_text(rows: Sequence[Sequence[str]], wanted: Sequence[str]) -> bool:
    """Return whether the first row has a usual or wanted name of the text column."""
    return bool(rows) and by_name(rows[0], [*map(normalized, wanted), *TEXT_NAMES]) is not None


def _exceptions(rows: Sequence[Sequence[str]]) -> float:
    """Return the share of rows with another number of fields than most; 1 if most have one."""
    widths = Counter(map(len, rows))
    most, count = widths.most_common(1)[0] if widths else (1, 0)
    return 1.0 if most == 1 else 1 - count / len(rows)


def _has_labels(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether a column holds labels, whether or not the first row is one of names."""
    columns = list(map(list, zip(*rows, strict=False)))
    samples = [*columns, *(column[1:] for column in columns)]
    return any(guess_label(["1"], {"1": values}) is not None for values in samples)
