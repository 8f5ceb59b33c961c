"""Find the column of the labels by name or content, or the columns of 0 and 1 for a class each."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from train.corpus.columns.group_labels import are_groups, with_group_labels
from train.corpus.columns.guessing import guess_label, label_advice
from train.corpus.columns.judging import Columns, MissingColumn, PlacedRow, Table
from train.corpus.columns.label_names import better_label, is_ambiguous, is_weak
from train.corpus.columns.one_hot import find_one_hot, with_class
from train.corpus.columns.telling_columns import (
    advice,
    shown,
    tell_guess,
    tell_missing,
    tell_others,
)
from train.corpus.columns.wanted import check_found
from train.corpus.telling import Tell, some


class Seen(NamedTuple):
    """The first rows of a table, their values by column, and what the names of the columns tell.

    `label` is the column that was named or has a usual name, `rest` are those that may be the text.
    `are_named` if names tell both columns.
    """

    rows: list[PlacedRow]
    values: Mapping[str, Sequence[str]]
    label: str | None
    rest: list[str]
    are_named: bool


def find_label(
    table: Table, texts: tuple[str, ...], seen: Seen, tell: Tell
) -> tuple[Columns, Iterable[PlacedRow]]:
    """Return the columns of the text and of the label, and the table's rows.

    Raises
    ------
    InputError
        If the column of the labels cannot be told from the others.
    """
    rows = chain(seen.rows, table.rows)
    rest = [column for column in table.columns if column not in texts]
    classes = find_one_hot(rest, seen.label, seen.values, seen.rows)
    if classes:
        tell(
            f"{table.name}: texts from {shown(texts)}; each row has a 1 in one of the columns "
            f"{some(classes)}, whose names are the labels; --label-column chooses one column"
        )
        name = " or ".join(classes)
        return Columns(texts, name), with_class(rows, classes, name)
    by_name = _named_label(table, seen, rest, tell)
    found = by_name or guess_label(rest, seen.values)
    _check_label(table, found, rest, seen.values)
    columns = Columns(texts, found or "")
    tell_guess(table, columns, tell, is_needed=not (seen.are_named and by_name))
    tell_others(table, columns, seen.values, tell)
    tell_missing(table, columns.label, seen.rows, tell)
    if are_groups(seen.rows, columns.label):
        rows = chain(with_group_labels(rows, columns.label))
    return columns, rows


def _named_label(
    table: Table,
    seen: Seen,
    columns: Sequence[str],
    tell: Tell,
) -> str | None:
    """Return the column with a usual name, or another one if it is clearly the label."""
    label, values = seen.label, seen.values
    if label is not None and is_ambiguous(label, columns, values):
        return None
    only_one = label is not None and is_weak(label) and len(set(values[label])) == 1
    better = None if label is None else better_label(label, columns, values)
    if better is not None:
        tell(f"{table.name}: labels from {better!r}, not from {label!r}; --label-column chooses")
    return better or (None if only_one and len(columns) > 1 else label)


def _check_label(
    table: Table, label: str | None, columns: Sequence[str], values: Mapping[str, Sequence[str]]
) -> None:
    """Check that the column of the labels is found; the error names those that may be it."""
    flags = advice(columns, values)
    several = label_advice(columns, values)
    if label is None and flags is None and several is not None:
        raise MissingColumn(f"{table.name}: expected a label column; {several}")
    check_found(table, label, "label", flags)
