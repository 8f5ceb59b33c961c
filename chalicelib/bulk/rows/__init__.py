"""The rows of each format: where each one begins, its text and the columns to keep."""

from collections.abc import Callable
from typing import NamedTuple

MAX_ROW_BYTES = 16 * 2**20
"""A longer row has no label: a part is read in bounded memory."""

BOM = b"\xef\xbb\xbf"
"""UTF-8's byte order mark, which a file may begin with."""


class Fields(NamedTuple):
    """The text of a row and the values of the columns to keep; or why it has no text."""

    text: str
    kept: tuple[object, ...] = ()
    error: str | None = None


class Row(NamedTuple):
    """Where a row is, and what it holds."""

    place: str
    fields: Fields


class Raw(NamedTuple):
    """The bytes of a row with the offset of the first one, or the reason why they are not a row."""

    at: int
    raw: bytes
    error: str | None = None

    def without_bom(self) -> "Raw":
        """Return a row without the byte order mark, if it is the first of a file."""
        if self.at == 0 and self.raw.startswith(BOM):
            return self._replace(at=len(BOM), raw=self.raw[len(BOM) :])
        return self


Parse = Callable[[bytes], Fields]


def too_long(size: int) -> str:
    """Return the error of a row that is too long."""
    return f"found a row of {size} bytes; expected at most {MAX_ROW_BYTES}"


def text_fields(value: object, kept: tuple[object, ...]) -> Fields:
    """Return the fields of a row whose text has this value.

    >>> text_fields(" ", ()).error, text_fields(5, ()).error
    ('the text is empty', 'the text is a number; expected a string')
    """
    if isinstance(value, str):
        return Fields(value, kept, None if value and not value.isspace() else "the text is empty")
    return Fields("", kept, f"the text is {json_kind(value)}; expected a string")


def json_kind(value: object) -> str:
    """Name the kind of a value of JSON or, by its type in Python, of Parquet.

    >>> [json_kind(value) for value in (None, True, 1.5, [], {}, "")]
    ['null', 'true or false', 'a number', 'an array', 'an object', 'a string']
    """
    if value is None:
        return "null"
    kinds: dict[type, str] = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        list: "an array",
        dict: "an object",
        str: "a string",
    }
    return kinds.get(type(value), f"of type {type(value).__name__}")
