r"""Read the values of header fields: encoded words, parameters, comments (RFC 2045, 2047, 2231).

Lenient, and in time that is linear in a value's length. Standard library only.
"""

import re
from collections.abc import Callable
from email.errors import HeaderParseError
from email.header import decode_header

Decode = Callable[[bytes, str], str]
"""Decodes bytes by the name of their encoding, which may be unknown or empty; never raises."""

MAX_COMMENT_DEPTH = 10
"""Comments in comments that are removed."""

_QUOTED_OR_COMMENT = re.compile(r'"(?:\\.|[^"\\])*+"?|\((?:\\.|[^()\\])*+\)', re.S)
# `charset="utf-8"`, `boundary=a_b`; of RFC 2231's forms, `name*=utf-8''a%20b`, `name*0="a"` and
# `name*0*=utf-8''a`.
_PARAMETER = re.compile(
    r""";\s*+([\w-]+)(?:\*(\d{1,2})(?!\d))?(\*)?\s*+=\s*+(?:"((?:\\.|[^"\\])*+)"?|([^\s;"]++))""",
    re.S,
)
_QUOTED_PAIR = re.compile(r"\\(.)", re.S)
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")


def parameters_of(value: bytes) -> tuple[str, dict[str, str]]:
    r"""Return a field's value in lower case, and its parameters; of one name the first counts.

    A value that is divided is put together. Of a value with a charset, the bytes are characters.

    >>> parameters_of(b'Multipart/Mixed (of two); Boundary*0="=_"; boundary*1=a; x=1; x=2')
    ('multipart/mixed', {'boundary': '=_a', 'x': '1'})
    >>> parameters_of(b"attachment; filename*=utf-8''a%20b.exe")
    ('attachment', {'filename': 'a b.exe'})
    """
    text = _without_comments(value.decode("latin-1"))
    pieces: dict[str, dict[int, str]] = {}
    for match in _PARAMETER.finditer(text):
        name, number, is_encoded, quoted, token = match.groups()
        piece = token if quoted is None else _QUOTED_PAIR.sub(r"\1", quoted)
        if is_encoded:
            piece = piece.split("'", 2)[-1] if not number or int(number) == 0 else piece
            piece = _PERCENT.sub(lambda digits: chr(int(digits[1], 16)), piece)
        pieces.setdefault(name.lower(), {}).setdefault(int(number or 0), piece)
    found = {name: "".join(_in_order(numbered)) for name, numbered in pieces.items()}
    return text.partition(";")[0].strip().lower(), found


def _in_order(numbered: dict[int, str]) -> list[str]:
    return [numbered[number] for number in sorted(numbered)]


def _without_comments(text: str) -> str:
    """Return a value with its comments replaced by spaces; quoted text is not a comment."""
    for _ in range(MAX_COMMENT_DEPTH):
        if "(" not in text:
            break
        text = _QUOTED_OR_COMMENT.sub(lambda match: " " if match[0][0] == "(" else match[0], text)
    return text


def field_text(value: bytes, decode: Decode) -> str:
    """Return a header field on one line, its encoded words decoded (RFC 2047)."""
    text = decode(value, "utf-8")
    if b"=?" in value:
        try:
            words = decode_header(value.decode("latin-1"))
        except HeaderParseError:
            words = []
        pieces = [
            decode(word, charset or "") if isinstance(word, bytes) else word
            for word, charset in words
        ]
        text = "".join(pieces) or text
    return " ".join(text.split())
