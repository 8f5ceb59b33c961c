r"""Texts in the cells of a sheet: written so that a spreadsheet leaves them alone, and read back.

A text that a spreadsheet would run as a formula, or turn into a number, a date or a truth value,
gets an apostrophe before it. What no file can hold, NUL and half a surrogate pair, is written
as `\u0000` and `\ud800`.
"""

import re

from train.evaluation.predictions import text_key

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a cell that begins with one of these; a sender of spam may know that."""

LONGEST_VALUE = 32
"""Dates, times and numbers are not longer, such as `30. September 2026 10:30:00`."""

_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
"""What a file cannot hold, or most readers refuse: NUL, and half a surrogate pair."""

_ESCAPED = re.compile(r"\\u(0000|d[89a-f][0-9a-f]{2})")
_VALUE = re.compile(r"true|false|[^\W\d_]{0,9}\W*\d.*", re.IGNORECASE)
"""A text that may be a value: it begins with a digit, perhaps after a sign or the name of a month,
or is a truth value."""


def guarded(text: str) -> str:
    """Return a text as it is written into a cell.

    >>> guarded("=1+1"), guarded("0791 234"), guarded("May 5"), guarded("See you at 8")
    ("'=1+1", "'0791 234", "'May 5", 'See you at 8')
    """
    written = _UNWRITABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    is_value = len(text) <= LONGEST_VALUE and _VALUE.fullmatch(text.strip())
    return f"'{written}" if is_value or text.startswith(FORMULA_SIGNS) else written


def texts_of(cell: object) -> dict[str, str]:
    """Return by its key each text that a cell may hold: as it is, and as `guarded` writes it."""
    written = str(cell or "")
    escaped = (written[1:], written)
    read = (_ESCAPED.sub(lambda match: chr(int(match[1], 16)), each) for each in escaped)
    return {text_key(each): each for each in (*read, *escaped)}
