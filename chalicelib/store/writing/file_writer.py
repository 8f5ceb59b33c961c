"""Write to a local directory: whole files or nothing, on the disk before the next write begins."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EINVAL, ENOTSUP
from itertools import chain
from pathlib import Path
from typing import BinaryIO, ClassVar

from chalicelib.errors import NotInStoreError, StoreError
from chalicelib.store.directory import DirectoryReader
from chalicelib.store.writing import MAX_REPLACED_BYTES
from chalicelib.store.writing.file_lock import CAN_LOCK, locked, open_safely, try_lock

LOCK = ".lock"
PARTIAL = ".*.partial"
"""The names of files that are being written."""


class FileWriter(DirectoryReader):
    """A local directory in which files can be written.

    `also_tidied` are patterns of partial files in other folders than that of the written file.
    """

    also_tidied: ClassVar[tuple[str, ...]] = ()

    def create(self, key: str, raw: bytes) -> bool:
        """Write a new file, see `KeyWriter.create`."""
        with self._partial_file(key, raw) as (partial, path):
            try:
                os.link(partial, path)
            except FileExistsError:
                # A network file system may report an error for a link that it has made.
                return path.exists() and path.samefile(partial)
            sync_directory(path.parent)
            return True

    def replace_if_unchanged(self, key: str, raw: bytes, tag: str | None) -> bool:
        """Replace a file, see `KeyWriter.replace_if_unchanged`; writers wait for each other."""
        with self._partial_file(key, raw) as (partial, path), locked(self.root / LOCK):
            if self._tag(key) != tag:
                return False
            partial.replace(path)
            sync_directory(path.parent)
            return True

    def _tag(self, key: str) -> str | None:
        try:
            return self._get(key, MAX_REPLACED_BYTES).tag
        except NotInStoreError:
            return None

    @contextmanager
    def _partial_file(self, key: str, raw: bytes) -> Iterator[tuple[Path, Path]]:
        """Write a partial file in the target's directory; yield its path and the target's.

        It must be in the same directory, because links and renames work only within a file system.
        It stays locked as long as its writer lives, so that others know whether to delete it.
        """
        path = self.root / key
        try:
            _make_directory(path.parent)
            self._delete_abandoned_files(path.parent)
            with _locked_partial_file(path) as (partial, file):
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
                if not CAN_LOCK:  # pragma: no cover - Windows does not rename an open file
                    file.close()
                yield partial, path
        except OSError as exc:
            raise StoreError(f"{path}: cannot be written: {exc.strerror}") from exc

    def _delete_abandoned_files(self, folder: Path) -> None:
        """Delete partial files whose writers were killed."""
        found = (folder.glob(PARTIAL), *map(self.root.glob, self.also_tidied))
        for path in chain.from_iterable(found):
            with suppress(OSError, StoreError):  # someone else deletes it, or it is no file
                _delete_if_abandoned(path)


@contextmanager
def _locked_partial_file(path: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Create and lock a partial file next to a file; delete it at the end."""
    partial, file = _new_partial_file(path)
    try:
        with file:
            yield partial, file
    finally:
        partial.unlink(missing_ok=True)


def _new_partial_file(path: Path) -> tuple[Path, BinaryIO]:
    while True:
        partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
        descriptor = open_safely(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        # Between these two lines another writer may take it for an abandoned file and delete it.
        if try_lock(descriptor) and os.fstat(descriptor).st_nlink:
            return partial, os.fdopen(descriptor, "wb")
        os.close(descriptor)


def _delete_if_abandoned(path: Path) -> None:
    if not CAN_LOCK or path.parent.is_symlink():
        return
    descriptor = open_safely(path, os.O_RDWR)
    try:
        if try_lock(descriptor):
            path.unlink()
    finally:
        os.close(descriptor)


def _make_directory(path: Path) -> None:
    """Create a directory and its missing parents, on the disk too."""
    missing = [each for each in (path, *path.parents) if not each.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for each in missing:
        sync_directory(each.parent)


def sync_directory(path: Path) -> None:
    """Write a directory's entries to the disk; some file systems cannot, and Windows has no way."""
    if os.name == "nt":  # pragma: no cover
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as exc:
        if exc.errno not in (EINVAL, ENOTSUP):
            raise
    finally:
        os.close(descriptor)
