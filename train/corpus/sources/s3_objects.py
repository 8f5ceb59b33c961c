"""Read objects of S3 piece by piece; an address that ends in `/` is every object below it."""

import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from chalicelib.store.boto3_client import aws_client
from train.corpus.sources.addresses import data_files, tell_left_out
from train.corpus.telling import Tell
from train.errors import InputError
from train.reasons import reason

CONNECT_SECONDS = 10
READ_SECONDS = 30
ATTEMPTS = 3
PIECE_BYTES = 2**23


class S3Object(NamedTuple):
    """The address of an object, its key as a path, and a file of its bytes."""

    address: str
    path: PurePosixPath
    file: io.RawIOBase


class _ObjectFile(io.RawIOBase):
    """The bytes of an object, fetched in pieces; each piece must be of the same object."""

    def __init__(self, client: Any, address: str, bucket: str, key: str) -> None:
        self._client, self._address = client, address
        self._object = {"Bucket": bucket, "Key": key}
        head = _asked(address, client.head_object, **self._object)
        self._size, self._tag = int(head["ContentLength"]), head["ETag"]
        self._start, self._piece = 0, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._piece and self._start < self._size:
            self._piece = memoryview(self._next_piece())
        count = min(len(buffer), len(self._piece))
        buffer[:count] = self._piece[:count]
        self._piece = self._piece[count:]
        return count

    def _next_piece(self) -> bytes:
        end = min(self._start + PIECE_BYTES, self._size)
        piece: bytes = _asked(self._address, self._fetch, start=self._start, end=end)
        if len(piece) != end - self._start:
            raise InputError(
                f"{self._address}: sent {len(piece):,} bytes; expected {end - self._start:,}"
            )
        self._start = end
        return piece

    def _fetch(self, start: int, end: int) -> bytes:
        found = self._client.get_object(
            **self._object, Range=f"bytes={start}-{end - 1}", IfMatch=self._tag
        )
        raw: bytes = found["Body"].read()
        return raw


def open_s3(address: str, tell: Tell) -> Iterator[S3Object]:
    """Yield the object at an address, or each object below a prefix in the order of the keys.

    Raises
    ------
    InputError
        If there is none, it cannot be fetched, or it changes while it is read.
    """
    bucket, _, key = address.partition("://")[2].partition("/")
    if not bucket:
        raise InputError(f"{address}: expected s3://bucket/key of one file or s3://bucket/prefix/")
    client = aws_client(
        "s3", connect_seconds=CONNECT_SECONDS, read_seconds=READ_SECONDS, attempts=ATTEMPTS
    )
    with closing(client):
        is_prefix = not key or key.endswith("/")
        keys = _keys(client, address, bucket, key, tell) if is_prefix else [key]
        for each in keys:
            name = f"s3://{bucket}/{each}"
            with _ObjectFile(client, name, bucket, each) as file:
                yield S3Object(name, PurePosixPath("/", each), file)


def _keys(client: Any, address: str, bucket: str, prefix: str, tell: Tell) -> list[str]:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    found = _asked(address, lambda: [each for page in pages for each in page.get("Contents", ())])
    names = sorted(
        each["Key"].removeprefix(prefix) for each in found if not each["Key"].endswith("/")
    )
    kept, left_out = data_files(names)
    if not kept:
        raise InputError(f"{address}: found no object with data below this prefix")
    tell_left_out(address, left_out, tell)
    return [prefix + name for name in kept]


def _asked(address: str, ask: Any, **arguments: Any) -> Any:
    """Return what a call returns; ask again if the connection breaks while a body is read."""
    from botocore.exceptions import BotoCoreError, ClientError

    for attempt in range(1, ATTEMPTS + 1):
        try:
            return ask(**arguments)
        except (BotoCoreError, ClientError, OSError) as exc:
            if attempt == ATTEMPTS or isinstance(exc, ClientError):
                raise InputError(f"{address}: cannot be fetched: {reason(exc)}") from exc
    raise AssertionError
