"""Choose the text and the label among the columns of a table: by name, else by content."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice

from train.corpus.columns.guessing import guess_label, label_advice
from train.corpus.columns.judging import (
    CHOSEN_NAMES,
    LABEL_NAMES,
    LONGEST_LABEL,
    TEXT_NAMES,
    Columns,
    MissingColumn,
    MissingText,
    PlacedRow,
    Table,
    by_name,
    column_values,
    guess_text,
    last_names,
    named,
    normalized,
)
from train.corpus.columns.label_names import better_label, is_ambiguous, is_weak
from train.corpus.columns.one_hot import find_one_hot, with_class
from train.corpus.columns.telling_columns import (
    advice,
    refuse_classes_as_columns,
    shown,
    tell_guess,
    tell_missing,
    tell_others,
)
from train.corpus.columns.text_names import check_once, named_text, tell_other_texts
from train.corpus.telling import Tell, some

MOST_NAMES = 20
"""How many columns a message names: the keys of a JSON object may be the texts."""
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
    rest = [column for column in table.columns if column not in (*texts, *labels)]
    label = labels[0] if labels else named(rest, [*LABEL_NAMES, *CHOSEN_NAMES])
    rest = [column for column in rest if column != label]
    if texts and labels:
        return Columns(texts, labels[0]), table.rows
    are_named = (
        bool(texts or by_name(rest, TEXT_NAMES)) and by_name([label or ""], LABEL_NAMES) is not None
    )
    are_sure = are_named and not is_weak(label or "")
    rows = list(islice(table.rows, SAMPLE_ROWS if are_sure else most_rows))
    values = column_values(rows, table.columns)
    _check_once(table, values, bool(texts), bool(labels))
    if not are_named:
        _check_rows(table, rows)
    if not (texts or labels):
        refuse_classes_as_columns(table, values)
    if not texts:
        sample = column_values(rows[:SAMPLE_ROWS], rest)
        texts = _only(named_text(table, rest, sample, tell))
        are_named = are_named and bool(texts)
        texts = texts or _guessed_text(table, rest, values, tell)
    if labels:
        tell_guess(table, Columns(texts, labels[0]), tell, is_needed=not are_named)
        return Columns(texts, labels[0]), chain(rows, table.rows)
    rest = [column for column in table.columns if column not in texts]
    classes = find_one_hot(rest, label, values, rows)
    if classes:
        tell(
            f"{table.name}: texts from {shown(texts)}; each row has a 1 in one of the columns "
            f"{some(classes)}, whose names are the labels; --label-column chooses one column"
        )
        name = " or ".join(classes)
        return Columns(texts, name), with_class(chain(rows, table.rows), classes, name)
    found = _named_label(table, label, rest, values, tell) or guess_label(rest, values)
    _check_label(table, found, rest, values)
    columns = Columns(texts, found or "")
    tell_guess(table, columns, tell, is_needed=not are_named)
    tell_others(table, columns, values, tell)
    tell_missing(table, columns.label, rows, tell)
    return columns, chain(rows, table.rows)


def _named_label(
    table: Table,
    label: str | None,
    columns: Sequence[str],
    values: Mapping[str, Sequence[str]],
    tell: Tell,
) -> str | None:
    """Return the column with a usual name, or another one if it is clearly the label."""
    if label is not None and is_ambiguous(label, columns, values):
        return None
    better = None if label is None else better_label(label, columns, values)
    if better is not None:
        tell(f"{table.name}: labels from {better!r}, not from {label!r}; --label-column chooses")
    return better or label


def _check_label(
    table: Table, label: str | None, columns: Sequence[str], values: Mapping[str, Sequence[str]]
) -> None:
    """Check that the column of the labels is found; the error names those that may be it."""
    flags = advice(columns, values)
    several = label_advice(columns, values)
    if label is None and flags is None and several is not None:
        raise MissingColumn(f"{table.name}: expected a label column; {several}")
    _check_found(table, label, "label", flags)


def _only(column: str | None) -> tuple[str, ...]:
    return () if column is None else (column,)


def _guessed_text(
    table: Table, columns: Sequence[str], values: Mapping[str, Sequence[str]], tell: Tell
) -> tuple[str, ...]:
    text = guess_text(columns, values)
    _check_found(table, text, "text")
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
        text = only or _guessed_text(table, others, values, tell)[0]
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
            _check_found(table, None, f"{what} column {name!r}", "")
        found.append(name if name in table.columns else same[0])
    return tuple(found)


def _check_found(table: Table, column: str | None, what: str, advice: str | None = None) -> None:
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
