"""Find the text and the label among the columns of a table: by name, else by content."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

from train.corpus.telling import Tell, some
from train.errors import InputError

Row = Mapping[str, object]


class PlacedRow(NamedTuple):
    """A row, and where it is, for messages: `spam.csv: line 3`."""

    where: str
    row: Row


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a file that name the columns; `columns` are the names of the first rows.

    `notes` are what the user should know of them, such as that rows above the names are left out.
    """

    name: str
    columns: tuple[str, ...]
    rows: Iterator[PlacedRow]
    notes: tuple[str, ...] = ()


class Columns(NamedTuple):
    """The columns of the text, joined by line feeds if there are several, and of the label."""

    texts: tuple[str, ...]
    label: str


TEXT_NAMES = re.findall(
    r"\w+",
    "v2 text message sms content review body tweet comment sentence utterance question msg "
    "email_text review_text comment_text tweet_text full_text question_text",
)
LABEL_NAMES = re.findall(
    r"\w+",
    "v1 label labels category class target sentiment spam is_spam intent toxic is_toxic toxicity "
    "polarity topic emotion rating stars overall score email_type tag group type y",
)
"""The names of common data sets, the surest first."""
SAMPLE_ROWS = 2000
"""How many rows show which column holds the texts, if they need no labels."""
MOST_LABELS = 500
MOST_NAMES = 20
"""How many columns a message names: the keys of a JSON object may be the texts."""
LONGEST_LABEL = 80
FAR_FEWER = 10
FEW = 2
"""A column of labels repeats each value, on average, at least this often."""


def normalized(name: str) -> str:
    """Return a column's name as the lists above have it.

    >>> normalized("Is Spam "), normalized("LABEL"), normalized("isSpam")
    ('is_spam', 'label', 'is_spam')
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[\W_]+", "_", words).strip("_").lower()


def by_name(columns: Sequence[str], names: Sequence[str]) -> str | None:
    """Return the column with the first of the names."""
    found = {normalized(column): column for column in reversed(columns)}
    return next((found[name] for name in names if name in found), None)


def choose_columns(
    table: Table,
    wanted_texts: Sequence[str],
    wanted_label: str | None,
    tell: Tell,
    most_rows: int | None = None,
) -> tuple[Columns, Iterable[PlacedRow]]:
    """Return the columns of the text and of the label, and the table's rows.

    If the names do not tell, the content of the first `most_rows` does; by default, that of all.

    Raises
    ------
    InputError
        If a wanted column is missing, or a column cannot be told from the others.
    """
    _tell_notes(table, tell)
    texts = wanted_columns(table, wanted_texts, "text")
    labels = wanted_columns(table, () if wanted_label is None else (wanted_label,), "label")
    rest = [column for column in table.columns if column not in (*texts, *labels)]
    label = labels[0] if labels else by_name(rest, LABEL_NAMES)
    rest = [column for column in rest if column != label]
    text = None if texts else by_name(rest, TEXT_NAMES)
    if label is not None and (texts or text is not None):
        return Columns(texts or (text or "",), label), table.rows
    rows = list(islice(table.rows, most_rows))
    values = _values(rows, table.columns)
    if not texts and text is None:
        text = guess_text(rest, values)
        _check_found(table, text, "text")
    texts = texts or (text or "",)
    rest = [column for column in rest if column not in texts]
    label = label or guess_label(rest, values)
    _check_found(table, label, "label")
    tell(f"{table.name}: texts from {_shown(texts)} and labels from {label!r}, by their content")
    return Columns(texts, label or ""), chain(rows, table.rows)


def choose_texts(
    table: Table, wanted: Sequence[str], tell: Tell
) -> tuple[tuple[str, ...], Iterable[PlacedRow]]:
    """Return the columns of the text, and the table's rows; the rows need no labels.

    Raises
    ------
    InputError
        If a wanted column is missing, or the column of the text cannot be told from the others.
    """
    _tell_notes(table, tell)
    found = wanted_columns(table, wanted, "text")
    usual = None if found else by_name(table.columns, TEXT_NAMES)
    if found or usual is not None:
        return found or (usual or "",), table.rows
    sample = list(islice(table.rows, SAMPLE_ROWS))
    only = table.columns[0] if len(table.columns) == 1 else None
    text = only or guess_text(table.columns, _values(sample, table.columns))
    _check_found(table, text, "text")
    tell(f"{table.name}: texts from {text!r}, by their content")
    return (text or "",), chain(sample, table.rows)


def row_text(row: Row, columns: Sequence[str], where: str) -> str | None:
    """Return a row's text, or None if it is missing; several columns are joined by line feeds.

    Raises
    ------
    InputError
        If a value is not a string.
    """
    values = [row.get(column) for column in columns]
    for value in values:
        if value is not None and not isinstance(value, str) and value == value:
            raise InputError(f"{where}: the text is not a string; found {type(value).__name__}")
    texts = [value for value in values if isinstance(value, str)]
    return "\n".join(texts) if texts else None


def _tell_notes(table: Table, tell: Tell) -> None:
    for note in table.notes:
        tell(note)


def _shown(names: Sequence[str]) -> str:
    return " and ".join(map(repr, names))


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
        if name not in table.columns and not same:
            _check_found(table, None, f"{what} column {name!r}", "")
        found.append(name if name in table.columns else same[0])
    return tuple(found)


def _check_found(table: Table, column: str | None, what: str, advice: str | None = None) -> None:
    if column is None:
        found = some([name[:LONGEST_LABEL] for name in table.columns if name], MOST_NAMES) or "none"
        if advice is None and what == "label" and len(table.columns) == 1:
            advice = (
                " alone; without labels in the file, expected a text file for each label, such "
            )
            advice += "as ham.txt spam.txt"
        advice = f"; name it with --{what}-column" if advice is None else advice
        what = what if "column" in what else f"{what} column"
        raise InputError(f"{table.name}: expected a {what}; found {found}{advice}")


def _values(rows: Sequence[PlacedRow], columns: Sequence[str]) -> dict[str, list[str]]:
    """Return the values of each column as strings, without missing ones."""
    values: dict[str, list[str]] = {column: [] for column in columns}
    for _, row in rows:
        for column in columns:
            value = row.get(column)
            if value is not None and not isinstance(value, list | dict) and str(value).strip():
                values[column].append(str(value).strip())
    return values


def guess_text(columns: Sequence[str], values: Mapping[str, Sequence[str]]) -> str | None:
    """Return the column with the longest and most distinct values, if one has several words."""
    best = max(columns, key=lambda column: _text_score(values[column]), default=None)
    return best if best is not None and _text_score(values[best]) > 0 else None


def _text_score(values: Sequence[str]) -> float:
    if not values:
        return 0.0
    spaced = sum(" " in value or not value.isascii() for value in values) / len(values)
    return spaced * sum(map(len, values)) / len(values) * len(set(values)) / len(values)


def guess_label(columns: Sequence[str], values: Mapping[str, Sequence[str]]) -> str | None:
    """Return the only column with few distinct, short values.

    If there are several, the one with by far the fewest, or the one whose name contains a usual
    name, such as `airline_sentiment`.
    """
    fit = [column for column in columns if may_be_label(values[column])]
    if len(fit) > 1:
        fit.sort(key=lambda column: len(set(values[column])))
        fewest, next_fewest = (len(set(values[column])) for column in fit[:2])
        words = {column: normalized(column).split("_") for column in fit}
        named = [column for column in fit if any(name in words[column] for name in LABEL_NAMES)]
        fit = fit[:1] if FAR_FEWER * fewest <= next_fewest and not named else named
    if not fit and len(columns) == 1 and len(set(values[columns[0]])) == 1:
        fit = [column for column in columns if len(values[column]) >= FEW]
    return fit[0] if len(fit) == 1 else None


def may_be_label(values: Sequence[str]) -> bool:
    """Return whether values are labels: few distinct, short ones, each of them often."""
    distinct = set(islice(dict.fromkeys(values), MOST_LABELS + 1))
    few = 1 < len(distinct) <= MOST_LABELS and FEW * len(distinct) <= len(values)
    return few and max(map(len, distinct)) <= LONGEST_LABEL
