"""Turn compiled patterns and templates of replacements into data."""

import re
import warnings
from typing import Any

Parts = str | list[str | int]
"""What replaces a match: a string, or strings and numbers of groups in order."""

_MARK = "\ue000"
_INLINE_FLAGS = re.compile(r"(?:\(\?[aiLmsux]+\))+")
_LETTERS = {re.A: "a", re.I: "i", re.M: "m", re.S: "s", re.X: "x"}


def source_of(pattern: str, flags: int) -> str | None:
    """Return a pattern with its flags inside, or None if `re` alone cannot express it.

    >>> source_of("^a", int(re.M)), source_of("(?i)a", int(re.M | re.S)), source_of("[a", 0)
    ('(?m)^a', '(?i)a', None)
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a set that `regex` and a later `re` read differently
            compiled = re.compile(pattern, flags & ~re.DEBUG)
    except (re.error, ValueError, OverflowError, RecursionError, Warning):
        return None
    inline = _INLINE_FLAGS.match(pattern)
    rest = pattern[inline.end() :] if inline else pattern
    letters = "".join(
        letter
        for flag, letter in _LETTERS.items()
        if compiled.flags & flag and _matters(letter, rest)
    )
    return f"(?{letters}){rest}" if letters else rest


def _matters(letter: str, pattern: str) -> bool:
    """Return whether a flag can change what a pattern matches."""
    if letter == "m":
        return "^" in pattern or "$" in pattern
    return letter != "s" or "." in pattern


def parts_of(template: Any, pattern: re.Pattern[str]) -> Parts | None:
    r"""Return the parts of a template as `re.sub` takes it, or None if it is none.

    >>> parts_of(r"<\1>\n", re.compile("(a)")), parts_of("$", re.compile("a"))
    (['<', 1, '>\n'], '$')
    """
    if not isinstance(template, str) or _MARK in template:
        return None
    names = {number: f"?P<{name}>" for name, number in pattern.groupindex.items()}
    groups = [f"{_MARK}{number};" for number in range(1, pattern.groups + 1)]
    whole = _MARK + "".join(groups)
    # A match whose groups are these marks shows where the template puts the groups.
    marked = [f"({names.get(number, '')}{mark})" for number, mark in enumerate(groups, 1)]
    match = re.fullmatch(_MARK + "".join(marked), whole)
    try:
        expanded = match.expand(template) if match else ""
    except (re.error, IndexError):
        return None
    return _parts(expanded, [whole, *groups])


def _parts(expanded: str, marks: list[str]) -> Parts:
    pieces = re.split(f"({'|'.join(marks)})", expanded)
    parts: list[str | int] = [
        marks.index(piece) if piece in marks else piece for piece in pieces if piece
    ]
    texts = [part for part in parts if isinstance(part, str)]
    return "".join(texts) if len(texts) == len(parts) else parts
