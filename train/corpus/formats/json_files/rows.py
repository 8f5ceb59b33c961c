"""Read rows from JSON: lines, an array, or columns as pandas writes them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from train.corpus.columns.judging import NoRows, PlacedRow, Table
from train.corpus.formats.delimited.rows import table_of_cells
from train.corpus.formats.json_files.documents import DocumentRows, document_rows, parses
from train.corpus.formats.json_files.nesting import flat_row
from train.corpus.formats.named_rows import Cells
from train.errors import InputError

ENDINGS = (".json", ".jsonl", ".ndjson")
SAMPLE_ROWS = 1000
FROM_PYTHON = (
    "python3 -c 'import ast, json, sys; [print(json.dumps(ast.literal_eval(line))) for line in "
    "sys.stdin]' < FILE > rows.jsonl"
)
PYTHON_LINE = re.compile(r"\{u?'\w+': |\(u?(['\"]).*\1, .*\)$")
"""How a dictionary or a tuple of strings starts that Python printed."""
KINDS = {
    str: "a string", list: "an array", dict: "an object", bool: "true or false", type(None): "null",
}  # fmt: skip


def is_json(ending: str, content: str) -> bool:
    """Return whether a text is JSON, by its ending or by its first line."""
    if ending in ENDINGS or PYTHON_LINE.match(content.lstrip().partition("\n")[0].strip()):
        return True
    first = content.lstrip()[:1]
    if first not in ("{", "["):
        return False
    line = content.lstrip().partition("\n")[0].strip()
    return line in ("{", "[") or parses(line) or parses(content)


def read_json(name: str, content: str, wanted: Sequence[str]) -> Table:
    """Return the table in a JSON text.

    Raises
    ------
    InputError
        If it is not JSON, or has no rows.
    """
    if not content.strip():
        raise InputError(f"{name}: found no row; expected labelled texts")
    document = document_rows(name, content, wanted)
    if document is None:
        # Not splitlines(): a JSON string may contain other line separators, such as U+2028.
        return read_json_lines(name, content.split("\n"), wanted)
    table = _table(name, _placed(name, document), wanted)
    return replace(table, notes=(*document.notes, *table.notes))


def read_json_lines(name: str, lines: Iterable[str], wanted: Sequence[str]) -> Table:
    """Return the table in lines of JSON, each an object or an array; they may be a stream."""
    return _table(name, _lines(name, lines), wanted)


def _placed(name: str, document: DocumentRows) -> Iterator[tuple[str, Any]]:
    rows = enumerate(document.rows, start=1)
    return ((f"{name}: {document.unit} {number}", row) for number, row in rows)


def _lines(name: str, lines: Iterable[str]) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{name}: line {number}"
        try:
            yield where, json.loads(line)
        except (ValueError, RecursionError) as exc:
            raise InputError(f"{where}: expected JSON ({exc}){_hint(line)}") from exc


def _hint(line: str) -> str:
    """Return what to do with a line that is nearly JSON, or nothing.

    >>> _hint("{'text': 'see you'}")[:31], _hint('{"text": "see you"},')[-12:], _hint("{see")
    ("; if the lines are Python's: py", "sed 's/,$//'", '')
    """
    line = line.strip()
    if line.startswith(("{'", '{u"', "{u'", "[('", "('")):
        return f"; if the lines are Python's: {FROM_PYTHON}"
    if line.endswith("},") and parses(line[:-1]):
        return "; remove the comma at the end of each line: sed 's/,$//'"
    return ""


def _table(name: str, rows: Iterator[tuple[str, Any]], wanted: Sequence[str]) -> Table:
    first = next(rows, None)
    if first is None:
        raise InputError(f"{name}: found no row; expected labelled texts")
    rows = chain([first], rows)
    if isinstance(first[1], list):
        return table_of_cells(
            name, (Cells(where, _list(where, row)) for where, row in rows), wanted
        )
    return table_of_objects(
        name, (PlacedRow(where, _object(where, row)) for where, row in rows), wanted
    )


def table_of_objects(name: str, rows: Iterable[PlacedRow], wanted: Sequence[str]) -> Table:
    """Return the table of rows that name their columns; values in objects have dotted names."""
    placed = (PlacedRow(where, flat_row(row, wanted)) for where, row in rows)
    sample = list(islice(placed, SAMPLE_ROWS))
    columns = dict.fromkeys(column for _, row in sample for column in row)
    return Table(name, tuple(columns), chain(sample, placed))


def _object(where: str, row: Any) -> Mapping[str, object]:
    if not isinstance(row, dict):
        raise NoRows(f"{where}: found {_kind(row)}; expected a JSON object")
    return row


def _list(where: str, row: Any) -> list[object]:
    if not isinstance(row, list):
        raise NoRows(f"{where}: found {_kind(row)}; expected an array of fields")
    return row


def _kind(value: object) -> str:
    return KINDS.get(type(value), "a number")
