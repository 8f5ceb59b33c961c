"""Refuse an object of JSON with a list of texts for each class, which looks like columns."""

from collections.abc import Mapping, Sequence

from train.corpus.columns.judging import LABEL_NAMES, TEXT_NAMES, by_name, may_be_label, normalized
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
    known = [*map(normalized, wanted), *TEXT_NAMES, *LABEL_NAMES]
    are_columns = len(document) < 2 or by_name([*document], known) is not None
    if not are_columns and all(map(_are_texts, document.values())):
        raise InputError(
            f"{name}: found a list of texts for each of {some([*document])}; if these are the "
            f"classes, {JQ} {name} > rows.jsonl writes a row for each text; if not, name the "
            "column of the texts with --text-column"
        )


def _are_texts(values: list[object]) -> bool:
    texts = [value for value in values if isinstance(value, str)]
    return (
        bool(texts)
        and len(texts) == len(values)
        and 2 * sum(" " in text.strip() for text in texts) > len(texts)
        and not may_be_label(texts)
    )
