"""The calls of S3 that a bulk job needs besides those of `chalicelib.store`."""

import io
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.bulk.streams import Pieces
from chalicelib.errors import BulkError, NotInStoreError, SettingError, StoreError
from chalicelib.store.base import TaggedBytes, check_size
from chalicelib.store.boto3_client import aws_client
from chalicelib.store.location import parse_uri
from chalicelib.store.s3_object import ObjectReader, tagged
from chalicelib.store.writing.object_writer import ObjectWriter

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CONNECT_SECONDS, READ_SECONDS, ATTEMPTS, CONNECTIONS = 2, 20, 5, 32
PAUSES = (0.2, 1.0)
"""Seconds before a range is read again whose transfer broke off."""

UPLOAD_BYTES = 16 * 2**20
"""A part above this size is sent in pieces of this size."""

PRECONDITION_FAILED = 412


class StoredObject(NamedTuple):
    """An object of a bucket: its key, and the ETag and size that it had when it was listed."""

    key: str
    etag: str
    size: int


class Bucket(ObjectWriter):
    """A prefix of a bucket; keys are relative to it.

    botocore carries out its reads, not `chalicelib.store.boto3_exchange`: a plan or a manifest may
    take longer than the time limits of a cold start allow.
    """

    def __init__(self, client: "S3Client", bucket: str, prefix: str) -> None:
        ObjectReader.__init__(self, bucket, prefix)
        self.client = client

    def _attempt(self, key: str, max_bytes: int, etag: str | None) -> TaggedBytes:
        del etag  # no file of a job is read again only if it changed
        with self.errors("s3:GetObject", key):
            response = self.client.get_object(Bucket=self.bucket, Key=self.prefix + key)
            check_size(f"{self.uri}/{key}", response["ContentLength"], max_bytes)
            return tagged(response["Body"].read(), response["ETag"])

    def listed(self, prefix: str = "") -> Iterator[StoredObject]:
        """Yield the objects whose keys begin with a prefix, in the order of their keys."""
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=self.prefix + prefix
        )
        with self.errors("s3:ListBucket", prefix):
            for page in pages:
                for each in page.get("Contents", []):
                    key = each["Key"][len(self.prefix) :]
                    yield StoredObject(key, each["ETag"], each["Size"])

    def found(self, key: str) -> StoredObject | None:
        """Return an object without its bytes, or None if there is none."""
        try:
            with self.errors("s3:GetObject", key):
                head = self.client.head_object(Bucket=self.bucket, Key=self.prefix + key)
        except NotInStoreError:
            return None
        return StoredObject(key, head["ETag"], head["ContentLength"])

    def read_range(self, stored: StoredObject, start: int, end: int) -> bytes:
        """Return some bytes of an object, which must still be the one that was listed.

        Raises
        ------
        BulkError
            If it was replaced.
        StoreError
            If it cannot be read.
        """
        for pause in PAUSES:
            try:
                return self._range(stored, start, end)
            except StoreError as exc:
                if _answered(exc):
                    raise
            time.sleep(pause)
        return self._range(stored, start, end)

    def _range(self, stored: StoredObject, start: int, end: int) -> bytes:
        try:
            with self.errors("s3:GetObject", stored.key):
                response = self.client.get_object(
                    Bucket=self.bucket,
                    Key=self.prefix + stored.key,
                    Range=f"bytes={start}-{end - 1}",
                    IfMatch=stored.etag,
                )
                raw = response["Body"].read()
        except StoreError as exc:
            if _status(exc) == PRECONDITION_FAILED:
                raise BulkError(
                    f"{self.uri}/{stored.key}: changed since the job was planned; expected the "
                    f"ETag {stored.etag}: write the new file to another key, or start a job with "
                    "another output"
                ) from exc
            raise
        if len(raw) != end - start:
            raise StoreError(f"{self.uri}/{stored.key}: received {len(raw)} of {end - start} bytes")
        return raw

    def overwrite(self, key: str, raw: bytes) -> None:
        """Write an object, over any existing one."""
        self._put(key, raw, self._request(key, raw))

    def upload(self, key: str, pieces: Iterable[bytes], content_type: str) -> None:
        """Write an object of any size; the old one stays if that fails.

        Raises
        ------
        StoreError
            If it cannot be written; what the pieces raise passes through.
        """
        from boto3.s3.transfer import TransferConfig

        config = TransferConfig(
            multipart_threshold=UPLOAD_BYTES, multipart_chunksize=UPLOAD_BYTES, use_threads=False
        )
        made = _Made(pieces)
        try:
            with self.errors("s3:PutObject", key):
                self.client.upload_fileobj(
                    # Its reads are never short, which boto3 would take for the end.
                    io.BufferedReader(Pieces(made)),
                    self.bucket,
                    self.prefix + key,
                    ExtraArgs={"ContentType": content_type},
                    Config=config,
                )
        except StoreError:
            if made.error is not None:  # it is not S3's
                raise made.error from None
            raise


class _Made:
    """Pieces that keep the error that ended them."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self.error: Exception | None = None

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._pieces
        except Exception as exc:
            self.error = exc
            raise


def split_uri(uri: str, what: str) -> tuple[str, str]:
    """Return the bucket and the key of an `s3://` URI.

    Raises
    ------
    BulkError
        If it is none.

    Examples
    --------
    >>> split_uri("s3://inputs/texts/", "input")
    ('inputs', 'texts/')
    """
    try:
        location = parse_uri(uri)
    except SettingError:
        location = None
    if not isinstance(location, tuple):
        raise BulkError(f"{what} is {uri[:200]!r}; expected s3://bucket/key")
    return location[0], uri.removeprefix("s3://").partition("/")[2]


def s3_client() -> "S3Client":
    """Return a client with the time limits of a bulk job; raises what `aws_client` raises."""
    client: S3Client = aws_client(
        "s3",
        connect_seconds=CONNECT_SECONDS,
        read_seconds=READ_SECONDS,
        attempts=ATTEMPTS,
        connections=CONNECTIONS,
    )
    return client


def _status(error: StoreError) -> int | None:
    """Return the status of S3's response, or None if there was none."""
    response = getattr(error.__cause__, "response", None) or {}
    status: int | None = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return status


def _answered(error: StoreError) -> bool:
    """Return whether S3 has responded with an error, which boto3 has asked for again already."""
    return _status(error) is not None
