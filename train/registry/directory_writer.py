"""A local directory for publishing: it is written as the service writes, and listed and deleted."""

import os
from pathlib import Path

from chalicelib.errors import StoreError
from chalicelib.registry.policies import POLICIES
from chalicelib.store.writing.file_writer import PARTIAL, FileWriter, sync_directory
from chalicelib.version_names import VERSIONS


class DirectoryWriter(FileWriter):
    """A local directory that can be written, listed and emptied."""

    also_tidied = (PARTIAL, f"{VERSIONS}*/{PARTIAL}", f"{POLICIES}{PARTIAL}")

    def versions(self) -> list[str]:
        """Return the sorted names under `versions/`, see `StoreWriter.versions`."""
        try:
            return sorted(path.name for path in (self.root / VERSIONS).iterdir())
        except FileNotFoundError:
            return []
        except OSError as exc:
            raise StoreError(f"{self.root}: {exc.strerror}") from exc

    def versions_with_traces(self) -> list[str]:
        """Return the same: a directory keeps nothing of a deleted file."""
        return self.versions()

    def files(self, folder: str) -> list[str]:
        """Return the sorted keys below a folder, see `StoreWriter.files`."""
        top = self.root / folder
        if top.is_symlink():
            raise StoreError(f"{top}: is a symbolic link; expected a directory")
        # os.walk does not follow symbolic links; one to a directory counts as a file.
        found = [
            Path(directory, name)
            for directory, folders, names in os.walk(top)
            for name in (*names, *(each for each in folders if Path(directory, each).is_symlink()))
        ]
        return sorted(path.relative_to(self.root).as_posix() for path in found)

    def delete_old(self, key: str) -> None:
        """Do nothing: a directory keeps no older file."""

    def delete(self, key: str) -> None:
        """Delete a file, or a folder without files, see `StoreWriter.delete`."""
        path = self.root / key
        try:
            if path.is_dir() and not path.is_symlink():
                for folder, _, _ in os.walk(path, topdown=False):
                    Path(folder).rmdir()
            else:
                path.unlink(missing_ok=True)
            if path.parent.is_dir():
                sync_directory(path.parent)
        except OSError as exc:
            raise StoreError(f"{path}: cannot be deleted: {exc.strerror}") from exc
