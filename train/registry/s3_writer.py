"""A prefix of an S3 bucket for publishing: written as the service writes, and listed and deleted.

Deletion takes all object versions with it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from chalicelib.store.writing.object_writer import ObjectWriter
from chalicelib.version_names import VERSIONS


class _ObjectVersion(NamedTuple):
    """A version of an object, or a delete marker; `is_latest` sorts the current one last."""

    key: str
    is_latest: bool
    id: str


class S3Writer(ObjectWriter):
    """A prefix of an S3 bucket that can be written, listed and emptied."""

    def versions(self) -> list[str]:
        """Return the sorted names under `versions/`, see `StoreWriter.versions`."""
        with self.errors("s3:ListBucket", VERSIONS):
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=self.prefix + VERSIONS, Delimiter="/"
            )
            keys = [
                key
                for page in pages
                for key in (
                    *(entry["Prefix"] for entry in page.get("CommonPrefixes", [])),
                    *(entry["Key"] for entry in page.get("Contents", [])),
                )
            ]
        return self._names(keys)

    def versions_with_traces(self) -> list[str]:
        """Return the names below which the bucket holds any object version or delete marker."""
        with self.errors("s3:ListBucketVersions", VERSIONS):
            pages = self.client.get_paginator("list_object_versions").paginate(
                Bucket=self.bucket, Prefix=self.prefix + VERSIONS, Delimiter="/"
            )
            keys = [entry["Prefix"] for page in pages for entry in page.get("CommonPrefixes", [])]
        return self._names(keys)

    def _names(self, keys: list[str]) -> list[str]:
        """Return the part of each key after `versions/`.

        "spam/versions/20260131T093000Z-0123456789ab/" becomes "20260131T093000Z-0123456789ab".
        """
        names = (key.removeprefix(self.prefix + VERSIONS).rstrip("/") for key in keys)
        return sorted(name for name in names if name)

    def files(self, folder: str) -> list[str]:
        """Return the sorted keys below a folder, see `StoreWriter.files`."""
        keys = {each.key.removeprefix(self.prefix) for each in self._object_versions(folder)}
        return sorted(keys)

    def delete(self, key: str) -> None:
        """Delete every version of an object and its delete markers, the current one last.

        An older one would otherwise become the current one in between.
        """
        self._delete(key, sorted(self._versions_of(key)))

    def delete_old(self, key: str) -> None:
        """Delete every version of an object but the current one, see `StoreWriter.delete_old`."""
        self._delete(key, [each for each in self._versions_of(key) if not each.is_latest])

    def _versions_of(self, key: str) -> list[_ObjectVersion]:
        return [each for each in self._object_versions(key) if each.key == self.prefix + key]

    def _delete(self, key: str, stored: list[_ObjectVersion]) -> None:
        for each in stored:
            with self.errors("s3:DeleteObjectVersion", key):
                self.client.delete_object(Bucket=self.bucket, Key=each.key, VersionId=each.id)

    def _object_versions(self, start: str) -> Iterator[_ObjectVersion]:
        """Yield each object version and delete marker whose key begins with `start`."""
        with self.errors("s3:ListBucketVersions", start):
            pages = self.client.get_paginator("list_object_versions").paginate(
                Bucket=self.bucket, Prefix=self.prefix + start
            )
            for page in pages:
                for entry in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
                    yield _ObjectVersion(entry["Key"], entry["IsLatest"], entry["VersionId"])
