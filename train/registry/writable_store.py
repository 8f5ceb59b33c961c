"""Stores for publishing: create new files, replace the pointer, list and delete versions.

The service only reads (`chalicelib.store.opening`) and writes reports (`chalicelib.store.writing`).
Two classes add what publishing needs: `DirectoryWriter` and `S3Writer`.
"""

from pathlib import Path
from typing import Protocol

from chalicelib.store.boto3_reader import s3_client
from chalicelib.store.location import parse_uri
from chalicelib.store.writing.opening import KeyWriter
from train.errors import InputError
from train.registry.directory_writer import DirectoryWriter
from train.registry.s3_writer import S3Writer

__all__ = ["DirectoryWriter", "S3Writer", "StoreWriter", "open_writer"]


class StoreWriter(KeyWriter, Protocol):
    """A store that can be written, listed and emptied."""

    def versions(self) -> list[str]:
        """Return the sorted names under `versions/`, whatever they are."""
        ...

    def versions_with_traces(self) -> list[str]:
        """Return the same, and the names that exist only as old object versions in S3."""
        ...

    def files(self, folder: str) -> list[str]:
        """Return the sorted keys below a folder, with those of old object versions."""
        ...

    def delete(self, key: str) -> None:
        """Delete a file so that nothing of it is left, and the folders that are then empty."""
        ...

    def delete_old(self, key: str) -> None:
        """Delete what a file was before it was replaced, where a store keeps that: S3 does."""
        ...


def open_writer(uri: str) -> DirectoryWriter | S3Writer:
    """Return the store at a URI for writing.

    Raises
    ------
    SettingError
        If the URI has another form.
    StoreError
        If the environment's settings for S3 cannot be used.
    """
    location = parse_uri(uri)
    if isinstance(location, Path):
        return DirectoryWriter(location)
    return S3Writer(s3_client(), *location)


def is_same_store(uri: str, other: str) -> bool:
    """Return whether two URIs name one store.

    >>> is_same_store("s3://models/spam/", "s3://models/spam"), is_same_store("a/../b", "a")
    (True, False)
    """
    return Path(uri).resolve() == Path(other).resolve()


def open_reports(uri: str) -> DirectoryWriter | S3Writer:
    """Return the store of the reports; raises what `open_writer` raises.

    Raises
    ------
    InputError
        If it is a directory that does not exist.
    """
    store = open_writer(uri)
    if isinstance(store, DirectoryWriter) and not store.root.is_dir():
        raise InputError(f"{uri}: no such directory; expected the store of the reports")
    return store
