"""Find R's missing values: NA without quotes, in a file whose other strings have quotes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _csv import Reader

NA = "NA"


class KeptLines:
    """Lines that are kept until the row that they make is read."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._kept: list[str] = []

    def __iter__(self) -> Iterator[str]:
        """Yield the lines."""
        for line in self._lines:
            self._kept.append(line)
            yield line

    def take(self) -> str:
        """Return the lines since the last call."""
        text = "".join(self._kept)
        self._kept.clear()
        return text


def are_all_quoted(line: str, delimiter: str) -> bool:
    """Return whether each field of a line has quotes: its program gives them to all strings.

    >>> are_all_quoted('"label","text"', ","), are_all_quoted('NA,"well, yes"', ",")
    (True, False)
    """
    field = '"(?:[^"]|"")*"'
    return re.fullmatch(rf"{field}(?:{re.escape(delimiter)}{field})*\s*", line) is not None


def without_na(rows: "Reader", lines: KeptLines, delimiter: str) -> Iterator[Sequence[str | None]]:
    """Yield the rows with None for each NA without quotes."""
    raw = re.compile(
        r'("(?:[^"]|"")*"|[^"{0}\r\n]*)(?:{0}|[\r\n]*\Z)'.replace("{0}", re.escape(delimiter))
    )
    for row in rows:
        text = lines.take()
        if NA in row:
            found = [match[1] for match in raw.finditer(text.lstrip("\r\n"))]
            yield [
                None if (field, bare) == (NA, NA) else field
                for field, bare in zip(row, found, strict=False)
            ]
        else:
            yield row
