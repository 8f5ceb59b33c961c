"""Stores that can be written: create new files, replace the pointer, list the versions.

The service only reads (`chalicelib.store.opening`); these two classes add what publishing needs.
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
    """A store that can be written."""

    def create(self, key: str, raw: bytes) -> bool:
        """Write a new file; return False, and write nothing, if the key is taken."""
        ...

    def replace_if_unchanged(self, key: str, raw: bytes, tag: str | None) -> bool:
        """Replace the file that was read with this tag; without a tag, create the file.

        Return False, and write nothing, if someone else has written it since. Readers see either
        the old file or the new one, never a part.
        """
        ...

    def versions(self) -> list[str]:
        """Return the sorted names under `versions/`."""
        ...


class DirectoryWriter(DirectoryReader):
    """A local directory that can be written."""

    def create(self, key: str, raw: bytes) -> bool:
        """Write a new file, see `StoreWriter.create`."""
        with self._temporary_file(key, raw) as (temporary, path):
            try:
                os.link(temporary, path)
            except FileExistsError:
                return False
            return True

    def replace_if_unchanged(self, key: str, raw: bytes, tag: str | None) -> bool:
        """Replace a file, see `StoreWriter.replace_if_unchanged`; writers wait for each other."""
        with self._temporary_file(key, raw) as (temporary, path), self._locked(path.parent):
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
        """Hold the directory's lock; the operating system releases it if the process ends."""
        with (directory / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def versions(self) -> list[str]:
        """Return the sorted names of the version directories."""
        try:
            return sorted(path.name for path in (self.root / "versions").iterdir())
        except FileNotFoundError:
            return []
        except OSError as exc:
            raise StoreError(f"{self.root}: {exc.strerror}") from exc

    @contextmanager
    def _temporary_file(self, key: str, raw: bytes) -> Iterator[tuple[Path, Path]]:
        """Write a temporary file in the target's directory; yield its path and the target's.

        It must be in the same directory, because links and renames work only within a file system.
        """
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
    """A prefix of an S3 bucket that can be written."""

    def create(self, key: str, raw: bytes) -> bool:
        """Write a new object, see `StoreWriter.create`."""
        return self.replace_if_unchanged(key, raw, None)

    def replace_if_unchanged(self, key: str, raw: bytes, tag: str | None) -> bool:
        """Replace an object, see `StoreWriter.replace_if_unchanged`."""
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
                if _is_conflict(exc.response["ResponseMetadata"]["HTTPStatusCode"], tag):
                    return False
                raise
            return True

    def versions(self) -> list[str]:
        """Return the sorted names of the version prefixes."""
        prefix = f"{self.prefix}versions/"
        with self.errors("s3:ListBucket", "versions/"):
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=prefix, Delimiter="/"
            )
            # "spam/versions/20260131T093000Z-0123456789ab/" without the prefix and the last slash
            names = [
                entry["Prefix"][len(prefix) : -1]
                for page in pages
                for entry in page.get("CommonPrefixes", [])
            ]
        return sorted(names)


def _is_conflict(status: int, tag: str | None) -> bool:
    """Return whether S3 refused the condition: with 409 or 412, or 404 if the object is gone."""
    return status in (409, 412) or (status == 404 and tag is not None)


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
