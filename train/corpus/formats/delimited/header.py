"""Find the row that names the columns of a table: the first, or one below a title or a comment."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from train.corpus.columns.guessing import guess_label
from train.corpus.columns.judging import (
    LABEL_NAMES,
    TEXT_NAMES,
    by_name,
    may_be_label,
    normalized,
)

LONGEST_NAME = 40
MOST_WORDS = 4
MOST_ABOVE = 9
"""How many rows with a title or comments may be above the names."""
NUMBERS = re.compile(r"-?\d*\.?\d+\.?(?:[,;|] ?\d+)*")
COMMENT = "#"
QUALTRICS, SURVEY_MONKEY = '{"ImportId":', "Open-Ended Response"
BOM = "\ufeff"

Rows = Sequence[Sequence[str]]


class Header(NamedTuple):
    """The names of the columns, and the number of rows above them."""

    names: list[str]
    above: int


def column_names(rows: Rows, wanted: Sequence[str]) -> list[str] | None:
    """Return the names of the columns, or None if there are none; see `find_header`."""
    header = find_header(rows, wanted)
    return header.names if header else None


def find_header(rows: Rows, wanted: Sequence[str]) -> Header | None:
    """Return the names among the first of some rows, or None if all rows are data.

    Parameters
    ----------
    rows
        The first rows of a table, as many as can be had.
    wanted
        The columns that the user named.
    """
    known = [*map(normalized, wanted), *TEXT_NAMES]
    first = [cell.strip() for cell in rows[0]]
    if survey_rows(rows[1:]):
        return Header(first, 0)
    if _groups_columns(rows, known):
        return Header([cell.strip() for cell in rows[1]], 1)
    if by_name(first, known) is not None or _are_positions(first, rows[1:]):
        return Header(first, 0)
    for above in _below_titles(rows, known):
        row = [cell.strip() for cell in rows[above]]
        if not _is_data(row, rows[above + 1 :]):
            return Header(row, above)
    return None if _is_data(first, rows[1:]) else Header(first, 0)


def _are_positions(first: Sequence[str], rest: Rows) -> bool:
    """Return whether a row is 0, 1 and so on, as pandas names columns, above other values.

    The name of pandas' index, which may be the first column, is empty.
    """
    numbers = first[not first[0] :]
    if len(first) < 2 or numbers != [str(number) for number in range(len(numbers))]:
        return False
    columns = zip(*(row for row in rest if len(row) == len(first)), strict=True)
    return any(2 * sum(map(_is_number, values)) < len(values) for values in columns)


def _groups_columns(rows: Rows, known: Sequence[str]) -> bool:
    """Return whether the first row names groups of the columns that the second one names."""
    if len(rows) < 3 or not 1 < _filled(rows[0]) < _filled(rows[1]):
        return False
    return None not in (by_name(rows[1], known), by_name(rows[1], LABEL_NAMES))


def _below_titles(rows: Rows, known: Sequence[str]) -> Iterator[int]:
    """Yield the rows that may have the names because of what is above them.

    Above is a title or a comment: a row of one cell, if most rows have several, or one that starts
    with `#`. Or the row has both a usual name of a text and one of a label, and no row below it has
    one of its cells.
    """
    titles = True
    usual_width = sorted(map(_filled, rows))[len(rows) // 2]
    for above, row in enumerate(rows[: min(MOST_ABOVE + 1, len(rows) - 1)]):
        named = {by_name(row, known), by_name(row, LABEL_NAMES)} - {None}
        if above and len(named) > 1 and not any(_recur(row, other) for other in rows[above + 1 :]):
            yield above
        is_title = _filled(row) < min(2, usual_width) or row[0].lstrip().startswith(COMMENT)
        if above and titles and not is_title and _filled(row) >= usual_width:
            yield above
        titles = titles and is_title


def is_repeated(row: Sequence[object], names: Sequence[str]) -> bool:
    """Return whether a row is the names again, perhaps behind the byte order mark of a file."""
    if len(row) != len(names) or str(row[-1] or "").strip() != names[-1]:
        return False
    cells = [str(cell or "").strip() for cell in row]
    cells[0] = cells[0].removeprefix(BOM).strip('"')  # a quote behind a mark is a character
    return len(names) > 1 and cells == list(names)


def survey_rows(rows: Rows) -> int:
    """Return how many rows below the names explain them, as Qualtrics and SurveyMonkey write them.

    >>> survey_rows([["Why?"], ['{"ImportId":"QID1_TEXT"}'], ["It is new"]])
    2
    >>> survey_rows([["", "Open-Ended Response"], ["1", "It is new"]]), survey_rows([["1", "new"]])
    (1, 0)
    """
    for at, row in enumerate(rows[:2]):
        cells = [cell.strip() for cell in row if cell.strip()]
        if cells and all(cell.startswith(QUALTRICS) for cell in cells):
            return at + 1
    return int(bool(rows) and any(cell.strip() == SURVEY_MONKEY for cell in rows[0]))


def _recur(names: Sequence[str], row: Sequence[str]) -> bool:
    return any(name and name == cell for name, cell in zip(names, row, strict=False))


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _is_data(first: Sequence[str], rest: Rows) -> bool:
    """Return whether a row looks like the rows below it, and not like names.

    Rows that repeat it may be names, too: those of files that were put one after the other.
    """
    if any(map(_is_number, first)):
        return True
    rest = [row for row in rest if not is_repeated(row, first)]
    columns = [
        (cell, [row[position].strip() for row in rest if position < len(row)])
        for position, cell in enumerate(first)
        if cell
    ]
    if any(
        cell in values and guess_label([cell], {cell: [cell, *values]}) is not None
        for cell, values in columns
    ):
        return True
    if not any(len(cell) > LONGEST_NAME or len(cell.split()) > MOST_WORDS for cell in first):
        return False
    labels = [(cell, values) for cell, values in columns if may_be_label(values)]
    return not labels or not all(_stands_apart(cell, values) for cell, values in labels)


def _is_number(cell: str) -> bool:
    """Return whether a cell is a number, or several, such as the labels `2,27`."""
    return NUMBERS.fullmatch(cell) is not None


def _stands_apart(cell: str, labels: Sequence[str]) -> bool:
    """Return whether a cell above labels is their name, and no label that occurs once.

    It is if it is a usual name or longer than each label, if each label occurs again, or if they
    are numbers.
    """
    counts = Counter(labels)
    return cell not in counts and (
        normalized(cell) in LABEL_NAMES
        or len(cell) > max(map(len, counts))
        or min(counts.values()) > 1
        or all(map(_is_number, counts))
    )
