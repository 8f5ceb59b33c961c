"""The sheet: a CSV file with texts that a person labels, in a spreadsheet or an editor.

It leaves out what the model says, so that nobody is led by it. The id of a row holds the reason and
the key of its text. So a sheet can be read back whatever a spreadsheet did to its columns, and a
text that it changed is noticed.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from chalicelib.reports.class_names import class_named
from train.corpus.columns.judging import LABEL_NAMES, PlacedRow, Table, by_name
from train.corpus.telling import some
from train.errors import InputError
from train.evaluation.predictions import text_key
from train.learning.reported import ASKED, AUDIT

COLUMNS = ("id", "text", "label", "why")
BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel reads UTF-8 as the encoding of the user's country."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a cell that begins with one of these; a sender of spam may know that."""

_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
"""What a file cannot hold, or most readers refuse: NUL, and half a surrogate pair."""

_ESCAPED = re.compile(r"\\u(0000|d[89a-f][0-9a-f]{2})")

_ID = re.compile(rf"({ASKED}|{AUDIT})-([0-9a-f]{{16}})")


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


def write_sheet(rows: Iterable[SheetRow]) -> str:
    r"""Return a sheet with an empty column for the labels.

    >>> print(write_sheet([SheetRow("=1+1", "audit", "at random")]).lstrip(BYTE_ORDER_MARK))
    id,text,label,why
    audit-bac90eef5bf3aecd,'=1+1,,at random
    <BLANKLINE>

    The apostrophe keeps a spreadsheet from running the text as a formula.
    """
    cells = [
        (f"{row.source}-{text_key(row.text)}", _guarded(row.text), "", row.why) for row in rows
    ]
    return BYTE_ORDER_MARK + "".join(map(_csv_line, (COLUMNS, *cells)))


def read_sheet(table: Table, classes: Sequence[str]) -> ReadSheet:
    """Read the labels of a sheet; a row that cannot be used is a fault, and the others count.

    Raises
    ------
    InputError
        If the columns of the ids, the texts or the labels are missing.
    """
    rows = [*table.rows]
    ids = _column_of_ids(table, rows)
    texts = _column_of_texts(table, rows, ids)
    labels = _column_of_labels(table, rows, (ids, texts), classes)
    read = ReadSheet([], 0, [])
    unlabelled = 0
    for where, row in rows:
        label = str(row.get(labels) or "").strip()
        if not label:
            unlabelled += any(row.values())
            continue
        found = _read_row(row.get(ids), row.get(texts), label, classes)
        if isinstance(found, str):
            read.faults.append(f"{where}: {found}")
        else:
            read.labelled.append(found)
    return _without_contradictions(read._replace(unlabelled=unlabelled), table.name)


def _csv_line(cells: Sequence[str]) -> str:
    """Return a line of CSV; the writer quotes only the line ends that it writes itself."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().removesuffix("\r\n") + "\n"


def _guarded(text: str) -> str:
    written = _UNWRITABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return f"'{written}" if text.startswith(FORMULA_SIGNS) else written


def _read_row(
    row_id: object, text: object, label: str, classes: Sequence[str]
) -> LabelledRow | str:
    """Return the row, or what is wrong with it."""
    name = class_named(label, classes)
    if name is None:
        return f"found the label {label!r}; expected {' or '.join(classes)}, or none"
    match = _ID.fullmatch(str(row_id or "").strip())
    if match is None:
        return f"found the id {str(row_id or '')!r}; expected one that 'ask' wrote"
    original = _original(str(text or ""), match[2])
    if original is None:
        return "the text was changed after 'ask' wrote it; expected the text that its id names"
    return LabelledRow(original, name, match[1])


def _original(text: str, key: str) -> str | None:
    """Return the text with this key, without the apostrophe and the escapes of `_guarded`."""
    escaped = (text, text[1:])
    read = (_ESCAPED.sub(lambda match: chr(int(match[1], 16)), each) for each in escaped)
    return next((each for each in (*escaped, *read) if text_key(each) == key), None)


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


def _ids(rows: Sequence[PlacedRow], column: str) -> Iterator[bool]:
    return (_ID.fullmatch(str(row.get(column) or "").strip()) is not None for _, row in rows)


def _column_of_texts(table: Table, rows: Sequence[PlacedRow], ids: str) -> str:
    """Return the column with the most texts whose keys are in the ids."""

    def matches(column: str) -> int:
        return sum(
            _original(str(row.get(column) or ""), str(row.get(ids) or "").strip()[-16:]) is not None
            for _, row in rows
        )

    best = max(table.columns, key=matches)
    if not matches(best):
        raise _missing(table, "texts as 'ask' wrote them")
    return best


def _column_of_labels(
    table: Table, rows: Sequence[PlacedRow], others: Sequence[str], classes: Sequence[str]
) -> str:
    rest = [name for name in table.columns if name not in others]
    named = by_name(rest, LABEL_NAMES)
    if named is not None and any(str(row.get(named) or "").strip() for _, row in rows):
        return named
    best = max(rest, key=lambda column: named_classes(rows, column, classes), default=None)
    if best is not None and named_classes(rows, best, classes):
        return best
    if named is not None:
        return named
    raise _missing(table, f"labels: {' or '.join(classes)}")


def named_classes(rows: Sequence[PlacedRow], column: str, classes: Sequence[str]) -> int:
    """Return how many cells of a column name a class."""
    cells = (str(row.get(column) or "").strip() for _, row in rows)
    return sum(class_named(cell, classes) is not None for cell in cells)


def _missing(table: Table, what: str) -> InputError:
    found = some([name for name in table.columns if name], 10) or "none"
    return InputError(f"{table.name}: expected a column of {what}; found {found}")
