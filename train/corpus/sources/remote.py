"""Fetch data from http://, https:// and s3:// addresses."""

import urllib.request
from http.client import HTTPException
from io import BytesIO
from typing import BinaryIO, Protocol
from urllib.parse import urlsplit

from tqdm import tqdm

from chalicelib.store.boto3_client import aws_client
from train.errors import InputError
from train.reasons import reason

CONNECT_SECONDS = 10
READ_SECONDS = 30
ATTEMPTS = 3
PIECE = 2**16
MAX_BYTES = 2**31
"""The largest download."""


class _Body(Protocol):
    def read(self, size: int, /) -> bytes: ...


def fetch(address: str) -> bytes:
    """Return the bytes at an address.

    Raises
    ------
    InputError
        If the address cannot be reached, has nothing, or sends less or more than expected.
    """
    held = BytesIO()
    fetch_into(address, held)
    return held.getvalue()


def fetch_into(address: str, held: BinaryIO) -> None:
    """Write the bytes at an address to a file; raises what `fetch` does."""
    ask = _fetch_s3 if address.lower().startswith("s3://") else _fetch_http
    ask(address, held)


def _fetch_http(address: str, held: BinaryIO) -> None:
    # The caller checked the scheme: file:// and others do not come here.
    request = urllib.request.Request(address, headers={"User-Agent": "python"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=CONNECT_SECONDS) as response:  # noqa: S310
            length = response.headers.get("Content-Length", "")
            _read(address, response, int(length) if length.isdecimal() else None, held)
    except (OSError, HTTPException, ValueError) as exc:
        raise InputError(f"{address}: cannot be fetched: {reason(exc)}") from exc


def _fetch_s3(address: str, held: BinaryIO) -> None:
    from botocore.exceptions import BotoCoreError, ClientError

    parts = urlsplit(address)
    bucket, key = parts.netloc, address.partition("://")[2].partition("/")[2]
    if not bucket or not key or key.endswith("/"):
        raise InputError(f"{address}: expected s3://bucket/key of one file")
    client = aws_client(
        "s3", connect_seconds=CONNECT_SECONDS, read_seconds=READ_SECONDS, attempts=ATTEMPTS
    )
    try:
        found = client.get_object(Bucket=bucket, Key=key)
        _read(address, found["Body"], found.get("ContentLength"), held)
    except (BotoCoreError, ClientError, OSError) as exc:
        raise InputError(f"{address}: cannot be fetched: {reason(exc)}") from exc
    finally:
        client.close()


def _read(address: str, body: _Body, length: int | None, held: BinaryIO) -> None:
    """Read a whole body, with a progress bar if it takes longer than a second."""
    bar = tqdm(
        total=length, desc="download", unit="B", unit_scale=True, disable=None, leave=False, delay=1
    )
    with bar:
        while piece := body.read(PIECE):
            bar.update(held.write(piece))
            if held.tell() > MAX_BYTES:
                raise InputError(f"{address}: sends more than {MAX_BYTES:,} bytes")
    if length is not None and held.tell() != length:
        raise InputError(f"{address}: sent {held.tell():,} bytes; expected {length:,}")
