"""Writing to a store: create what is not there, exchange the pointer, list the versions.

The service only reads (`chalicelib.store.opening`); these two add what publishing needs.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from chalicelib.errors import NotInStoreError, StoreError
from chalicelib.scoring.artifact import MAX_FILE_BYTES
from chalicelib.store.base import StoreReader
from chalicelib.store.boto3_reader import Boto3Reader, s3_client
from chalicelib.store.directory import DirectoryReader
from chalicelib.store.location import parse_uri

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import PutObjectRequestTypeDef


class StoreWriter(StoreReader, Protocol):
    """A store that can be written to."""

    def create(self, key: str, raw: bytes) -> bool:
        """Write under a new key; return False, and write nothing, where the key is taken."""
        ...

    def swap(self, key: str, raw: bytes, tag: str | None) -> bool:
        """Write in place of what was read with this tag, or, with None, of nothing.

        Return False, and write nothing, where somebody else has written since. A reader finds
        the old bytes or the new ones, whole.
        """
        ...

    def versions(self) -> list[str]:
        """Return the names under `versions/`, sorted."""
        ...


class DirectoryWriter(DirectoryReader):
    """A local directory that can be written to."""

    def create(self, key: str, raw: bytes) -> bool:
        """Write a new file, see `StoreWriter.create`."""
        with self._written(key, raw) as (temporary, path):
            try:
                os.link(temporary, path)
            except FileExistsError:
                return False
            return True

    def swap(self, key: str, raw: bytes, tag: str | None) -> bool:
        """Write a file in place of another, see `StoreWriter.swap`; writers wait for each other."""
        with self._written(key, raw) as (temporary, path), self._locked(path.parent):
            if self._tag(key) != tag:
                return False
            temporary.replace(path)
            return True

    def _tag(self, key: str) -> str | None:
        try:
            return self._get(key, MAX_FILE_BYTES).tag
        except NotInStoreError:
            return None

    @contextmanager
    def _locked(self, directory: Path) -> Iterator[None]:
        """Hold the directory's lock, which ends with the process at the latest."""
        with (directory / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

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


class S3Writer(Boto3Reader):
    """A prefix of an S3 bucket that can be written to."""

    def create(self, key: str, raw: bytes) -> bool:
        """Write a new object, see `StoreWriter.create`."""
        return self.swap(key, raw, None)

    def swap(self, key: str, raw: bytes, tag: str | None) -> bool:
        """Write an object in place of another, see `StoreWriter.swap`."""
        from botocore.exceptions import ClientError

        request: PutObjectRequestTypeDef = {
            "Bucket": self.bucket,
            "Key": self.prefix + key,
            "Body": raw,
        }
        if tag is None:
            request["IfNoneMatch"] = "*"
        else:
            request["IfMatch"] = tag
        with self.errors("s3:PutObject", key):
            try:
                self.client.put_object(**request)
            except ClientError as exc:
                if _is_taken(exc.response["ResponseMetadata"]["HTTPStatusCode"], tag):
                    return False
                raise
            return True

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


def _is_taken(status: int, tag: str | None) -> bool:
    """Tell whether S3 refused because of the condition: 409 and 412, 404 for what is gone."""
    return status in (409, 412) or (status == 404 and tag is not None)


def open_writer(uri: str) -> DirectoryWriter | S3Writer:
    """Return the store at a URI for writing; raises what `chalicelib.store.opening.open_reader` raises."""
    place = parse_uri(uri)
    return DirectoryWriter(place) if isinstance(place, Path) else S3Writer(s3_client(), *place)
