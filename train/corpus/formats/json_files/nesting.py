"""Give nested objects of JSON dotted names, and find the rows in a document of several objects."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from train.corpus.columns.judging import TEXT_NAMES, by_name, named

MOST_DEPTH = 16
MOST_OBJECTS = 50
"""A list of more objects, such as the words of a text, is a value."""
CONTROL = "from_name"
"""What an annotation is about, as Label Studio writes it: it is a part of the name."""
PIECES = frozenset({"entity", "slot_name", "userDefined"})
"""What an object has next to its text if it is a piece of one, as Snips and Dialogflow write it."""
SPEAKERS = ("role", "from")
ROLES = frozenset({"assistant", "developer", "gpt", "human", "model", "system", "user"})
"""Who says a message of a chat, in data to fine-tune a language model; it is a part of the name."""
INSTRUCTORS = ("system", "developer")
"""Whose messages are the same in each chat: no texts."""
WITHDRAWN = ("discarded", "draft")
DEEPEST_ROWS = 4


def flat_row(row: Mapping[str, object], kept: Collection[str]) -> Mapping[str, object]:
    """Return a row whose nested objects are values with dotted names, such as `review.body`.

    The objects of a list have one name: several distinct values of them are a list. An annotation
    that was cancelled has none. Columns that are `kept` also stay as they are.

    >>> flat_row({"a": {"b": "x"}, "c": [{"d": 1}, {"d": 1}], "e": [1]}, ())
    {'a.b': 'x', 'c.d': 1, 'e': [1]}
    """
    if any(isinstance(value, list) for value in row.values()):
        row = {name: _whole_text(value) for name, value in row.items()}
    if not any(map(_is_nested, row.values())):
        return row
    found: dict[str, list[object]] = defaultdict(list)
    for name, value in row.items():
        for path, leaf in _leaves(name, value, MOST_DEPTH):
            if (path == name or path not in row) and leaf not in found[path]:
                found[path].append(leaf)
        if name in kept and _is_nested(value):
            found[name].append(value)
    return {path: _joined(leaves) for path, leaves in found.items()}


def _whole_text(value: object) -> object:
    """Return a text whose pieces are strings and objects with a text, such as links in Telegram.

    >>> _whole_text(["see ", {"type": "link", "text": "a.test"}, "!"]), _whole_text(["a", "b"])
    ('see a.test!', ['a', 'b'])
    """
    if not isinstance(value, list) or len({*map(type, value)}) != 2:
        return value
    pieces = [each.get("text") if isinstance(each, dict) else each for each in value]
    whole = [piece for piece in pieces if isinstance(piece, str)]
    return "".join(whole) if len(whole) == len(value) else value


def _is_nested(value: object) -> bool:
    if isinstance(value, dict):
        return bool(value)
    are_objects = isinstance(value, list) and 0 < len(value) <= MOST_OBJECTS
    return are_objects and all(isinstance(each, dict) for each in value)  # type: ignore[attr-defined]


def _leaves(name: str, value: Any, depth: int) -> Iterator[tuple[str, object]]:
    if not depth or not _is_nested(value):
        yield name, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(f"{name}.{key}", each, depth - 1)
    elif _are_pieces(value):
        yield f"{name}.text", "".join(each["text"] for each in value)
    else:
        for each in value:
            speaker = _speaker(each)
            about = f"{name}.{speaker}" if speaker else name
            if each and speaker not in INSTRUCTORS and not _is_withdrawn(each):
                yield from _leaves(about, each, depth - 1)


def _are_pieces(value: list[dict[str, object]]) -> bool:
    """Return whether objects are the pieces of a text, some of them an entity of a chatbot."""
    are_texts = all(isinstance(each.get("text"), str) for each in value)
    return are_texts and any(not PIECES.isdisjoint(each) for each in value)


def _speaker(each: Mapping[str, object]) -> str:
    """Return what an annotation is about, or who says a message, or an empty string.

    >>> _speaker({"role": "user", "content": "see you"}), _speaker({"role": "admin"})
    ('user', '')
    """
    control = each.get(CONTROL)
    if isinstance(control, str):
        return control
    said = next((each[key] for key in SPEAKERS if key in each), "")
    return said if isinstance(said, str) and said in ROLES else ""


def _is_withdrawn(annotation: Mapping[str, object]) -> bool:
    return annotation.get("was_cancelled") is True or annotation.get("status") in WITHDRAWN


def _joined(leaves: list[object]) -> object:
    if len(leaves) == 1:
        return leaves[0]
    lists = [leaf if isinstance(leaf, list) else [leaf] for leaf in leaves]
    return [each for values in lists for each in values]


def nested_rows(document: Mapping[str, Any]) -> tuple[str, list[Any]] | None:
    """Return the name and the only list of several objects in a document, or None.

    If there are several, it is the one whose objects have a usual name of the text.
    """
    found = dict(_lists("", document, DEEPEST_ROWS))
    with_texts = {path: rows for path, rows in found.items() if has_text(rows[0])}
    chosen = with_texts if len(found) > 1 else found
    return next(iter(chosen.items())) if len(chosen) == 1 else None


def has_text(row: object) -> bool:
    """Return whether a row is an object with a usual name of the text, perhaps further in."""
    return isinstance(row, dict) and named([*flat_row(row, ())], TEXT_NAMES) is not None


def _lists(path: str, value: Mapping[str, Any], depth: int) -> Iterator[tuple[str, list[Any]]]:
    """Yield the lists of two objects or more, but for those of a row, which has a text itself."""
    texts = [name for name, each in value.items() if isinstance(each, str)]
    if not depth or by_name(texts, TEXT_NAMES) is not None:
        return
    for name, each in value.items():
        inner = f"{path}.{name}" if path else name
        if isinstance(each, dict):
            yield from _lists(inner, each, depth - 1)
        elif isinstance(each, list) and len(each) > 1 and _is_nested(each[:1]):
            yield inner, each
