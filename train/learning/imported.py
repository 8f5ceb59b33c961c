"""Reports in a file, such as a help desk's table: the text and the right label of each row."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from chalicelib.reports.class_names import class_named
from train.corpus.columns.choosing import choose_texts
from train.corpus.columns.judging import MissingColumn, PlacedRow, Row, Table, row_text
from train.corpus.mail import plain_text
from train.corpus.telling import Tell, some
from train.errors import InputError
from train.evaluation.predictions import text_key
from train.learning.reported import REPORT
from train.learning.sheet import LabelledRow, ReadSheet, label_of, named_classes

RIGHT = ("right", "correct", "actual", "true", "should", "final", "gold")
"""What names of columns contain that have the right labels, not those of the service."""
SERVICE = ("predict", "service", "model", "output", "guess", "before", "was")


class ImportColumns(NamedTuple):
    """The columns of the text and the label, if they are named, and the label's other names.

    The reporter is `reporter`, or what the row has in the column `reporter_column`.
    """

    texts: Sequence[str]
    label: str | None
    names: Mapping[str, str]
    reporter: str | None
    reporter_column: str | None = None


def read_import(
    table: Table, classes: Sequence[str], columns: ImportColumns, tell: Tell
) -> ReadSheet:
    """Read the reports of a table; a row that cannot be used is a fault, and the others count.

    Raises
    ------
    InputError
        If a column is missing, or cannot be told from others.
    """
    texts, placed = choose_texts(table, columns.texts, tell)
    rows = [*placed]
    for name in (columns.label, columns.reporter_column):
        if name is not None and name not in table.columns:
            raise MissingColumn(
                f"{table.name}: expected a column {name!r}; found {some([*table.columns], 10)}"
            )
    label = columns.label or _label_column(table, rows, texts, columns.names, classes, tell)
    read = ReadSheet([], 0, [])
    unlabelled = 0
    for where, row in rows:
        found = _read_row(where, row, texts, label, columns, classes)
        if found is None:
            unlabelled += any(row.values())
        elif isinstance(found, str):
            read.faults.append(found)
        else:
            read.labelled.append(found)
    return _distinct(read._replace(unlabelled=unlabelled), table.name)


def labelled_alike(
    texts: Iterable[str], label: str, classes: Sequence[str], reporter: str
) -> ReadSheet:
    """Return the reports of texts that have one label, such as the mails of a mailbox.

    Raises
    ------
    InputError
        If the label is no class.
    """
    name = class_named(label, classes)
    if name is None:
        raise InputError(f"--label: found {label!r}; expected {' or '.join(classes)}")
    rows = [LabelledRow(text, name, REPORT, reporter) for text in texts]
    return _distinct(ReadSheet(rows, 0, []), "")


def _label_column(
    table: Table,
    rows: Sequence[PlacedRow],
    texts: Sequence[str],
    names: Mapping[str, str],
    classes: Sequence[str],
    tell: Tell,
) -> str:
    """Return the only column whose cells name classes."""
    known = [*classes, *names]
    rest = [name for name in table.columns if name not in texts]
    found = [name for name in rest if named_classes(rows, name, known)]
    if len(found) == 1:
        _check_right(table, found[0], [name for name in rest if name not in found])
        tell(f"{table.name}: the right labels are those of the column {found[0]!r}")
        return found[0]
    if found:
        raise MissingColumn(
            f"{table.name}: expected one column of labels; several may be it: {some(found, 10)}; "
            f"--label-column {found[-1]!r} chooses one: the right labels, not those of the service"
        )
    raise MissingColumn(
        f"{table.name}: expected a column of labels: {' or '.join(classes)}; found "
        f"{some(rest, 10) or 'none'}; --label-column names it, and --labels OLD=NEW renames labels"
    )


def _check_right(table: Table, found: str, others: Sequence[str]) -> None:
    """Refuse labels that may be those of the service, by the names of the columns."""
    right = [name for name in others if _says(name, RIGHT)]
    if _says(found, RIGHT) or not (right or _says(found, SERVICE)):
        return
    shown = f"; {some(right)} may have the right ones" if right else ""
    raise MissingColumn(
        f"{table.name}: the labels of {found!r} may be those of the service{shown}; "
        "--label-column names the column of the right labels, and --labels OLD=NEW renames labels"
    )


def _says(name: str, words: tuple[str, ...]) -> bool:
    return any(part.startswith(words) for part in re.findall(r"[a-z]+", name.lower()))


def _read_row(
    where: str,
    row: Row,
    texts: Sequence[str],
    label_column: str,
    columns: ImportColumns,
    classes: Sequence[str],
) -> LabelledRow | str | None:
    """Return the row, what is wrong with it, or None if it lacks a text or a label."""
    try:
        text = row_text(row, texts, where)
    except InputError as exc:
        return str(exc)
    label = label_of(row.get(label_column))
    if label is None or text is None or not text.strip():
        return None
    name = class_named(columns.names.get(label, label), classes)
    if name is None:
        return f"{where}: found the label {label!r}; expected {' or '.join(classes)}, or none"
    reporter = columns.reporter
    if columns.reporter_column is not None:
        reporter = str(row.get(columns.reporter_column) or "").strip()
        if not reporter:
            return f"{where}: found no name in {columns.reporter_column!r}; expected a reporter"
    return LabelledRow(plain_text(text), name, REPORT, reporter)


def _distinct(read: ReadSheet, name: str) -> ReadSheet:
    """Keep one report of each reporter about a text, and none if they have several labels."""
    rows = {(row.reporter, text_key(row.text), row.label): row for row in read.labelled}
    counts = Counter((reporter, key) for reporter, key, _ in rows)
    kept = [row for (reporter, key, _), row in rows.items() if counts[reporter, key] == 1]
    faults = [
        f"{name}: the text {key} has several labels of one reporter; expected one"
        for (_, key), count in counts.items()
        if count > 1
    ]
    return ReadSheet(kept, read.unlabelled, read.faults + faults)
