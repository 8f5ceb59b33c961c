"""Reading from S3 with the standard library: what a cold start needs, without boto3.

Importing boto3 and making its client takes three times as long as all the rest of a cold start,
`http.client` a fifth of it (`python -m bench.imports`). Every read has a connection of its own: two
are read at once, and between two looks at the pointer S3 closes a connection that waits. No message
holds a header.
"""

import io
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from chalicelib.errors import StoreError
from chalicelib.store.base import (
    ATTEMPTS,
    CONNECT_SECONDS,
    READ_SECONDS,
    NotModifiedError,
    Tagged,
    check_size,
    refusal,
)
from chalicelib.store.http_response import BrokenResponseError, DeadlineStream, HttpResponse
from chalicelib.store.s3_config import Access, Address, is_region
from chalicelib.store.sigv4 import signed_headers

if TYPE_CHECKING:
    from chalicelib.store.s3_tls import Trust

BACKOFF_SECONDS = 0.1
MAX_ERROR_BYTES = 65536
SLOWEST_BYTES_PER_SECOND = 1_000_000
"""A body gets a second more for each so many bytes; S3 sends fifty times as many."""
PASSING_STATUSES = (429, 500, 502, 503, 504)
PASSING_CODES = ("RequestTimeout", "SlowDown")
ELSEWHERE_STATUSES = (301, 307, 400)

_CODE = re.compile(rb"<Code>(\w{1,64})</Code>")


class PassingError(StoreError):
    """Raised within this module where another attempt may succeed."""


class S3Reader:
    """Published models under a prefix of an S3 bucket, to be read."""

    def __init__(self, access: Access, bucket: str, prefix: str) -> None:
        self.bucket = bucket
        self.prefix = f"{prefix}/" if prefix else ""
        self.uri = f"s3://{bucket}/{prefix}".rstrip("/")
        self._access = access
        self._trust = _trust(access) if access.address(bucket, "").tls else None

    def read(self, key: str, max_bytes: int) -> bytes:
        """Return the body of an object, see `StoreReader.read`."""
        return self._get(key, max_bytes, {}).raw

    def read_changed(self, key: str, max_bytes: int, tag: str | None) -> Tagged | None:
        """Return the body of an object with another ETag, see `StoreReader.read_changed`."""
        try:
            return self._get(key, max_bytes, {"if-none-match": tag} if tag else {})
        except NotModifiedError:
            return None

    def _get(self, key: str, max_bytes: int, headers: dict[str, str]) -> Tagged:
        for _ in range(ATTEMPTS - 1):
            try:
                return self._attempt(key, max_bytes, headers)
            except PassingError:
                time.sleep(BACKOFF_SECONDS)
        return self._attempt(key, max_bytes, headers)

    def _attempt(self, key: str, max_bytes: int, headers: dict[str, str]) -> Tagged:
        where = f"{self.uri}/{key}"
        with self._asked(where, key, headers) as (answer, receiving):
            if answer.status != 200:
                raise self._refusal(where, answer)
            if answer.length is None:
                raise StoreError(f"{where}: S3 answers without a Content-Length")
            check_size(where, answer.length, max_bytes)
            receiving.grant(answer.length / SLOWEST_BYTES_PER_SECOND)
            tag = answer.headers.get("etag", "")  # which is sent back, in a header
            body = answer.read(answer.length)
            return Tagged(body, tag if tag.isascii() and tag.isprintable() else "")

    @contextmanager
    def _asked(
        self, where: str, key: str, headers: dict[str, str]
    ) -> Iterator[tuple[HttpResponse, DeadlineStream]]:
        """Send a request and give its answer; turn what goes wrong on the way into our errors."""
        access = self._access
        address = access.address(self.bucket, self.prefix + key)
        headers = signed_headers(
            address.path, headers | {"host": address.host}, access.credentials, access.region,
            time.time(),
        )  # fmt: skip
        lines = [f"GET {address.path} HTTP/1.1", "connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        with self._connected(where, address) as connection:
            try:
                connection.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
                receiving = DeadlineStream(connection, READ_SECONDS, READ_SECONDS)
                with io.BufferedReader(receiving) as stream:
                    yield HttpResponse(stream), receiving
            except TimeoutError as exc:
                raise PassingError(
                    f"{where}: no data from {address.origin} for {READ_SECONDS} s"
                ) from exc
            except (OSError, BrokenResponseError) as exc:
                raise PassingError(
                    f"{where}: the answer of {address.origin} broke off: {exc}"
                ) from exc

    def _connected(self, where: str, address: Address) -> socket.socket:
        name, _, port = address.host.partition(":")
        place = (name, int(port or (443 if address.tls else 80)))
        try:
            connection = socket.create_connection(place, CONNECT_SECONDS)
            if self._trust is not None:
                connection = self._trust.context.wrap_socket(connection, server_hostname=name)
        except OSError as exc:
            if self._trust is not None:
                self._trust.widen(exc)
            raise PassingError(f"{where}: could not connect to {address.origin}: {exc}") from exc
        return connection

    def _refusal(self, where: str, answer: HttpResponse) -> StoreError:
        region = answer.headers.get("x-amz-bucket-region", "")
        asked = self._access.region
        if answer.status in ELSEWHERE_STATUSES and region != asked and is_region(region):
            self._access = self._access._replace(region=region)
            return PassingError(f"{where}: asked in {asked}; the bucket is in {region}")
        found = _CODE.search(answer.read_most(MAX_ERROR_BYTES))
        code = found[1].decode() if found else str(answer.status)
        error = refusal(code, "s3:GetObject", self.bucket, where)
        if answer.status in PASSING_STATUSES or code in PASSING_CODES:
            return PassingError(*error.args)
        return error


def _trust(access: Access) -> "Trust":
    from chalicelib.store.s3_tls import (
        Trust,  # `ssl` takes 10 ms; an endpoint without TLS needs none
    )

    amazon_alone = access.endpoint is None and access.ca_bundle is None
    return Trust(access.ca_bundle, amazon_alone=amazon_alone)
