r"""Cut a stream of bytes into lines: those of JSON end with \n, those of CSV also with \r.

A part owns the lines whose first byte is in its range, so no scan is needed to cut a file into
parts: whatever the ranges, each line begins in one of them.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from chalicelib.bulk.rows import MAX_ROW_BYTES, Raw, too_long


def owned_lines(pieces: Iterable[bytes], start: int, end: int) -> Iterator[Raw]:
    r"""Yield the lines that begin in a range, without their `\n`.

    Parameters
    ----------
    pieces
        The bytes of the file from `start - 1` on, or from 0 if the range begins there. They may go
        on to the end of the file; no more are asked for than the last line needs.
    start, end
        The range, whose end is outside.

    Examples
    --------
    >>> list(owned_lines([b"\nb\ncc", b"c\nd"], 2, 5))
    [Raw(at=2, raw=b'b', error=None), Raw(at=4, raw=b'ccc', error=None)]
    """
    if start == 0:
        return _lines(pieces, 0, end)
    rest, at = iter(pieces), start - 1
    for piece in rest:
        cut = piece.find(b"\n") + 1
        if cut:
            return _lines(chain([piece[cut:]], rest), at + cut, end)
        at += len(piece)
        if at >= end:  # the line before goes on to the end of the range
            break
    return iter(())


def _lines(pieces: Iterable[bytes], at: int, end: int) -> Iterator[Raw]:
    held, lost = b"", 0
    for piece in pieces:
        *lines, held = (held + piece).split(b"\n")
        for line in lines:
            if at >= end:
                return
            yield _line(at, line, lost)
            at += len(line) + lost + 1
            lost = 0
        if at >= end:
            return
        held, lost = _bounded(held, lost)
    if held or lost:
        yield _line(at, held, lost)


def any_lines(pieces: Iterable[bytes], at: int) -> Iterator[Raw]:
    r"""Yield all lines with their endings: `\n`, `\r\n` or `\r`.

    >>> [raw for _, raw, _ in any_lines([b"a\r", b"\nb\r", b"c"], 0)]
    [b'a\r\n', b'b\r', b'c']
    """
    held, lost = b"", 0
    for piece in chain(pieces, [b""]):
        lines = (held + piece).splitlines(keepends=True)
        # The last line may go on, and a \n may follow its \r.
        held = lines.pop() if piece and not lines[-1].endswith(b"\n") else b""
        for line in lines:
            yield _line(at, line, lost)
            at += len(line) + lost
            lost = 0
        held, lost = _bounded(held, lost)


def _bounded(held: bytes, lost: int) -> tuple[bytes, int]:
    r"""Drop the start of a line that is too long; its last byte may be a `\r`."""
    if len(held) + lost <= MAX_ROW_BYTES:
        return held, lost
    return held[-1:], lost + len(held) - 1


def _line(at: int, line: bytes, lost: int) -> Raw:
    size = len(line) + lost
    return Raw(at, line) if size <= MAX_ROW_BYTES else Raw(at, b"", too_long(size))
