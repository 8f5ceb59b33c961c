"""Give the fields of rows the names of their columns, and count what has no place there."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from train.corpus.columns.judging import PlacedRow, may_be_label
from train.corpus.formats.delimited.header import is_repeated
from train.counted import counted
from train.errors import InputError

USUAL_SHARE = 0.1
"""Rows without names may be wider than those of a width that more than this share has, if what is
further on is empty."""
FIRST_SPLITS = "sed 's/,/\\t/'"
LAST_SPLITS = "sed 's/,\\([^,]*\\)$/\\t\\1/'"


class Cells(NamedTuple):
    """The fields of a row, and where it is."""

    where: str
    fields: Sequence[object]


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """Return the number of columns of rows without names.

    A text that is cut at delimiters makes its row wider, so of the frequent widths the least is
    that of the others.

    >>> usual_width([["ham", "see you"]] * 4 + [["ham", "Sorry", " I am late"]] * 6)
    2
    """
    widths = Counter(map(len, rows))
    frequent = [width for width, count in widths.items() if count > USUAL_SHARE * len(rows)]
    return min(frequent, default=widths.most_common(1)[0][0])


def too_wide(rows: Sequence[Sequence[str]], width: int, delimiter: str, others: str) -> str:
    """Return what to say of a row that has more fields than columns.

    A command mends a file of two columns whose labels are first or last.
    """
    advice = "expected quotes around a text that contains the delimiter"
    first, last = ([row[at].strip() for row in rows if len(row) >= width] for at in (0, -1))
    if delimiter == "," and width == 2 and may_be_label(min(first, last, key=_distinct)):
        is_first = _distinct(first) <= _distinct(last)
        which, command = ("first", FIRST_SPLITS) if is_first else ("last", LAST_SPLITS)
        advice += f"; if only the {which} comma of a line is one, write a tab for it: {command}"
    return f"{others} {width}; {advice}"


def _distinct(values: Sequence[str]) -> int:
    return len(set(values))


def named_rows(
    names: Sequence[str],
    cells: Iterable[Cells],
    wide: str,
    notes: list[str],
    header: Sequence[str] | None = None,
) -> Iterator[PlacedRow]:
    """Yield the rows by name; at the end, add to the notes what was not read.

    Rows that repeat the header, the row of the file that has the names, are left out.

    Raises
    ------
    InputError
        If a row has a value beyond the names: `wide` says what the others have.
    """
    unnamed = [at for at, name in enumerate(names) if not name and any(names[:at])]
    lost, first, repeated = 0, "", 0
    for where, fields in cells:
        if header is not None and is_repeated(fields, header):
            repeated += 1
            continue
        if any(field not in (None, "") for field in fields[len(names) :]):
            raise InputError(f"{where}: found {len(fields)} fields; {wide}")
        if unnamed and any(fields[at] not in (None, "") for at in unnamed if at < len(fields)):
            lost, first = lost + 1, first or where
        yield PlacedRow(where, dict(zip(names, fields, strict=False)))
    if repeated:
        rows = counted(repeated, "row that repeats", "rows that repeat")
        notes.append(f"left out {rows} the names of the columns")
    if lost:
        notes.append(
            f"{first}: a column without a name has a value, which is not read; so it is in "
            f"{counted(lost, 'row')}; if texts are cut there, put quotes around texts with "
            "delimiters"
        )


def with_short_told(cells: Iterable[Cells], width: int, notes: list[str]) -> Iterator[Cells]:
    """Yield rows; at the end, add to the notes how many have fewer fields than `width`."""
    count, first = 0, ""
    for where, fields in cells:
        if len(fields) < width and any(str(field or "").strip() for field in fields):
            count, first = count + 1, first or where
        yield Cells(where, fields)
    if count:
        notes.append(
            f"{first}: found fewer fields than names; so it is in {counted(count, 'row')}; if "
            "texts are cut there at line breaks, put quotes around texts with line breaks"
        )
