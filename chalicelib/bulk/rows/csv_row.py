"""Read the records of a CSV by the names in its header."""

import csv
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from chalicelib.bulk.rows import MAX_ROW_BYTES, Fields, text_fields
from chalicelib.errors import BulkError

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = ",;\t|"
"""What may separate the fields of a `.csv`; the one that the header has most of does."""


def find_delimiter(header: str) -> str:
    r"""Return the delimiter of a header; a comma if it has none.

    >>> find_delimiter("id;text"), find_delimiter('"a;b",text'), find_delimiter("text")
    (';', ',', ',')
    """
    bare = "".join(header.split('"')[::2])  # every second piece is within quotes
    return max(DELIMITERS, key=bare.count)


def read_header(header: str, delimiter: str) -> list[str]:
    """Return the names of the columns, without white space around them."""
    return [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]


def text_column(names: Sequence[str], wanted: str | None, where: str) -> str:
    """Return the column of the texts: the one named, or `text`, or the only one.

    Raises
    ------
    BulkError
        If there is none; lists the columns.
    """
    if wanted is None and "text" not in names and len(names) == 1:
        return names[0]
    return column(names, wanted or "text", where)


def column(names: Sequence[str], wanted: str, where: str) -> str:
    """Return the name of a column that must be there once; raises `BulkError`."""
    count = list(names).count(wanted)
    if count > 1:
        raise BulkError(f"{where}: found {count} columns {wanted!r}; expected one of that name")
    if count == 0:
        listed = ", ".join(map(repr, names))[:500] or "none"
        raise BulkError(
            f"{where}: found no column {wanted!r}; expected one of the columns {listed}"
        )
    return wanted


class CsvRows:
    """Reads records.

    Parameters
    ----------
    names
        The names of the columns.
    text, keep
        The column of the texts, and those to copy; each must be one of the names.
    delimiter
        The character between two fields.
    """

    def __init__(
        self, names: Sequence[str], text: str, keep: Sequence[str], delimiter: str
    ) -> None:
        self._width = len(names)
        self._text = names.index(text)
        self._keep = [names.index(name) for name in keep]
        self._record = ""
        csv.field_size_limit(max(csv.field_size_limit(), MAX_ROW_BYTES))
        self._reader: Reader = csv.reader(self._records(), delimiter=delimiter)

    def parse(self, raw: bytes) -> Fields:
        """Return the fields of a record.

        >>> CsvRows(["id", "text"], "text", ["id"], ",").parse(b'7,"see ""you"" off"')
        Fields(text='see "you" off', kept=('7',), error=None)
        """
        try:
            self._record = str(raw, "utf-8")
        except UnicodeDecodeError:
            return self._error("the row is not in UTF-8")
        cells = next(self._reader)
        found = f"the row has {len(cells)} fields and the header {self._width}"
        if any(cells[self._width :]):
            return self._error(
                f"{found}; expected quotes around a text that contains the delimiter"
            )
        missing: list[str | None] = [None] * (self._width - len(cells))
        kept = tuple([(cells + missing)[place] for place in self._keep])
        if len(cells) <= self._text:
            return Fields("", kept, f"{found}; expected a text")
        return text_fields(cells[self._text], kept)

    def _records(self) -> Iterator[str]:
        """Yield the record in hand to the one reader, which would take longer to make anew."""
        while True:
            yield self._record

    def _error(self, error: str) -> Fields:
        return Fields("", (None,) * len(self._keep), error)
