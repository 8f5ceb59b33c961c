"""The columns of a table: their usual names, and what their content says of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from train.errors import InputError

Row = Mapping[str, object]


class PlacedRow(NamedTuple):
    """A row, and where it is, for messages: `spam.csv: line 3`."""

    where: str
    row: Row


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a file that name the columns; `columns` are the names of the first rows.

    `notes` are what the user should know of them, such as that rows above the names are left out;
    `late_notes` get what is known when all rows are read. `twice` are names that several columns
    had, which have a number instead.
    """

    name: str
    columns: tuple[str, ...]
    rows: Iterator[PlacedRow]
    notes: tuple[str, ...] = ()
    late_notes: Sequence[str] = ()
    twice: tuple[str, ...] = ()


class MissingColumn(InputError):
    """A table lacks the column of the text or of the label, or several may be it."""


class MissingText(MissingColumn):
    """A table lacks the column of the text; it may have the labels of another file's texts."""


class NoRows(InputError):
    """What should be a row is something else; such a file may be notes on other files."""


class Columns(NamedTuple):
    """The columns of the text, joined by line feeds if there are several, and of the label."""

    texts: tuple[str, ...]
    label: str


TEXT_NAMES = re.findall(
    r"\w+",
    "v2 full_text text message sms content review body tweet sentence utterance question msg "
    "comment email_text review_text comment_text tweet_text question_text utt "
    "instruction",
)
LABEL_NAMES = re.findall(
    r"\w+",
    "v1 label labels gold_label class stance sentiment spam is_spam intent toxic is_toxic toxicity "
    "polarity emotion email_type category target topic rating stars overall score tag group type y",
)
"""The names of common data sets, the surest first."""
CHOSEN_NAMES = ("choices", "classname", "class_name")
"""Names of the label in the objects that annotation tools write."""
VAGUE_NAMES = frozenset({"type", "tag", "group", "score", "y"})
"""Usual names of the label that objects of something else have, too, such as `user.type`."""
WRAPPERS = frozenset({"value", "name", "choices", "s", "n", "string_value", "string"})
"""Words behind the name of a column, which say how it is written."""
NAMES_OF_TEXTS = frozenset(("name", name) for name in TEXT_NAMES)
"""The name in a review is that of a person."""
TEXT_LISTS = frozenset({
    "examples", "expressions", "inputs", "patterns", "phrases", "queries", "questions", "samples",
    "sentences", "texts", "training_phrases", "utterances", "variants",
})  # fmt: skip
"""Usual names of a list of the texts of a class; others may be its replies."""
PREDICTED = frozenset({
    "prediction", "predictions", "predicted", "suggestion", "suggestions", "draft", "drafts",
})  # fmt: skip
DIGITS = re.compile(r"\d+")
DOTTED = re.compile(r"[^\s.]+(?:\.[^\s.]+)+")
"""Names of nested objects, and those of pandas' `json_normalize`; no sentence."""
FAULTS_OF_SHEETS = ("#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")
"""What a spreadsheet has for a formula that fails, also for a text that begins with `=`."""
MISSING_TEXTS = frozenset({"\\N", "NULL", "null", "NaN", "nan", "<NA>", "N/A", *FAULTS_OF_SHEETS})
"""What databases, spreadsheets and pandas write for a missing text, letter by letter."""
MOST_LABELS = 500
LONGEST_LABEL = 80
FAR_LESS = 10
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


def named(columns: Sequence[str], names: Sequence[str]) -> str | None:
    """Return the column with the first of the names, else one whose dotted name ends with it.

    >>> named(["id", "review.body"], TEXT_NAMES), named(["a.label.value", "b.c"], LABEL_NAMES)
    ('review.body', 'a.label.value')
    >>> named(["predictions.label", "annotations.sentiment.choices"], LABEL_NAMES)
    'annotations.sentiment.choices'
    """
    exact = by_name(columns, names)
    if exact is not None and normalized(exact) not in VAGUE_NAMES:
        return exact
    found = {name: column for column in reversed(columns) for name in last_names(column)}
    return next((found[name] for name in names if name in found), exact)


def last_names(column: str) -> list[str]:
    """Return what a dotted name ends with, as `normalized`, also before words such as `value`.

    What a program predicted or suggested has none.
    """
    parts = [normalized(part) for part in column.split(".")]
    if not DOTTED.fullmatch(column) or not PREDICTED.isdisjoint(parts):
        return []
    names = [parts.pop()]
    while names[-1] in WRAPPERS and parts and (names[-1], parts[-1]) not in NAMES_OF_TEXTS:
        names.append(parts.pop())
    return [name for name in names if name not in VAGUE_NAMES]


def row_text(row: Row, columns: Sequence[str], where: str) -> str | None:
    r"""Return a row's text, or None if it is missing; several columns are joined by line feeds.

    What programs write for a missing value, such as `\N`, is none. The strings of a list, such as
    words, are joined by blanks.

    Raises
    ------
    InputError
        If a value is not a string.
    """
    values = [joined_text(column, row.get(column)) for column in columns]
    for value in values:
        if value is not None and not isinstance(value, str) and value == value:
            raise InputError(
                f"{where}: the text is not a string; found {type(value).__name__}; "
                "--text-column chooses another column"
            )
    texts = [value for value in values if isinstance(value, str) and not is_missing(value)]
    return "\n".join(texts) if texts else None


def joined_text(column: str, value: object) -> object:
    """Return the strings of a list, such as the words of a text, as one; other values as they are.

    >>> joined_text("words", ["see", "you"]), joined_text("patterns", ["see you", "hello"])
    ('see you', ['see you', 'hello'])
    """
    are_strings = isinstance(value, list) and all(isinstance(each, str) for each in value)
    is_text = are_strings and value and normalized(column.rpartition(".")[2]) not in TEXT_LISTS
    return " ".join(value) if is_text else value  # type: ignore[arg-type]


def is_missing(value: object) -> bool:
    """Return whether a value is what programs write for a missing text; people write `None`."""
    return isinstance(value, str) and value in MISSING_TEXTS


def is_empty(value: object) -> bool:
    """Return whether a cell has no value: None, NaN or blanks; 0 and False are values.

    >>> [is_empty(value) for value in (None, float("nan"), " ", 0, False)]
    [True, True, True, False, False]
    """
    return value is None or value != value or not str(value).strip()


def column_values(rows: Sequence[PlacedRow], columns: Sequence[str]) -> dict[str, list[str]]:
    """Return the values of each column as strings, without missing ones."""
    values: dict[str, list[str]] = {column: [] for column in columns}
    for _, row in rows:
        for column in columns:
            value = row.get(column)
            if isinstance(value, list) and len(value) == 1:
                value = value[0]
            if not (is_empty(value) or isinstance(value, list | dict)):
                values[column].append(str(value).strip())
    return values


def guess_text(columns: Sequence[str], values: Mapping[str, Sequence[str]]) -> str | None:
    """Return the column with the longest and most distinct values, if one has several words.

    A column with gaps counts less: replies are longer than texts, but fewer. So does one of
    markup.
    """
    best = max(columns, key=lambda column: _share_of_text(values[column]), default=None)
    return best if best is not None and text_score(values[best]) > 0 else None


def _share_of_text(values: Sequence[str]) -> float:
    """Return how much a column has of texts; markup may be that of another column's texts."""
    is_markup = 2 * sum(value.startswith("<") and "</" in value for value in values) > len(values)
    return text_score(values) * len(values) / (FAR_LESS if is_markup else 1)


def text_score(values: Sequence[str]) -> float:
    """Return how much values look like texts: several words, long, and distinct."""
    if not values or _are_numbered(values):
        return 0.0
    spaced = sum(" " in value or not value.isascii() for value in values) / len(values)
    return spaced * sum(map(len, values)) / len(values) * len(set(values)) / len(values)


def _are_numbered(values: Sequence[str]) -> bool:
    """Return whether values differ only in digits, around a word at most: dates, `Email 1`."""
    left = {DIGITS.sub("", value) for value in islice(values, MOST_LABELS)}
    return len(values) > 1 and len(left) == 1 and len(re.findall(r"[^\W\d_]+", left.pop())) < 2


def may_be_label(values: Sequence[str]) -> bool:
    """Return whether values are labels: few distinct, short ones, each of them often."""
    distinct = set(islice(dict.fromkeys(values), MOST_LABELS + 1))
    few = 1 < len(distinct) <= MOST_LABELS and FEW * len(distinct) <= len(values)
    return few and max(map(len, distinct)) <= LONGEST_LABEL
