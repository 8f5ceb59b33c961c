"""Open addresses as streams of bytes: the first bytes say what the rest is."""

import io
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from urllib.parse import unquote, urlsplit

from train.corpus.sources.addresses import (
    REMOTE,
    STANDARD_INPUT,
    Address,
    Source,
    directory_files,
    posix_path,
    tell_blank,
    workbook,
)
from train.corpus.sources.compression import (
    MAGIC_BYTES,
    find_compression,
    is_packed,
    unpack,
    unpacked_path,
)
from train.corpus.telling import Tell, tell_nobody
from train.errors import InputError
from train.scoring_files.byte_files import Rejoined, Told, Unpacked
from train.scoring_files.many_files import find_whole_texts
from train.scoring_files.unchanged import unchanged

if TYPE_CHECKING:
    from train.corpus.sources.s3_objects import S3Object

HEAD_BYTES = 2**20
"""How many first bytes decide the encoding, the format and the columns."""
PIECE_BYTES = 2**16


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
        return io.BufferedReader(Rejoined(self.head, self.rest), 2**16)

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
    """A stream, and whether it is one text, as are others of its directory or archive."""

    stream: ByteStream
    is_one_text: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """Whom to tell, what is given all bytes in order, and the columns that the user named."""

    tell: Tell
    update: Callable[[bytes], object] = len
    wanted: Sequence[str] = ()


def open_streams(address: Address, opening: Opening) -> Iterator[Found]:
    """Yield what an address holds; a stream is closed when the next one is asked for.

    Raises
    ------
    InputError
        If nothing can be read there, or an archive is damaged.
    """
    if isinstance(address, str) and REMOTE.match(address):
        yield from _remote(address, opening)
    elif str(address) == STANDARD_INPUT:
        yield from _opened("standard input", PurePosixPath("stdin"), sys.stdin.buffer, opening)
    elif Path(address).is_dir():
        found = _directory(directory_files(Path(address), opening.tell), opening)
        yield from _without_blank(str(address), found, opening.tell)
    else:
        yield from _file(Path(address), opening)


def _directory(files: Sequence[Path], opening: Opening) -> Iterator[Found]:
    is_one_text = find_whole_texts(map(_start, files), opening.wanted, opening.tell)
    for each in files:
        for stream, in_archive in _file(each, opening):
            yield Found(stream, in_archive or is_one_text(stream))


def _without_blank(where: str, files: Iterator[Found], tell: Tell) -> Iterator[Found]:
    """Yield those of several files that hold something, or that are one text each."""
    names: list[str] = []
    left = 0
    for found in files:
        if found.is_one_text or found.stream.head.strip():
            left += 1
            yield found
        else:
            names.append(found.stream.name)
    if not left:
        raise InputError(f"{where}: found no row; expected texts")
    tell_blank(names, tell)


def _start(path: Path) -> ByteStream:
    """Return the first stream in a file; only its first bytes can be read."""
    opened = _file(path, Opening(tell_nobody))
    with closing(opened):  # type: ignore[type-var]
        try:
            return next(opened).stream
        except InputError:  # told when the file is read
            return ByteStream(str(path), posix_path(path), b"", io.BytesIO())


def _remote(address: str, opening: Opening) -> Iterator[Found]:
    if address.lower().startswith("s3://"):
        from train.corpus.sources.s3_objects import open_s3

        found = _objects(open_s3(address, opening.tell), opening)
        is_prefix = address.endswith("/")
        yield from _without_blank(address, found, opening.tell) if is_prefix else found
        return
    from train.corpus.sources.remote import fetch_into

    with tempfile.TemporaryFile() as file:
        fetch_into(address, file)
        file.seek(0)
        path = PurePosixPath(unquote(urlsplit(address).path))
        yield from _opened(address, path, file, opening)


def _objects(objects: "Iterator[S3Object]", opening: Opening) -> Iterator[Found]:
    for each in objects:
        yield from _opened(each.address, each.path, io.BufferedReader(each.file), opening)


def _file(address: Path, opening: Opening) -> Iterator[Found]:
    path = workbook(address)
    try:
        file = path.open("rb")
    except FileNotFoundError as exc:
        raise InputError(f"{path}: no such file") from exc
    except OSError as exc:
        raise InputError(f"{path}: {exc.strerror}") from exc
    with file, unchanged(path, file):
        yield from _opened(str(address), posix_path(path), file, opening)


def _opened(name: str, path: PurePosixPath, file: BinaryIO, opening: Opening) -> Iterator[Found]:
    told = io.BufferedReader(Told(file, opening.update), PIECE_BYTES)
    yield from _unpacked(name, path, told, opening)
    while told.read(PIECE_BYTES):  # what follows the last row, or the end of what was packed
        pass


def _unpacked(name: str, path: PurePosixPath, file: BinaryIO, opening: Opening) -> Iterator[Found]:
    stream = _stream(name, path, file)
    compression = find_compression(stream.head, stream.ending)
    if compression is not None:
        unpacked = io.BufferedReader(
            Unpacked(name, compression, stream.file(), stream.head[:MAGIC_BYTES])
        )
        with closing(unpacked):
            inner = _stream(name, unpacked_path(path, compression), unpacked)
            yield from _archived(inner, opening) if is_packed(inner.head) else [Found(inner, False)]
    elif is_packed(stream.head):
        yield from _archived(stream, opening)
    else:
        yield Found(stream, False)


def _stream(name: str, path: PurePosixPath, file: BinaryIO) -> ByteStream:
    head = b""
    while len(head) < HEAD_BYTES and (piece := file.read(HEAD_BYTES - len(head))):
        head += piece
    return ByteStream(name, path, head, file)


def _archived(stream: ByteStream, opening: Opening) -> Iterator[Found]:
    """Unpack an archive in memory."""
    sources = list(unpack(stream.source(), opening.tell))
    is_one_text = find_whole_texts(map(_of_source, sources), opening.wanted, opening.tell)
    found = (Found(each, is_one_text(each)) for each in map(_of_source, sources))
    yield from _without_blank(stream.name, found, opening.tell)


def _of_source(source: Source) -> ByteStream:
    return _stream(source.name, source.path, io.BytesIO(source.raw))
