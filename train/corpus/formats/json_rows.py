"""Read rows from JSON: lines, an array, or columns as pandas writes them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from train.corpus.columns.judging import NoRows, PlacedRow, Table
from train.corpus.formats.delimited import table_of_cells
from train.corpus.formats.json_classes import (
    all_rows_command,
    refuse_classes,
    refuse_texts_in_lists,
)
from train.corpus.formats.json_nesting import flat_row, has_text, nested_rows
from train.corpus.formats.named_rows import Cells
from train.corpus.telling import some
from train.errors import InputError

ENDINGS = (".json", ".jsonl", ".ndjson")
SAMPLE_ROWS = 1000
ROW_LISTS = ("data", "rows", "records", "examples")
"""Where an object holds its rows, if it does."""

EXPECTED = (
    'expected an array of objects, or an object for each line, such as {"text": ..., "label": ...}'
)
MOST_COLUMNS = 100
MOST_WORDS = 8
"""A single object with more names, or names of more words, is no row: they are texts."""
KINDS = {
    str: "a string", list: "an array", dict: "an object", bool: "true or false", type(None): "null",
}  # fmt: skip
NO_BLANK = re.compile(r"\S")


def is_json(ending: str, content: str) -> bool:
    """Return whether a text is JSON, by its ending or by its first line."""
    if ending in ENDINGS:
        return True
    first = content.lstrip()[:1]
    if first not in ("{", "["):
        return False
    line = content.lstrip().partition("\n")[0].strip()
    return line in ("{", "[") or _parses(line) or _parses(content)


def _parses(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False


def read_json(name: str, content: str, wanted: Sequence[str]) -> Table:
    """Return the table in a JSON text.

    Raises
    ------
    InputError
        If it is not JSON, or has no rows.
    """
    if not content.strip():
        raise InputError(f"{name}: found no row; expected labelled texts")
    document = _document(name, content)
    if document is None:
        # Not splitlines(): a JSON string may contain other line separators, such as U+2028.
        return read_json_lines(name, content.split("\n"), wanted)
    path, nested = _nested_rows(document)
    rows = nested or _rows(name, document, wanted)
    only = "".join(document) if isinstance(document, dict) and len(document) == 1 else ""
    refuse_texts_in_lists(name, path or only, rows, wanted)
    table = _table(name, _placed(name, rows), wanted)
    return replace(table, notes=(f"{name}: rows from {path!r}", *table.notes)) if nested else table


def _nested_rows(document: Any) -> tuple[str, list[Any]]:
    """Return the path and the rows of an object that holds one list of them further in, if any."""
    if not isinstance(document, dict) or any(isinstance(document.get(k), list) for k in ROW_LISTS):
        return "", []
    if all(isinstance(value, list) and value for value in document.values()):
        with_texts = [path for path, rows in document.items() if has_text(rows[0])]
        only = len(document) > 1 and len(with_texts) == 1
        return (with_texts[0], document[with_texts[0]]) if only else ("", [])
    return nested_rows(document) or ("", [])


def read_json_lines(name: str, lines: Iterable[str], wanted: Sequence[str]) -> Table:
    """Return the table in lines of JSON, each an object or an array; they may be a stream."""
    return _table(name, _lines(name, lines), wanted)


def _document(name: str, content: str) -> Any:
    """Return the array, or the object that holds several rows; None if each line is one."""
    start = content.lstrip()
    if start.startswith("["):
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as exc:
            if _parses(start.partition("\n")[0]):
                return None
            raise InputError(f"{name}: expected JSON ({exc})") from exc
    if start.startswith("{") and not starts_json_lines(start):
        try:
            document = json.loads(content)
        except (ValueError, RecursionError):
            return _several(start)
        if _holds_rows(document):
            return document
        row = _one_row(name, document)
        return row if "\n" in start.strip() else None
    return None


def _several(content: str) -> list[Any] | None:
    """Return objects of several lines each, as `jq` writes them, or None if it is something else.

    The message about the line says more of something else.
    """
    decoder, rows, at = json.JSONDecoder(), [], 0
    try:
        while (found := NO_BLANK.search(content, at)) is not None:
            row, at = decoder.raw_decode(content, found.start())
            rows.append(row)
    except (ValueError, RecursionError):
        return None
    return rows


def _one_row(name: str, document: Mapping[str, object]) -> list[Any]:
    """Return an object that is one row; its names must not be texts."""
    if len(document) > MOST_COLUMNS or any(len(key.split()) > MOST_WORDS for key in document):
        raise InputError(f"{name}: found one object with {len(document):,} names; {EXPECTED}")
    return [document]


def _holds_rows(document: Mapping[str, object]) -> bool:
    has_list = any(isinstance(document.get(key), list) for key in ROW_LISTS)
    nested = all(isinstance(value, dict | list) for value in document.values())
    return has_list or (nested and bool(document)) or bool(_nested_rows(document)[1])


def starts_json_lines(content: str) -> bool:
    """Return whether the first line is a whole row, and others follow."""
    line, _, rest = content.partition("\n")
    return bool(rest.strip()) and _parses(line)


def _rows(name: str, document: Any, wanted: Sequence[str]) -> list[Any]:
    """Return the rows of a document: an array, or one of the forms that pandas writes."""
    if isinstance(document, list):
        return document
    for key in ROW_LISTS:
        if isinstance(document.get(key), list):
            return _named(document.get("columns"), document[key])
    values = list(document.values())
    if all(isinstance(value, list) for value in values):
        if all(value and isinstance(value[0], dict | list) for value in values):
            return _only_list(name, document)
        refuse_classes(name, document, wanted)
        _check_lengths(name, document)
        return _transposed(document, [list(row) for row in zip(*values, strict=True)])
    if not all(isinstance(value, dict) and value for value in values):
        raise InputError(f"{name}: {EXPECTED}")
    index = values[0].keys()
    if all(value.keys() == index for value in values) and all(key.isdecimal() for key in index):
        return _transposed(document, [[value[key] for value in values] for key in index])
    return values


def _only_list(name: str, document: Mapping[str, list[Any]]) -> list[Any]:
    """Return the rows of an object with one list of rows."""
    if len(document) > 1:
        raise InputError(
            f"{name}: found {len(document)} lists of rows: {some(list(document))}; "
            f"expected one list, or a file for each; {all_rows_command(name, document)}"
        )
    return next(iter(document.values()))


def _named(names: Any, rows: list[Any]) -> list[Any]:
    """Return rows that are lists as objects, if there are names (pandas' form `split`)."""
    if isinstance(names, list) and all(isinstance(row, list) for row in rows):
        return _transposed(names, rows)
    return rows


def _transposed(names: Iterable[str], rows: list[list[Any]]) -> list[Any]:
    return [dict(zip(names, row, strict=False)) for row in rows]


def _check_lengths(name: str, document: Mapping[str, list[Any]]) -> None:
    lengths = {column: len(values) for column, values in document.items()}
    if len(set(lengths.values())) > 1:
        raise InputError(f"{name}: found columns of different lengths: {lengths}; {EXPECTED}")


def _placed(name: str, rows: list[Any]) -> Iterator[tuple[str, Any]]:
    return ((f"{name}: row {number}", row) for number, row in enumerate(rows, start=1))


def _lines(name: str, lines: Iterable[str]) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{name}: line {number}"
        try:
            yield where, json.loads(line)
        except (ValueError, RecursionError) as exc:
            raise InputError(f"{where}: expected JSON ({exc})") from exc


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
