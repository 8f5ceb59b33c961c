"""Unpack gzip, bzip2, xz, zip and tar, recognized by their first bytes; the sizes are bounded."""

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple, Protocol

from train.corpus.sources.addresses import Source, data_files, no_data, tell_left_out
from train.corpus.telling import Tell
from train.errors import InputError

MAX_BYTES = 2**31
"""The most that one file may unpack to: a few kilobytes can unpack to any size."""
MAX_DEPTH = 4
"""How many archives may be inside each other."""
OFFICE = ("[Content_Types].xml", "mimetype")
"""Members that only an office document has; such a zip file is one table."""
TAR_MAGIC = slice(257, 262)
FAULTS = (NotImplementedError, ValueError)
"""What `zipfile` raises for a method that it does not know, and for a place before the file."""
ERRORS = (OSError, EOFError, zlib.error, lzma.LZMAError)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def close(self) -> None: ...


class Compression(NamedTuple):
    """A way to pack one file, and the first bytes and the endings that it is known by."""

    name: str
    magic: bytes
    endings: tuple[str, ...]
    open: "Callable[[BinaryIO], _Readable]"
    pack: "Callable[[bytes], bytes]"


def _gzip_file(raw: BinaryIO) -> gzip.GzipFile:
    return gzip.GzipFile(fileobj=raw)


def _gzip(raw: bytes) -> bytes:
    return gzip.compress(raw, mtime=0)


GZIP = Compression("gzip", b"\x1f\x8b", (".gz", ".tgz"), _gzip_file, _gzip)
COMPRESSIONS = (
    GZIP,
    Compression("bzip2", b"BZh", (".bz2", ".tbz2"), bz2.BZ2File, bz2.compress),
    Compression("xz", b"\xfd7zXZ\0", (".xz", ".txz"), lzma.LZMAFile, lzma.compress),
)
MAGIC_BYTES = max(len(each.magic) for each in COMPRESSIONS)
ZSTANDARD = b"\x28\xb5\x2f\xfd"
ZIP = b"PK\x03\x04"


def unpack(source: Source, tell: Tell, depth: int = 0) -> Iterator[Source]:
    """Yield the files in a source, or the source itself if it is not packed.

    Raises
    ------
    InputError
        If the source is damaged, encrypted, or unpacks to more than `MAX_BYTES`.
    """
    if depth > MAX_DEPTH:
        raise InputError(f"{source.name}: found more than {MAX_DEPTH} archives inside each other")
    if source.raw.startswith(ZSTANDARD):
        raise InputError(f"{source.name}: is packed with zstd; unpack it with 'zstd -d' first")
    compression = find_compression(source.raw, source.ending)
    if compression is not None:
        yield from unpack(decompressed(source, compression), tell, depth + 1)
        return
    members = _members(source, tell)
    if members is None:
        yield source
        return
    for member in members:
        yield from unpack(member, tell, depth + 1)


def find_compression(head: bytes, ending: str) -> Compression | None:
    """Return how a file is packed, by its first bytes or its ending; None if it is not."""
    for compression in COMPRESSIONS:
        if head.startswith(compression.magic) or ending in compression.endings[:1]:
            return compression
    return None


def is_packed(head: bytes) -> bool:
    """Return whether the first bytes are those of a packed file or an archive."""
    magics = (*(each.magic for each in COMPRESSIONS), ZSTANDARD, ZIP)
    return head.startswith(magics) or head[TAR_MAGIC] == b"ustar"


def unpacked_path(path: PurePosixPath, compression: Compression) -> PurePosixPath:
    """Return the path of what a packed file holds: without the ending of the compression."""
    return path.with_suffix("") if path.suffix.lower() in compression.endings else path


def decompressed(source: Source, compression: Compression) -> Source:
    """Return what a packed source holds; raises what `unpack` does."""
    try:
        with closing(compression.open(BytesIO(source.raw))) as file:
            raw = file.read(MAX_BYTES + 1)
    except ERRORS as exc:
        raise broken_file(source.name, compression, source.raw, exc) from exc
    _check_size(source.name, len(raw))
    return replace(source, raw=raw, path=unpacked_path(source.path, compression))


def broken_file(name: str, compression: Compression, head: bytes, error: Exception) -> InputError:
    """Return the error for a file that cannot be unpacked; `head` are its first bytes."""
    kind = compression.name
    if head.startswith(compression.magic):
        return InputError(f"{name}: the {kind} file is damaged or cut off ({error})")
    return InputError(f"{name}: expected a {kind} file ({error})")


def _check_size(name: str, size: int) -> None:
    if size > MAX_BYTES:
        raise InputError(f"{name}: unpacks to more than {MAX_BYTES:,} bytes")


def _members(source: Source, tell: Tell) -> Iterator[Source] | None:
    """Return the members of an archive, or None if the source is none."""
    if source.raw.startswith(ZIP):
        return _zip_members(source, tell)
    return _tar_members(source, tell) if source.raw[TAR_MAGIC] == b"ustar" else None


def _zip_members(source: Source, tell: Tell) -> Iterator[Source] | None:
    try:
        archive = zipfile.ZipFile(BytesIO(source.raw))
    except (zipfile.BadZipFile, *ERRORS) as exc:
        raise InputError(f"{source.name}: expected a zip file ({exc})") from exc
    infos = {info.filename: info for info in archive.infolist() if not info.is_dir()}
    if any(name in infos for name in OFFICE):
        return None
    if any(info.flag_bits & 1 for info in infos.values()):
        raise InputError(f"{source.name}: is encrypted; unpack it first")
    _check_size(source.name, sum(info.file_size for info in infos.values()))
    return _each(source, list(infos), archive.read, tell)


def _tar_members(source: Source, tell: Tell) -> Iterator[Source]:
    try:
        archive = tarfile.open(fileobj=BytesIO(source.raw), mode="r:")  # noqa: SIM115 - in memory
        infos = {info.name: info for info in archive.getmembers() if info.isfile()}
    except tarfile.TarError as exc:
        raise InputError(f"{source.name}: expected a tar file ({exc})") from exc

    def read(name: str) -> bytes:
        file = archive.extractfile(infos[name])
        return file.read() if file else b""

    return _each(source, list(infos), read, tell)


def _each(
    source: Source, names: list[str], read: Callable[[str], bytes], tell: Tell
) -> Iterator[Source]:
    kept, left_out = data_files(names)
    if not kept:
        raise InputError(
            f"{source.name}: found no file with data in this archive{no_data(left_out)}"
        )
    tell_left_out(source.name, left_out, tell)
    for name in kept:
        where = f"{source.name}: {name}"
        try:
            path = PurePosixPath(source.path.stem, name)
            yield Source(where, path, read(name), is_named=False)
        except (zipfile.BadZipFile, tarfile.TarError, *FAULTS, *ERRORS) as exc:
            raise InputError(f"{where}: cannot be unpacked ({exc})") from exc
