"""Write plain data as Python source: the value that a name has, not how the author computed it."""

import ast
import re
from collections.abc import Iterable
from typing import Any

import numpy as np

MAX_CHARACTERS = 1_000_000
_WIDTH = 96
_BRACKETS: dict[Any, tuple[str, str]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    frozenset: ("{", "}"),
    dict: ("{", "}"),
}


def literal(value: Any) -> str | None:
    """Return the source of a value, or None if it is not plain data.

    Plain are strings, bytes, numbers, True, False, None, and lists, tuples, sets, frozensets and
    dictionaries of them. Sets are sorted, so that the same value gives the same source.

    >>> literal({"b", "a"}), literal((1,)), literal(float("inf")), literal(object())
    ("{'a', 'b'}", '(1,)', "float('inf')", None)
    """
    try:
        text = _literal(value)
    except (RecursionError, _NotPlainError):
        return None
    return text if len(text) <= MAX_CHARACTERS else None


def assignment(name: str, text: str) -> str:
    """Return an assignment of a literal, wrapped if it is long.

    >>> print(assignment("WORDS", "['free', 'prize']"))
    WORDS = ['free', 'prize']
    """
    line = f"{name} = {text}"
    if len(line) <= _WIDTH or "\n" in text:
        return line
    pieces = re.findall(r"(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^'\", ]| (?! ))+,? ?", text)
    if "".join(pieces) != text:
        return line
    return f"{name} = " + "\n".join(_wrapped(pieces))


def _wrapped(pieces: Iterable[str]) -> Iterable[str]:
    """Yield lines of at most `_WIDTH` characters, except for longer pieces."""
    line = ""
    for piece in pieces:
        if line and len(line) + len(piece) > _WIDTH:
            yield line.rstrip()
            line = "    "
        line += piece
    yield line


class _NotPlainError(Exception):
    """Raised if a part of a value is not plain data."""


def _literal(value: Any) -> str:
    if isinstance(value, np.generic):
        value = value.item()
    kind = type(value)
    if value is None or kind in (str, bytes, bool, int):
        return repr(value)
    if value is ...:
        return "..."
    if isinstance(value, re.RegexFlag):
        return repr(int(value))
    if kind is float:
        return repr(value) if np.isfinite(value) else f"float({str(value)!r})"
    if kind not in _BRACKETS:
        raise _NotPlainError
    return _collection(value, kind)


def _collection(value: Any, kind: type) -> str:
    if kind is dict:
        items = [f"{_literal(key)}: {_literal(each)}" for key, each in value.items()]
    else:
        items = [*map(_literal, value)]
    if kind in (set, frozenset):
        items.sort()
    opening, closing = _BRACKETS[kind]
    ending = "," if kind is tuple and len(items) == 1 else ""
    text = opening + ", ".join(items) + ending + closing
    if kind is set:
        return text if items else "set()"
    return f"frozenset({text if items else ''})" if kind is frozenset else text


def parsed(text: str) -> ast.expr:
    """Return the syntax tree of an expression."""
    return ast.parse(text, mode="eval").body
