"""The sheet: a CSV file with texts that a person labels, in a spreadsheet or an editor.

It leaves out what the model says, so that nobody is led by it. The id of a row holds the reason and
the key of its text. So a sheet can be read back whatever a spreadsheet did to its columns, and a
text that it changed is noticed.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from typing import NamedTuple

from chalicelib.reports.class_names import class_named
from train.corpus.columns.judging import LABEL_NAMES, PlacedRow, Row, Table, by_name
from train.corpus.labels.cleaning import clean_label
from train.corpus.telling import some
from train.errors import InputError
from train.evaluation.predictions import text_key
from train.files import BYTE_ORDER_MARK, csv_line
from train.learning.reported import ASKED, AUDIT
from train.learning.sheet_texts import guarded, texts_of

COLUMNS = ("id", "text", "label", "why")
_ID = re.compile(rf"({ASKED}|{AUDIT})-([0-9a-f]{{16}})")

KnownText = Callable[[str], str | None]
"""Returns the text with a key, or None."""


class SheetRow(NamedTuple):
    """A text to label, the source that its report will have, and why it is asked."""

    text: str
    source: str
    why: str


class LabelledRow(NamedTuple):
    """A text with the label that a person gave it, and the source of the report.

    `reporter` is the name of who says so, or None for the person who fills in sheets.
    """

    text: str
    label: str
    source: str
    reporter: str | None = None


class ReadSheet(NamedTuple):
    """The labelled rows, the number of rows without a label, and what is wrong with others."""

    labelled: list[LabelledRow]
    unlabelled: int
    faults: list[str]


def _nothing_known(_: str) -> None:
    return None


def write_sheet(rows: Iterable[SheetRow]) -> str:
    r"""Return a sheet with an empty column for the labels.

    >>> print(write_sheet([SheetRow("=1+1", "audit", "at random")]).lstrip(BYTE_ORDER_MARK))
    id,text,label,why
    audit-bac90eef5bf3aecd,'=1+1,,at random
    <BLANKLINE>

    The apostrophe keeps a spreadsheet from running the text as a formula.
    """
    cells = [(f"{row.source}-{text_key(row.text)}", guarded(row.text), "", row.why) for row in rows]
    return BYTE_ORDER_MARK + "".join(map(csv_line, (COLUMNS, *cells)))


def read_sheet(
    table: Table, classes: Sequence[str], known: KnownText = _nothing_known
) -> ReadSheet:
    """Read the labels of a sheet; a row that cannot be used is a fault, and the others count.

    `known` finds a text that was changed. It is not asked if any text is in the row of another id:
    then the columns were not sorted together, and nobody knows which text a label is about.

    Raises
    ------
    InputError
        If the column of the ids or of the labels is missing.
    """
    rows = [*table.rows]
    ids = _column_of_ids(table, rows)
    keys = {_key(row.get(ids)) for _, row in rows} - {""}
    texts = _column_of_texts(table, rows, ids)
    labels = _column_of_labels(table, rows, (ids, texts or ids), classes)
    cells = [name for name in table.columns if name != labels]
    strayed = any(_has_strayed(row, ids, cells, keys) for _, row in rows)
    read = ReadSheet([], 0, [])
    unlabelled = 0
    for where, row in rows:
        label = label_of(row.get(labels))
        if label is None:
            unlabelled += any(row.values())
            continue
        text = None if texts is None else row.get(texts)
        found = _read_row(row.get(ids), text, label, classes, None if strayed else known)
        if isinstance(found, str):
            read.faults.append(f"{where}: {found}")
        else:
            read.labelled.append(found)
    return _without_contradictions(read._replace(unlabelled=unlabelled), table.name)


def _read_row(
    row_id: object, text: object, label: str, classes: Sequence[str], known: KnownText | None
) -> LabelledRow | str:
    """Return the row, or what is wrong with it."""
    name = class_named(label, classes)
    if name is None:
        return f"found the label {label!r}; expected {' or '.join(classes)}, or none"
    match = _ID.fullmatch(str(row_id or "").strip())
    if match is None:
        return f"found the id {str(row_id or '')!r}; expected one that 'ask' wrote"
    found = texts_of(text).get(match[2]) or (known and known(match[2]))
    if known is None and found is None:
        return "the text is that of another id; expected rows that were sorted as a whole"
    if found is None:
        return (
            "the text was changed after 'ask' wrote it; expected the text that its id names; "
            "--texts, with the files that were asked about, finds it"
        )
    return LabelledRow(found, name, match[1])


def _without_contradictions(read: ReadSheet, name: str) -> ReadSheet:
    """Leave out texts that have two labels: nobody knows which one is meant."""
    said = {(text_key(row.text), row.label) for row in read.labelled}
    twice = {key for key, count in Counter(key for key, _ in said).items() if count > 1}
    kept = {text_key(row.text): row for row in read.labelled if text_key(row.text) not in twice}
    faults = [f"{name}: the text {key} has several labels; expected one" for key in sorted(twice)]
    return ReadSheet([*kept.values()], read.unlabelled, read.faults + faults)


def _column_of_ids(table: Table, rows: Sequence[PlacedRow]) -> str:
    named = (name for name in table.columns if any(_ids(rows, name)))
    found = next(named, None)
    if found is None:
        raise _missing(table, "ids, such as audit-0123456789abcdef")
    return found


def _key(row_id: object) -> str:
    """Return the key in an id, or "" if it is none."""
    match = _ID.fullmatch(str(row_id or "").strip())
    return "" if match is None else match[2]


def _has_strayed(row: Row, ids: str, columns: Iterable[str], keys: Set[str]) -> bool:
    """Return whether a row has the text of another row's id, and not its own."""
    held = {key for column in columns for key in texts_of(row.get(column))}
    return _key(row.get(ids)) not in held and not keys.isdisjoint(held)


def _ids(rows: Sequence[PlacedRow], column: str) -> Iterator[bool]:
    return (bool(_key(row.get(column))) for _, row in rows)


def _column_of_texts(table: Table, rows: Sequence[PlacedRow], ids: str) -> str | None:
    """Return the column with the most texts whose keys are in the ids; None if none has any."""

    def texts(column: str) -> int:
        return sum(_key(row.get(ids)) in texts_of(row.get(column)) for _, row in rows)

    best = max(table.columns, key=texts)
    return best if texts(best) else None


def _column_of_labels(
    table: Table, rows: Sequence[PlacedRow], others: Sequence[str], classes: Sequence[str]
) -> str:
    rest = [name for name in table.columns if name not in others]
    named = by_name(rest, LABEL_NAMES)
    if named is not None and any(label_of(row.get(named)) is not None for _, row in rows):
        return named
    best = max(rest, key=lambda column: named_classes(rows, column, classes), default=None)
    if best is not None and named_classes(rows, best, classes):
        return best
    if named is not None:
        return named
    raise _missing(table, f"labels: {' or '.join(classes)}")


def named_classes(rows: Sequence[PlacedRow], column: str, classes: Sequence[str]) -> int:
    """Return how many cells of a column name a class."""
    labels = (label_of(row.get(column)) for _, row in rows)
    return sum(label is not None and bool(class_named(label, classes)) for label in labels)


def label_of(cell: object) -> str | None:
    """Return the label in a cell, or None if it is empty; `1.0` is 1, as programs write it.

    >>> label_of(0), label_of("1.0"), label_of(" Spam "), label_of("n/a")
    ('0', '1', 'Spam', None)
    """
    try:
        return clean_label(cell, "", lists=False)
    except InputError:
        return str(cell)


def _missing(table: Table, what: str) -> InputError:
    found = some([name for name in table.columns if name], 10) or "none"
    return InputError(f"{table.name}: expected a column of {what}; found {found}")
