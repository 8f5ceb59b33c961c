"""Read published models from a local directory."""

import os
from typing import TYPE_CHECKING

from chalicelib.errors import NotInStoreError, StoreError
from chalicelib.store.base import Tagged, check_size

if TYPE_CHECKING:
    from pathlib import Path


class DirectoryReader:
    """Published models in a local directory."""

    def __init__(self, root: "Path") -> None:
        self.root = root
        self.uri = str(root)

    def read(self, key: str, max_bytes: int) -> bytes:
        """Return the content of a file, see `StoreReader.read`."""
        return self._get(key, max_bytes).raw

    def read_changed(self, key: str, max_bytes: int, tag: str | None) -> Tagged | None:
        """Return the content of a file that another has replaced, see `StoreReader.read_changed`."""
        found = self._get(key, max_bytes)
        return None if found.tag == tag else found

    def _get(self, key: str, max_bytes: int) -> Tagged:
        path = self.root / key
        try:
            with path.open("rb") as file:
                status = os.fstat(file.fileno())
                check_size(str(path), status.st_size, max_bytes)
                tag = f"{status.st_ino}-{status.st_mtime_ns}-{status.st_size}"
                return Tagged(file.read(max_bytes), tag)
        except FileNotFoundError as exc:
            raise NotInStoreError(f"{path}: no such file") from exc
        except OSError as exc:
            raise StoreError(f"{path}: {exc.strerror}") from exc
