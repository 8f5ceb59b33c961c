"""Refuse JSON with a list of texts for each class, and show the command that makes rows of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from train.corpus.columns.judging import (
    LABEL_NAMES,
    TEXT_NAMES,
    by_name,
    may_be_label,
    named,
    normalized,
)
from train.corpus.telling import some
from train.errors import InputError

JQ = "jq -c 'to_entries[] | .key as $c | .value[] | {text: ., label: $c}'"


def refuse_classes(name: str, document: Mapping[str, list[object]], wanted: Sequence[str]) -> None:
    """Refuse an object of lists of texts whose names are no names of columns, nor wanted ones.

    Raises
    ------
    InputError
        If the names are those of classes.
    """
    known = [*map(normalized, wanted), *TEXT_NAMES]  # labels are no texts, whatever they are called
    are_columns = len(document) < 2 or by_name([*document], known) is not None
    if not are_columns and all(map(_are_texts, document.values())):
        raise InputError(
            f"{name}: found a list of texts for each of {some([*document])}; if these are the "
            f"classes, {JQ} {name} > rows.jsonl writes a row for each text; if not, name the "
            "column of the texts with --text-column"
        )


def all_rows_command(name: str, document: Mapping[str, list[Any]]) -> str:
    """Return the command that makes rows of lists; the names are labels if the rows have none."""
    rows = [values[0] for values in document.values()]
    keys = [key for row in rows if isinstance(row, dict) for key in row]
    are_texts = bool(keys) and named(keys, TEXT_NAMES) is not None
    if are_texts and named(keys, LABEL_NAMES) is None:
        return (
            f"if {some([*document])} are the labels: jq -c 'to_entries[] | .key as $c | .value[] | "
            f". + {{label: $c}}' {name} > rows.jsonl"
        )
    return f"to read all, jq -c '.[][]' {name} > rows.jsonl"


def refuse_texts_in_lists(
    name: str, path: str, rows: Sequence[object], wanted: Sequence[str]
) -> None:
    """Refuse rows of a class each, with a list of its texts, as chatbots have; `path` is theirs.

    Raises
    ------
    InputError
        If each row has such a list, a short string and no text.
    """
    objects = [row for row in rows if isinstance(row, dict)]
    if wanted or not objects or len(objects) < len(rows):
        return
    names = [key for key in objects[0] if all(isinstance(row.get(key), str) for row in objects)]
    lists = [key for key in objects[0] if all(isinstance(row.get(key), list) for row in objects)]
    texts = [key for key in lists if _are_texts([each for row in objects for each in row[key]])]
    label = named(names, LABEL_NAMES) or next(iter(names), None)
    if not texts or label is None or named(names, TEXT_NAMES) is not None:
        return
    raise InputError(
        f"{name}: found a list of texts, {texts[0]!r}, in each row; expected a row for each text; "
        f"if {label!r} is the label: jq -c '.{path}[] | .{label} as $c | .{texts[0]}[] | "
        f"{{text: ., label: $c}}' {name} > rows.jsonl"
    )


def _are_texts(values: list[object]) -> bool:
    texts = [value for value in values if isinstance(value, str)]
    return (
        bool(texts)
        and len(texts) == len(values)
        and 2 * sum(" " in text.strip() for text in texts) > len(texts)
        and not may_be_label(texts)
    )
