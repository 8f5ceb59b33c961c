"""Return the columns that the user named, or say which there are."""

from collections.abc import Sequence

from train.corpus.columns.judging import (
    LONGEST_LABEL,
    MissingColumn,
    MissingText,
    Table,
    last_names,
    normalized,
)
from train.corpus.telling import some

MOST_NAMES = 20
"""How many columns a message names: the keys of a JSON object may be the texts."""


def wanted_columns(table: Table, names: Sequence[str], what: str) -> tuple[str, ...]:
    """Return the columns with these names, exactly or as `normalized` has them.

    Raises
    ------
    InputError
        If one is missing.
    """
    found: list[str] = []
    for name in names:
        same = [column for column in table.columns if normalized(column) == normalized(name)]
        if not same:  # the name of a value in an object
            ends = [column for column in table.columns if normalized(name) in last_names(column)]
            same = ends if len(ends) == 1 else []
        if name not in table.columns and not same:
            check_found(table, None, f"{what} column {name!r}", "")
        found.append(name if name in table.columns else same[0])
    return tuple(found)


def check_found(table: Table, column: str | None, what: str, advice: str | None = None) -> None:
    """Check that a column of the text or the label is found.

    Raises
    ------
    InputError
        If it is None; names the columns that there are, and what to do.
    """
    if column is None:
        found = (
            some(
                [" ".join(name.split())[:LONGEST_LABEL] for name in table.columns if name],
                MOST_NAMES,
            )
            or "none"
        )
        if advice is None and what == "label" and len(table.columns) == 1:
            advice = (
                " alone; without labels in the file, expected a text file for each label, such "
            )
            advice += "as ham.txt spam.txt"
        advice = f"; name it with --{what}-column" if advice is None else advice
        what = what if "column" in what else f"{what} column"
        error = MissingText if what.startswith("text") else MissingColumn
        raise error(f"{table.name}: expected a {what}; found {found}{advice}")
