"""Read JSON with the texts of each class, or refuse it with the command that makes rows of it."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from train.corpus.columns.judging import (
    LABEL_NAMES,
    TEXT_LISTS,
    TEXT_NAMES,
    by_name,
    may_be_label,
    named,
    normalized,
)
from train.corpus.telling import some
from train.errors import InputError

JQ = "jq -c 'to_entries[] | .key as $c | .value[] | {text: ., label: $c}'"
CLASS = "name"
"""The name of a class where no usual name of the label is."""
LEAST_NAMES = 9


class ClassRows(NamedTuple):
    """Rows with a text and its label each, and what to tell of them."""

    rows: list[Any]
    note: str


def class_rows(name: str, document: Mapping[str, Any], wanted: Sequence[str]) -> ClassRows | None:
    """Return the rows of an object with a list of texts for each class, or a label for each text.

    None is returned if its names are those of columns, or the user named columns.

    Raises
    ------
    InputError
        If the lists may be columns or classes: they are equally long.
    """
    if labelled_names(document):
        rows = [{"text": text, "label": label} for text, label in document.items()]
        return ClassRows(rows, f"{name}: the names are the texts, and the values their labels")
    known = [*map(normalized, wanted), *TEXT_NAMES]  # labels are no texts, whatever they are called
    are_columns = len(document) < 2 or by_name([*document], known) is not None
    values = [*document.values()]
    if are_columns or not all(isinstance(each, list) and _are_texts(each) for each in values):
        return None
    if wanted or len(set(map(len, values))) == 1:
        raise InputError(
            f"{name}: found a list of texts for each of {some([*document])}; if these are the "
            f"classes, {JQ} {shlex.quote(name)} > rows.jsonl writes a row for each text; if not, "
            "name the column of the texts with --text-column"
        )
    rows = [{"text": text, "label": key} for key, texts in document.items() for text in texts]
    return ClassRows(rows, f"{name}: labels from the names of the lists: {some([*document])}")


def labelled_names(document: Mapping[str, Any]) -> bool:
    """Return whether the names of an object are texts, and its values their labels."""
    values = [*document.values()]
    if len(document) < LEAST_NAMES or not all(isinstance(each, str | int) for each in values):
        return False
    texts = sum(" " in name.strip() or not name.isascii() for name in document)
    return 2 * texts > len(document) and may_be_label([*map(str, values)])


def all_rows_command(name: str, document: Mapping[str, list[Any]]) -> str:
    """Return the command that makes rows of lists; the names are labels if the rows have none."""
    rows = [values[0] for values in document.values()]
    keys = [key for row in rows if isinstance(row, dict) for key in row]
    are_texts = bool(keys) and named(keys, TEXT_NAMES) is not None
    if are_texts and named(keys, LABEL_NAMES) is None:
        return (
            f"if {some([*document])} are the labels: jq -c 'to_entries[] | .key as $c | .value[] | "
            f". + {{label: $c}}' {shlex.quote(name)} > rows.jsonl"
        )
    return f"to read all, jq -c '.[][]' {shlex.quote(name)} > rows.jsonl"


def rows_of_lists(
    name: str, path: str, rows: Sequence[object], wanted: Sequence[str]
) -> ClassRows | None:
    """Return a row for each text of rows of a class each, with a list of its texts; else None.

    The class and the list need usual names, as chatbots have them. `path` is that of the rows.

    Raises
    ------
    InputError
        If each row has such a list, a short string and no text, but no usual names.
    """
    objects = [row for row in rows if isinstance(row, dict)]
    if wanted or not objects or len(objects) < len(rows):
        return None
    names = [key for key in objects[0] if all(isinstance(row.get(key), str) for row in objects)]
    lists = [key for key in objects[0] if all(isinstance(row.get(key), list) for row in objects)]
    texts = [key for key in lists if _are_texts([each for row in objects for each in row[key]])]
    label = named(names, LABEL_NAMES) or next(iter(names), None)
    if not texts or label is None or named(names, TEXT_NAMES) is not None:
        return None
    usual = [key for key in lists if normalized(key) in TEXT_LISTS]
    if len(usual) == 1 and normalized(label) in (*LABEL_NAMES, CLASS):
        found = [{"text": text, "label": row[label]} for row in objects for text in row[usual[0]]]
        return ClassRows(found, f"{name}: texts from the lists {usual[0]!r}, labels from {label!r}")
    raise InputError(
        f"{name}: found a list of texts, {texts[0]!r}, in each row; expected a row for each text; "
        f"if {label!r} is the label: jq -c '.{path}[] | .{label} as $c | .{texts[0]}[] | "
        f"{{text: ., label: $c}}' {shlex.quote(name)} > rows.jsonl"
    )


def _are_texts(values: list[object]) -> bool:
    texts = [value for value in values if isinstance(value, str)]
    return (
        bool(texts)
        and len(texts) == len(values)
        and 2 * sum(" " in text.strip() for text in texts) > len(texts)
        and not may_be_label(texts)
    )
