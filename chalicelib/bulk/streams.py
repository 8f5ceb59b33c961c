"""Streams of bytes: a file over pieces, and the pieces of a packed file."""

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator

from chalicelib.errors import BulkError

UNPACKED_BYTES = 2**20


class Pieces(io.RawIOBase):
    """A file whose bytes come in pieces."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._held = memoryview(b"")

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer with what is there."""
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._held = memoryview(piece)
        length = min(len(buffer), len(self._held))
        buffer[:length] = self._held[:length]
        self._held = self._held[length:]
        return length


def unpacked(pieces: Iterable[bytes], where: str) -> Iterator[bytes]:
    """Yield the pieces of a gzip file, which may consist of several members.

    Raises
    ------
    BulkError
        If it is damaged or cut off.
    """
    with gzip.GzipFile(fileobj=io.BufferedReader(Pieces(pieces), UNPACKED_BYTES)) as file:
        while piece := _read(file, where):
            yield piece


def _read(file: gzip.GzipFile, where: str) -> bytes:
    try:
        return file.read(UNPACKED_BYTES)
    except (EOFError, gzip.BadGzipFile, zlib.error) as exc:
        raise BulkError(f"{where}: expected a whole gzip file ({exc})") from exc
