"""Files of bytes over other files: joined again, told as they are read, or unpacked."""

import io
from collections.abc import Callable
from typing import BinaryIO

from train.corpus.sources.compression import ERRORS, Compression, broken_file


class Rejoined(io.RawIOBase):
    """Bytes that were read already, then the rest of their file."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        """Keep what is read from."""
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read bytes into a buffer, and return how many."""
        piece = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)


class Told(io.RawIOBase):
    """A file that tells its bytes as they are read."""

    def __init__(self, file: BinaryIO, update: Callable[[bytes], object]) -> None:
        """Keep what is read from."""
        self._file, self._update = file, update

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read bytes into a buffer, and return how many."""
        piece = self._file.read(len(buffer))
        self._update(piece)
        buffer[: len(piece)] = piece
        return len(piece)


class Unpacked(io.RawIOBase):
    """What a packed file holds; a damaged one raises `InputError`."""

    def __init__(self, name: str, compression: Compression, packed: BinaryIO, head: bytes) -> None:
        """Keep what is read from."""
        self._name, self._compression, self._head = name, compression, head
        self._file = compression.open(packed)

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read bytes into a buffer, and return how many."""
        try:
            piece = self._file.read(len(buffer))
        except ERRORS as exc:
            raise broken_file(self._name, self._compression, self._head, exc) from exc
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        """Close the unpacked file; the packed one stays open."""
        self._file.close()
        super().close()
