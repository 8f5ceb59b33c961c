"""Choose the text and the label among the columns of a table: by name, else by content."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice

from train.corpus.columns.finding_label import Seen, find_label
from train.corpus.columns.judging import (
    CHOSEN_NAMES,
    LABEL_NAMES,
    TEXT_NAMES,
    Columns,
    MissingText,
    PlacedRow,
    Table,
    by_name,
    column_values,
    guess_text,
    joined_text,
    named,
)
from train.corpus.columns.label_names import is_weak
from train.corpus.columns.telling_columns import (
    refuse_classes_as_columns,
    tell_guess,
)
from train.corpus.columns.text_names import check_once, named_text, tell_other_texts
from train.corpus.columns.wanted import MOST_NAMES, check_found, wanted_columns
from train.corpus.telling import Tell, some

SAMPLE_ROWS = 2000
"""How many rows show which column holds the texts, if they need no labels."""


def choose_columns(
    table: Table,
    wanted_texts: Sequence[str],
    wanted_label: str | None,
    tell: Tell,
    most_rows: int | None = None,
) -> tuple[Columns, Iterable[PlacedRow]]:
    """Return the columns of the text and of the label, and the table's rows.

    If the names do not tell, the content of the first `most_rows` does; by default, that of all.
    If there is a column of 0 and 1 for each class, the rows get a column with the class.

    Raises
    ------
    InputError
        If a wanted column is missing, or a column cannot be told from the others.
    """
    table = _told(table, tell)
    texts = wanted_columns(table, wanted_texts, "text")
    labels = wanted_columns(table, () if wanted_label is None else (wanted_label,), "label")
    if texts and labels:
        return Columns(texts, labels[0]), table.rows
    seen = _looked_at(table, texts, labels, most_rows)
    if not texts:
        seen, texts = _with_texts(table, seen, tell)
    if not labels:
        return find_label(table, texts, seen, tell)
    columns = Columns(texts, labels[0])
    tell_guess(table, columns, tell, is_needed=not seen.are_named)
    return columns, chain(seen.rows, table.rows)


def _looked_at(
    table: Table, texts: Sequence[str], labels: Sequence[str], most_rows: int | None
) -> Seen:
    """Read and check the rows that may decide: few if the names of the columns are sure."""
    rest = [column for column in table.columns if column not in (*texts, *labels)]
    label = labels[0] if labels else named(rest, [*LABEL_NAMES, *CHOSEN_NAMES])
    rest = [column for column in rest if column != label]
    are_named = (
        bool(texts or by_name(rest, TEXT_NAMES)) and by_name([label or ""], LABEL_NAMES) is not None
    )
    are_sure = are_named and not is_weak(label or "")
    rows = list(islice(table.rows, SAMPLE_ROWS if are_sure else most_rows))
    seen = Seen(rows, column_values(rows, table.columns), label, rest, are_named)
    _check_names(table, seen, bool(texts), bool(labels))
    return seen


def _check_names(table: Table, seen: Seen, has_texts: bool, has_label: bool) -> None:
    """Check that the names or the rows can tell the columns that are not named."""
    _check_once(table, seen.values, has_texts, has_label)
    if not seen.are_named:
        _check_rows(table, seen.rows)
    if not (has_texts or has_label):
        refuse_classes_as_columns(table, seen.values)


def _with_texts(table: Table, seen: Seen, tell: Tell) -> tuple[Seen, tuple[str, ...]]:
    """Return the column of the text, by its name or its content, and whether names told it."""
    sample = column_values(seen.rows[:SAMPLE_ROWS], seen.rest)
    text = named_text(table, seen.rest, sample, tell)
    seen = seen._replace(are_named=seen.are_named and text is not None)
    return seen, _only(text) or _guessed_text(table, seen.rest, seen.rows, seen.values, tell)


def _only(column: str | None) -> tuple[str, ...]:
    return () if column is None else (column,)


def _are_lists(rows: Sequence[PlacedRow], column: str) -> bool:
    """Return whether most values of a column are lists of strings, such as the words of a text."""
    values = ((row.get(column), joined_text(column, row.get(column))) for _, row in rows)
    return 2 * sum(value != text for value, text in values) > len(rows)


def _guessed_text(
    table: Table,
    columns: Sequence[str],
    rows: Sequence[PlacedRow],
    values: Mapping[str, Sequence[str]],
    tell: Tell,
) -> tuple[str, ...]:
    text = guess_text(columns, values)
    lists = [column for column in columns if _are_lists(rows, column)] if text is None else []
    if len(lists) == 1:
        tell(f"{table.name}: texts from {lists[0]!r}, the strings of each list joined by blanks")
        return (lists[0],)
    check_found(table, text, "text")
    if text is not None:
        tell_other_texts(table, text, columns, values, tell)
    return _only(text)


def _check_rows(table: Table, rows: Sequence[PlacedRow]) -> None:
    """Check that there is a row by whose content a column can be found."""
    if not rows:
        names = some([name for name in table.columns if name], MOST_NAMES)
        raise MissingText(f"{table.name}: found no row below the names {names}; expected texts")


def _check_once(
    table: Table, values: Mapping[str, Sequence[str]], has_texts: bool, has_label: bool
) -> None:
    """Check that no two columns have a usual name of what is not named."""
    for is_named, names, what in (
        (has_label, LABEL_NAMES, "label"),
        (has_texts, TEXT_NAMES, "text"),
    ):
        if not is_named:
            check_once(table, names, what, values)


def choose_texts(
    table: Table, wanted: Sequence[str], tell: Tell
) -> tuple[tuple[str, ...], Iterable[PlacedRow]]:
    """Return the columns of the text, and the table's rows; the rows need no labels.

    Raises
    ------
    InputError
        If a wanted column is missing, or the column of the text cannot be told from the others.
    """
    table = _told(table, tell)
    found = wanted_columns(table, wanted, "text")
    if found:
        return found, table.rows
    sample = list(islice(table.rows, SAMPLE_ROWS))
    values = column_values(sample, table.columns)
    check_once(table, TEXT_NAMES, "text", values)
    label = named(table.columns, [*LABEL_NAMES, *CHOSEN_NAMES])
    rest = [column for column in table.columns if column != label]
    text = named_text(table, rest, values, tell)
    if text is None:
        _check_rows(table, sample)
        only = table.columns[0] if len(table.columns) == 1 else None
        others = rest if named(rest, TEXT_NAMES) else table.columns
        text = only or _guessed_text(table, others, sample, values, tell)[0]
        tell(f"{table.name}: texts from {text!r}, by their content")
    return (text,), chain(sample, table.rows)


def _told(table: Table, tell: Tell) -> Table:
    """Return a table that tells its notes: now, and when all rows are read."""
    for note in table.notes:
        tell(note)
    return replace(table, rows=_until_told(table, tell))


def _until_told(table: Table, tell: Tell) -> Iterator[PlacedRow]:
    yield from table.rows
    for note in table.late_notes:
        tell(note)
