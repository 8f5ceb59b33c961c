"""Read published models from a local directory."""

import os
import stat
from typing import TYPE_CHECKING

from chalicelib.errors import NotInStoreError, StoreError
from chalicelib.store.base import TaggedBytes, check_size

if TYPE_CHECKING:
    from pathlib import Path

# Do not wait for a FIFO, do not become the owner of a terminal. 0 where there is no such flag.
_FLAGS = sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC"))


class DirectoryReader:
    """Published models in a local directory."""

    def __init__(self, root: "Path") -> None:
        self.root = root
        self.uri = str(root)

    def read(self, key: str, max_bytes: int) -> bytes:
        """Return a file's content, see `StoreReader.read`."""
        return self._get(key, max_bytes).raw

    def read_changed(self, key: str, max_bytes: int, tag: str | None) -> TaggedBytes | None:
        """Return a file's content if the file was replaced, see `StoreReader.read_changed`."""
        stored = self._get(key, max_bytes)
        return None if stored.tag == tag else stored

    def _get(self, key: str, max_bytes: int) -> TaggedBytes:
        path = self.root / key
        try:
            with open(path, "rb", opener=_open_file) as file:
                status = os.fstat(file.fileno())
                check_size(str(path), status.st_size, max_bytes)
                # Writers replace a file and never change it in place, so its inode changes, too.
                tag = f"{status.st_ino}-{status.st_mtime_ns}-{status.st_size}"
                return TaggedBytes(file.read(max_bytes), tag)
        except FileNotFoundError as exc:
            raise NotInStoreError(f"{path}: no such file") from exc
        except OSError as exc:
            raise StoreError(f"{path}: {exc.strerror}") from exc


def _open_file(path: str, flags: int) -> int:
    """Open a regular file; refuse anything else, such as a FIFO, without waiting for it."""
    descriptor = os.open(path, flags | _FLAGS)
    check_regular_file(path, descriptor)
    return descriptor


def check_regular_file(path: str, descriptor: int) -> None:
    """Close an open file and raise `StoreError` if it is something else than a regular file."""
    kind = stat.S_IFMT(os.fstat(descriptor).st_mode)
    if kind == stat.S_IFREG:
        return
    os.close(descriptor)
    found = {stat.S_IFDIR: "Is a directory", stat.S_IFIFO: "Is a FIFO"}.get(kind, "Is a device")
    raise StoreError(f"{path}: {found}; expected a regular file")
