"""Make the invisible characters of a text visible, so that a report hides nothing of it."""

import re
import sys
import unicodedata

SIGNS = {" ": "\N{OPEN BOX}", "\n": "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}", "\t": "\u21e5"}
INVISIBLE_CATEGORIES = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs")
"""Control, format, unassigned, private and surrogate characters, and all separators."""


_ESCAPE = re.compile(r"\\u([0-9a-f]{4})|\\U([0-9a-f]{8})")


def visible(text: str, *, mark_spaces: bool = False) -> str:
    r"""Replace invisible characters; keep spaces and newlines unless `mark_spaces` is true.

    Spaces, newlines and tabs become signs. All others become Python's escapes: these need no
    special font, and a right-to-left override cannot reverse the rest of the line.

    >>> visible("a b\x00")
    'a b\\u0000'
    >>> visible("a b", mark_spaces=True) == "a\N{OPEN BOX}b"
    True
    """
    return "".join(
        character if character in " \n" and not mark_spaces else _visible_character(character)
        for character in text
    )


def visible_line(text: str) -> str:
    r"""Replace invisible characters and newlines, so that the text stays on one line.

    >>> visible_line("a b\n\x1b[2J") == "a b\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}\\u001b[2J"
    True
    """
    return visible(text).replace("\n", SIGNS["\n"])


def as_typed(shown: str) -> str:
    r"""Undo `visible`: return the text that is shown.

    A text that holds such an escape itself comes back changed, but equally so with and without
    `visible`: `as_typed(visible(text)) == as_typed(text)`.

    >>> as_typed(visible("a\t\x00b")) == "a\t\x00b"
    True
    """
    text = shown.replace(SIGNS["\t"], "\t")
    return _ESCAPE.sub(lambda match: _character(int(match[1] or match[2], 16)), text)


def _character(code: int) -> str:
    return chr(code) if code <= sys.maxunicode else ""


def _visible_character(character: str) -> str:
    if character in SIGNS:
        return SIGNS[character]
    # A zero-width joiner stays: it holds an emoji such as a family together.
    if character == "\N{ZERO WIDTH JOINER}":
        return character
    if unicodedata.category(character) in INVISIBLE_CATEGORIES:
        code = ord(character)
        return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
    return character
