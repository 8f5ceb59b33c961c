"""Tell whether the first row of a table names the columns or is data."""

from collections.abc import Sequence

from train.corpus.columns import TEXT_NAMES, guess_label, normalized

LONGEST_NAME = 40
MOST_WORDS = 4


def column_names(rows: Sequence[Sequence[str]], wanted: Sequence[str]) -> list[str] | None:
    """Return the names in the first of some rows, or None if it is data.

    Parameters
    ----------
    rows
        The first rows of a table, as many as can be had.
    wanted
        The columns that the user named.
    """
    first = [cell.strip() for cell in rows[0]]
    known = {normalized(name) for name in (*wanted, *TEXT_NAMES)}
    if any(normalized(cell) in known for cell in first if cell):
        return first
    return None if _is_data(first, rows[1:]) else first


def _is_data(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Return whether a row looks like the rows below it, and not like names."""
    if any(_is_no_name(cell) for cell in first):
        return True
    for position, name in enumerate(first):
        values = [row[position].strip() for row in rest if position < len(row)]
        if name in values and guess_label([name], {name: [name, *values]}) is not None:
            return True
    return False


def _is_no_name(cell: str) -> bool:
    number = cell.replace(".", "", 1).removeprefix("-").isdecimal()
    return number or len(cell) > LONGEST_NAME or len(cell.split()) > MOST_WORDS
