r"""Cut lines of CSV into records: a line break within quotes ends none.

A quote opens a field only as its first byte, as Python's `csv` has it: in `5" pipe` it is a
character. A quote that is never closed would make one record of the rest of the file, so it is
taken for a mistake of its line, which becomes a record of its own with an error.

Whether a line break ends a record depends on the bytes before it, back to the start of the file. So
a CSV is cut only where a record ends, and each part is cut into the same records as the whole file:
no record of the whole reaches over a cut, and a quote that is open at a cut is open for ever.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from chalicelib.bulk.rows import MAX_ROW_BYTES, Raw

UNCLOSED = "a quote opens a field and is not closed"


class _Quotes(NamedTuple):
    """Patterns that match a line whose end is within quotes, from outside and from within."""

    opened: re.Pattern[bytes]
    still_open: re.Pattern[bytes]


@cache
def _quotes(delimiter: str) -> _Quotes:
    """Return the patterns for a delimiter.

    A field is `"a ""b"" c"d`, whose text is `a "b" cd`, or `a"b`, or nothing. The quantifiers are
    possessive, so no line takes more than linear time.
    """
    d = re.escape(delimiter).encode()
    inside = rb'[^"]*+(?:""[^"]*+)*+'
    plain = rb"[^" + d + rb"]*+"
    field = rb'(?>"' + inside + rb'"' + plain + rb'|(?!")' + plain + rb")"
    opened = rb"(?:" + field + d + rb')*+"' + inside
    return _Quotes(re.compile(opened), re.compile(inside + rb'(?:"' + plain + d + opened + rb")?+"))


def records(lines: Iterable[Raw], delimiter: str) -> Iterator[Raw]:
    r"""Yield the records of a CSV, with their line ends.

    Parameters
    ----------
    lines
        The lines with their ends, from the start of a record.
    delimiter
        One character of ASCII between two fields.

    Examples
    --------
    >>> from chalicelib.bulk.rows.lines import any_lines
    >>> [raw for _, raw, _ in records(any_lines([b'1,"a\nb"\n5" pipe\n"c\nd'], 0), ",")]
    [b'1,"a\nb"\n', b'5" pipe\n', b'"c\n', b'd']
    """
    quotes = _quotes(delimiter)
    again: deque[Raw] = deque()
    rest = iter(lines)
    while (line := again.popleft() if again else next(rest, None)) is not None:
        if b'"' not in line.raw or not quotes.opened.fullmatch(line.raw):
            yield line
            continue
        taken = _until_closed(line, again, rest, quotes.still_open)
        if taken is None:
            yield Raw(line.at, line.raw, UNCLOSED)
        else:
            yield Raw(line.at, b"".join(each.raw for each in taken))


def _until_closed(
    first: Raw, again: deque[Raw], rest: Iterator[Raw], still_open: re.Pattern[bytes]
) -> list[Raw] | None:
    """Return the lines of a record; or None, and put the lines after the first one back."""
    taken, size = [first], len(first.raw)
    while size <= MAX_ROW_BYTES:
        line = again.popleft() if again else next(rest, None)
        if line is None:
            break
        taken.append(line)
        if line.error is not None:
            break
        size += len(line.raw)
        if size <= MAX_ROW_BYTES and not still_open.fullmatch(line.raw):
            return taken
    again.extendleft(reversed(taken[1:]))
    return None
