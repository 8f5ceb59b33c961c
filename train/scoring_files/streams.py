"""Open addresses as streams of bytes: the first bytes say what the rest is."""

import io
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple
from urllib.parse import unquote, urlsplit

from train.corpus.formats.recognition import TABLE_ENDINGS
from train.corpus.sources.addresses import (
    REMOTE,
    STANDARD_INPUT,
    Address,
    Source,
    directory_files,
    posix_path,
)
from train.corpus.sources.compression import (
    ERRORS,
    MAGIC_BYTES,
    Compression,
    broken_file,
    find_compression,
    is_packed,
    unpack,
    unpacked_path,
)
from train.corpus.telling import Tell
from train.errors import InputError
from train.scoring_files.unchanged import unchanged

HEAD_BYTES = 2**20
"""How many first bytes decide the encoding, the format and the columns."""
PIECE_BYTES = 2**16


class _Rejoined(io.RawIOBase):
    """Bytes that were read already, then the rest of their file."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)


class _Told(io.RawIOBase):
    """A file that tells its bytes as they are read."""

    def __init__(self, file: BinaryIO, update: Callable[[bytes], object]) -> None:
        self._file, self._update = file, update

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._file.read(len(buffer))
        self._update(piece)
        buffer[: len(piece)] = piece
        return len(piece)


class _Unpacked(io.RawIOBase):
    """What a packed file holds; a damaged one raises `InputError`."""

    def __init__(self, name: str, compression: Compression, packed: BinaryIO, head: bytes) -> None:
        self._name, self._compression, self._head = name, compression, head
        self._file = compression.open(packed)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            piece = self._file.read(len(buffer))
        except ERRORS as exc:
            raise broken_file(self._name, self._compression, self._head, exc) from exc
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()


@dataclass(frozen=True, slots=True)
class ByteStream:
    """The first bytes of a file, and the file behind them."""

    name: str
    path: PurePosixPath
    head: bytes
    rest: BinaryIO

    @property
    def ending(self) -> str:
        """Return the file name's ending in lower case, such as `.csv`."""
        return self.path.suffix.lower()

    @property
    def is_whole(self) -> bool:
        """Whether the first bytes are all bytes."""
        return len(self.head) < HEAD_BYTES

    def file(self) -> io.BufferedReader:
        """Return the file from its start."""
        return io.BufferedReader(_Rejoined(self.head, self.rest), 2**16)

    def source(self, most: int | None = None) -> Source:
        """Read all of it.

        Raises
        ------
        InputError
            If it has more than `most` bytes.
        """
        raw = self.head + self.rest.read(-1 if most is None else max(0, most + 1 - len(self.head)))
        if most is not None and len(raw) > most:
            raise InputError(
                f"{self.name}: has more than {most:,} bytes in a format that is read whole; "
                "expected CSV, TSV or JSON lines, packed with gzip or not"
            )
        return Source(self.name, self.path, raw)


class Found(NamedTuple):
    """A stream, and whether it is one of several files of a directory or an archive."""

    stream: ByteStream
    is_one_of_many: bool


def open_streams(
    address: Address, tell: Tell, update: Callable[[bytes], object] = len
) -> Iterator[Found]:
    """Yield what an address holds; a stream is closed when the next one is asked for.

    `update` is given all bytes of the files, in their order, as `hashlib`'s does.

    Raises
    ------
    InputError
        If nothing can be read there, or an archive is damaged.
    """
    if isinstance(address, str) and REMOTE.match(address):
        yield from _remote(address, tell, update)
    elif str(address) == STANDARD_INPUT:
        name, path = "standard input", PurePosixPath("stdin")
        yield from _opened(name, path, sys.stdin.buffer, tell, update)
    elif Path(address).is_dir():
        files = directory_files(Path(address), tell)
        many = _are_many([posix_path(path) for path in files])
        for each in files:
            for found in _file(each, tell, update):
                yield Found(found.stream, many or found.is_one_of_many)
    else:
        yield from _file(Path(address), tell, update)


def _remote(address: str, tell: Tell, update: Callable[[bytes], object]) -> Iterator[Found]:
    if address.lower().startswith("s3://"):
        from train.corpus.sources.s3_objects import open_s3

        for each in open_s3(address, tell):
            yield from _opened(each.address, each.path, io.BufferedReader(each.file), tell, update)
        return
    from train.corpus.sources.remote import fetch_into

    with tempfile.TemporaryFile() as file:
        fetch_into(address, file)
        file.seek(0)
        path = PurePosixPath(unquote(urlsplit(address).path))
        yield from _opened(address, path, file, tell, update)


def _file(path: Path, tell: Tell, update: Callable[[bytes], object]) -> Iterator[Found]:
    try:
        file = path.open("rb")
    except FileNotFoundError as exc:
        raise InputError(f"{path}: no such file") from exc
    except OSError as exc:
        raise InputError(f"{path}: {exc.strerror}") from exc
    with file, unchanged(path, file):
        yield from _opened(str(path), posix_path(path), file, tell, update)


def _opened(
    name: str,
    path: PurePosixPath,
    file: BinaryIO,
    tell: Tell,
    update: Callable[[bytes], object],
) -> Iterator[Found]:
    told = io.BufferedReader(_Told(file, update), PIECE_BYTES)
    yield from _unpacked(name, path, told, tell)
    while told.read(PIECE_BYTES):  # what follows the last row, or the end of what was packed
        pass


def _unpacked(name: str, path: PurePosixPath, file: BinaryIO, tell: Tell) -> Iterator[Found]:
    stream = _stream(name, path, file)
    compression = find_compression(stream.head, stream.ending)
    if compression is not None:
        unpacked = io.BufferedReader(
            _Unpacked(name, compression, stream.file(), stream.head[:MAGIC_BYTES])
        )
        with closing(unpacked):
            inner = _stream(name, unpacked_path(path, compression), unpacked)
            yield from _archived(inner, tell) if is_packed(inner.head) else [Found(inner, False)]
    elif is_packed(stream.head):
        yield from _archived(stream, tell)
    else:
        yield Found(stream, False)


def _stream(name: str, path: PurePosixPath, file: BinaryIO) -> ByteStream:
    head = b""
    while len(head) < HEAD_BYTES and (piece := file.read(HEAD_BYTES - len(head))):
        head += piece
    return ByteStream(name, path, head, file)


def _archived(stream: ByteStream, tell: Tell) -> Iterator[Found]:
    """Unpack an archive in memory."""
    sources = list(unpack(stream.source(), tell))
    many = _are_many([source.path for source in sources])
    for source in sources:
        yield Found(_stream(source.name, source.path, io.BytesIO(source.raw)), many)


def _are_many(paths: Sequence[PurePosixPath]) -> bool:
    """Return whether several files are no tables, so that each is one text."""
    return sum(path.suffix.lower() not in TABLE_ENDINGS for path in paths) > 1
