"""Keep labelled texts on disk, and read them back in random order, a part at a time.

A file that is sorted by label would ruin a model that learns from it text by text. So each row goes
to one of many temporary files at random, and the rows of a file are shuffled when it is read: any
order of the rows is as likely as any other, while one file at most is in memory.
"""

import struct
from collections.abc import Iterator
from contextlib import ExitStack
from random import Random
from typing import BinaryIO, NamedTuple, Self

from train.streaming.temporary_files import (
    close_file,
    no_room,
    temporary_directory,
    temporary_file,
)

FILES = 64
BUFFER_BYTES = 2**16
MOST_BYTES_READ = 2**25
"""The most bytes of rows that are in memory at once; a larger file is spread over others first."""

START_BYTES = 2**16
"""A text counts in `start_bytes` up to so many bytes."""

_HEAD = struct.Struct("<IHQ")
"""Before each text: how many bytes it has, the number of its label, and its key."""


class StoredRow(NamedTuple):
    """A text, the number of its label, and its key as a number."""

    label: int
    key: int
    text: str


class ShuffledRows:
    """Rows on disk; a context manager, after which they are gone.

    `texts` and `text_bytes` count what was added; `start_bytes` counts only the start of each text.
    """

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - repeatable, no secret
        self._stack = ExitStack()
        self.directory = temporary_directory()
        self._files = [self._opened() for _ in range(FILES)]
        self._buffers = [bytearray() for _ in range(FILES)]
        self.texts = 0
        self.text_bytes = 0
        self.start_bytes = 0

    def _opened(self) -> BinaryIO:
        file = temporary_file()
        self._stack.callback(close_file, file)
        return file

    def __enter__(self) -> Self:
        """Return this object."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what is on disk."""
        self._stack.close()

    def add(self, label: int, key: int, text: str) -> int:
        """Store a row; return the number of its bytes in UTF-8.

        Raises
        ------
        InputError
            If the disk is full.
        """
        raw = text.encode("utf-8", "surrogatepass")
        self._put(_HEAD.pack(len(raw), label, key) + raw)
        self.texts += 1
        self.text_bytes += len(raw)
        self.start_bytes += min(len(raw), START_BYTES)
        return len(raw)

    def _put(self, record: bytes) -> None:
        number = int(self._random.random() * FILES)
        buffer = self._buffers[number]
        buffer += record
        if len(buffer) >= BUFFER_BYTES:
            self._flush(number)

    def _flush(self, number: int) -> None:
        try:
            self._files[number].write(self._buffers[number])
            self._files[number].flush()
        except OSError as exc:
            raise no_room(exc) from exc
        self._buffers[number].clear()

    def read(self, seed: int) -> Iterator[StoredRow]:
        """Yield all rows in an order that the seed decides."""
        for number in range(FILES):
            self._flush(number)
        random = Random(seed)  # noqa: S311 - repeatable, no secret
        for number in random.sample(range(FILES), FILES):
            yield from self._read_file(self._files[number], random)

    def _read_file(self, file: BinaryIO, random: Random) -> Iterator[StoredRow]:
        size = file.seek(0, 2)
        file.seek(0)
        if size > MOST_BYTES_READ:
            with ShuffledRows(random.getrandbits(32)) as spread:
                while head := file.read(_HEAD.size):
                    spread._put(head + file.read(_HEAD.unpack(head)[0]))
                yield from spread.read(random.getrandbits(32))
            return
        raw = file.read()
        starts = list(_starts(raw))
        random.shuffle(starts)
        for start in starts:
            length, label, key = _HEAD.unpack_from(raw, start)
            text = raw[start + _HEAD.size : start + _HEAD.size + length]
            yield StoredRow(label, key, text.decode("utf-8", "surrogatepass"))


def _starts(raw: bytes) -> Iterator[int]:
    at = 0
    while at < len(raw):
        yield at
        at += _HEAD.size + _HEAD.unpack_from(raw, at)[0]
