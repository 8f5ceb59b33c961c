"""Find the rows in a JSON document: an array, columns as pandas writes them, or texts by class."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from train.corpus.formats.json_files.classes import (
    all_rows_command,
    class_rows,
    labelled_names,
    rows_of_lists,
)
from train.corpus.formats.json_files.nesting import has_text, nested_rows
from train.corpus.paths.label_folders import is_part
from train.corpus.telling import some
from train.errors import InputError

ROW_LISTS = ("data", "rows", "records", "examples")
"""Where an object holds its rows, if it does."""

EXPECTED = (
    'expected an array of objects, or an object for each line, such as {"text": ..., "label": ...}'
)
MOST_COLUMNS = 100
MOST_WORDS = 8
"""A single object with more names, or names of more words, is no row: they are texts."""
NO_BLANK = re.compile(r"\S")


class DocumentRows(NamedTuple):
    """The rows of a document, what to tell of them, and what their places are called."""

    rows: list[Any]
    notes: tuple[str, ...] = ()
    unit: str = "row"


def parses(text: str) -> bool:
    """Return whether a text is an object or an array of JSON."""
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False


def document_rows(name: str, content: str, wanted: Sequence[str]) -> DocumentRows | None:
    """Return the rows of a JSON text, or None if each line is one.

    Raises
    ------
    InputError
        If it is not JSON, or its rows cannot be told.
    """
    document = _document(name, content)
    if document is None:
        return None
    by_class = class_rows(name, document, wanted) if isinstance(document, dict) else None
    if by_class is not None:
        return DocumentRows(by_class.rows, (by_class.note,), "text")
    if _are_parts(document):
        parts = [row for rows in document.values() for row in rows]
        return DocumentRows(parts, (f"{name}: rows from {some([*document])}",))
    path, nested = _nested_rows(document)
    rows = nested or _rows(name, document)
    only = "".join(document) if isinstance(document, dict) and len(document) == 1 else ""
    in_lists = rows_of_lists(name, path or only, rows, wanted)
    if in_lists is not None:
        return DocumentRows(in_lists.rows, (in_lists.note,), "text")
    return DocumentRows(rows, (f"{name}: rows from {path!r}",) if nested else ())


def _are_parts(document: Any) -> bool:
    """Return whether an object has a list of rows for each part of a corpus: `train`, `test`."""
    if not isinstance(document, dict) or len(document) < 2 or not all(map(is_part, document)):
        return False
    are_lists = all(isinstance(rows, list) for rows in document.values())
    kinds = {type(rows[0]) for rows in document.values() if rows} if are_lists else set()
    return kinds in ({dict}, {list})


def _nested_rows(document: Any) -> tuple[str, list[Any]]:
    """Return the path and the rows of an object that holds one list of them further in, if any."""
    if not isinstance(document, dict) or any(isinstance(document.get(k), list) for k in ROW_LISTS):
        return "", []
    if all(isinstance(value, list) and value for value in document.values()):
        with_texts = [path for path, rows in document.items() if has_text(rows[0])]
        only = len(document) > 1 and len(with_texts) == 1
        return (with_texts[0], document[with_texts[0]]) if only else ("", [])
    return nested_rows(document) or ("", [])


def _document(name: str, content: str) -> Any:
    """Return the array, or the object that holds several rows; None if each line is one."""
    start = content.lstrip()
    if start.startswith("["):
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as exc:
            if parses(start.partition("\n")[0]):
                return None
            raise InputError(f"{name}: expected JSON ({exc})") from exc
    if start.startswith("{") and not starts_json_lines(start):
        try:
            document = json.loads(content)
        except (ValueError, RecursionError):
            return _several(start)
        if _holds_rows(document):
            return document
        if labelled_names(document):
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
    return bool(rest.strip()) and parses(line)


def _rows(name: str, document: Any) -> list[Any]:
    """Return the rows of a document: an array, or one of the forms that pandas writes."""
    if isinstance(document, list):
        return document
    for key in ROW_LISTS:
        if isinstance(document.get(key), list):
            return _named(document.get("columns"), document[key])
    values = list(document.values())
    if all(isinstance(value, list) for value in values):
        if any(values) and all(isinstance(value[0], dict | list) for value in values if value):
            return _only_list(name, {key: rows for key, rows in document.items() if rows})
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
