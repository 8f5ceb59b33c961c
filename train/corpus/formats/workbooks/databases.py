"""Read the rows of a table in a SQLite database."""

import shlex
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice

from train.corpus.columns.judging import PlacedRow, Table
from train.corpus.encodings.encoding import unescaped
from train.corpus.formats.delimited.rows import SAMPLE_ROWS
from train.corpus.formats.workbooks.sheets import Rows, best_sheet
from train.corpus.sources.addresses import Source
from train.corpus.telling import Tell, some
from train.errors import InputError

SQLITE = b"SQLite format 3\0"
VERSIONS = slice(18, 20)
"""The bytes that say whether changes are in a file of their own (2), which is not read."""


def read_database(source: Source, wanted: Sequence[str], tell: Tell, *, labelled: bool) -> Table:
    """Return the table with texts in a database, and labels if the texts are `labelled`.

    Raises
    ------
    InputError
        If the file is damaged or has no rows, or lacks the table that the user named.
    """
    try:
        with closing(_opened(source.raw)) as database:
            names = [name for (name,) in database.execute(_TABLES)]
            heads = {name: _head(database, name) for name in names}
    except sqlite3.Error as exc:
        raise InputError(f"{source.name}: cannot be read as a SQLite database ({exc})") from exc
    filled = {name: rows for name, rows in heads.items() if len(rows) > 1}
    if not filled:
        raise InputError(f"{source.name}: found no row; expected labelled texts")
    name = source.sheet or best_sheet(filled, wanted, labelled=labelled)
    if name not in filled:
        raise InputError(f"{source.name}: expected the table {name!r}; found {some([*filled])}")
    others = [other for other in filled if other != name]
    if others and not source.sheet:
        option = shlex.quote(f"{source.name}#{others[0]}")
        tell(
            f"{source.name}: reads table {name!r} only; others: {some(others)}; to read one of "
            f"them, name it: {option}"
        )
    columns = [str(column) for column in filled[name][0]]
    return Table(source.name, tuple(columns), _rows(source, name, columns))


_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' "
    "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid"
)


def _opened(raw: bytes) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.deserialize(raw[: VERSIONS.start] + b"\1\1" + raw[VERSIONS.stop :])
    database.text_factory = lambda value: unescaped(value.decode("utf-8", "surrogateescape"))
    return database


def _select(database: sqlite3.Connection, name: str) -> sqlite3.Cursor:
    quoted = name.replace('"', '""')
    return database.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - the name is quoted


def _head(database: sqlite3.Connection, name: str) -> Rows:
    """Return the names of a table's columns, and its first rows."""
    cursor = _select(database, name)
    names = tuple(column for column, *_ in cursor.description)
    return [names, *islice(cursor, SAMPLE_ROWS)]


def _rows(source: Source, name: str, columns: Sequence[str]) -> Iterator[PlacedRow]:
    try:
        with closing(_opened(source.raw)) as database:
            for number, row in enumerate(_select(database, name), start=1):
                where = f"{source.name}: table {name!r}, row {number}"
                yield PlacedRow(where, dict(zip(columns, row, strict=True)))
    except sqlite3.Error as exc:
        raise InputError(f"{source.name}: table {name!r} cannot be read ({exc})") from exc
