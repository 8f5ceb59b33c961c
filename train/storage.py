"""Writing to a store: create what is not there, replace the pointer, list the versions.

The service only reads (`chalicelib.store`); these two add what publishing needs.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from chalicelib.errors import StoreError
from chalicelib.store import DirectoryStore, S3Store, Store, directory, s3_client, split_s3_uri


class Storage(Store, Protocol):
    """A store that can be written to."""

    def create(self, key: str, raw: bytes) -> bool:
        """Write under a new key; return False, and write nothing, where the key is taken."""
        ...

    def replace(self, key: str, raw: bytes) -> None:
        """Write under a key at once: a reader finds the old bytes or the new ones, whole."""
        ...

    def versions(self) -> list[str]:
        """Return the names under `versions/`, sorted."""
        ...


class DirectoryStorage(DirectoryStore):
    """A local directory that can be written to."""

    def create(self, key: str, raw: bytes) -> bool:
        """Write a new file, see `Storage.create`."""
        with self._written(key, raw) as (temporary, path):
            try:
                os.link(temporary, path)
            except FileExistsError:
                return False
            return True

    def replace(self, key: str, raw: bytes) -> None:
        """Write a file in place of another, see `Storage.replace`."""
        with self._written(key, raw) as (temporary, path):
            temporary.replace(path)

    def versions(self) -> list[str]:
        """Return the names of the version directories, sorted."""
        try:
            return sorted(path.name for path in (self.root / "versions").iterdir())
        except FileNotFoundError:
            return []
        except OSError as exc:
            raise StoreError(f"{self.root}: {exc.strerror}") from exc

    @contextmanager
    def _written(self, key: str, raw: bytes) -> Iterator[tuple[Path, Path]]:
        """Write the bytes beside their place under another name, which goes again afterwards."""
        path = self.root / key
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                dir=path.parent, prefix=".", suffix=".partial", delete=False
            ) as file:
                file.write(raw)
            temporary = Path(file.name)
            try:
                temporary.chmod(0o644)
                yield temporary, path
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as exc:
            raise StoreError(f"{path}: cannot be written: {exc.strerror}") from exc


class S3Storage(S3Store):
    """A prefix of an S3 bucket that can be written to."""

    def create(self, key: str, raw: bytes) -> bool:
        """Write a new object, see `Storage.create`."""
        from botocore.exceptions import ClientError

        with self.errors("s3:PutObject", key):
            try:
                self.client.put_object(
                    Bucket=self.bucket, Key=self.prefix + key, Body=raw, IfNoneMatch="*"
                )
            except ClientError as exc:
                if exc.response["Error"].get("Code") == "PreconditionFailed":
                    return False
                raise
            return True

    def replace(self, key: str, raw: bytes) -> None:
        """Write an object in place of another, see `Storage.replace`."""
        with self.errors("s3:PutObject", key):
            self.client.put_object(Bucket=self.bucket, Key=self.prefix + key, Body=raw)

    def versions(self) -> list[str]:
        """Return the names of the version prefixes, sorted."""
        prefix = f"{self.prefix}versions/"
        with self.errors("s3:ListBucket", "versions/"):
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=prefix, Delimiter="/"
            )
            found = [
                entry["Prefix"][len(prefix) : -1]
                for page in pages
                for entry in page.get("CommonPrefixes", [])
            ]
        return sorted(found)


def open_storage(uri: str) -> DirectoryStorage | S3Storage:
    """Return the store at a URI for writing; raises what `chalicelib.store.open_store` raises."""
    if uri.startswith("s3://"):
        bucket, prefix = split_s3_uri(uri)
        return S3Storage(s3_client(), bucket, prefix)
    return DirectoryStorage(directory(uri))
