"""Reading from S3 with the standard library: what a cold start needs, without boto3.

Importing boto3 and making its client takes longer than all the rest of a cold start
(`python -m bench.imports`). Every read has a connection of its own: two are read at once, and
between two looks at the pointer S3 closes a connection that waits. No message holds a header.
"""

import http.client
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from chalicelib.errors import StoreError
from chalicelib.s3_access import Access, Address, is_region
from chalicelib.s3_signature import signed_headers
from chalicelib.store import (
    ATTEMPTS,
    CONNECT_SECONDS,
    READ_SECONDS,
    NotModifiedError,
    Tagged,
    check_size,
    refusal,
)

BACKOFF_SECONDS = 0.1
MAX_ERROR_BYTES = 65536
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
        self._tls = _tls(access.ca_bundle) if access.address(bucket, "").tls else None

    def read(self, key: str, max_bytes: int) -> bytes:
        """Return the body of an object, see `Store.read`."""
        return self._get(key, max_bytes, {}).raw

    def read_changed(self, key: str, max_bytes: int, tag: str | None) -> Tagged | None:
        """Return the body of an object with another ETag, see `Store.read_changed`."""
        try:
            return self._get(key, max_bytes, {} if tag is None else {"if-none-match": tag})
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
        with self._asked(where, key, headers) as response:
            if response.status != 200:
                raise self._refusal(where, response)
            if response.length is None:
                raise StoreError(f"{where}: S3 answers without a Content-Length")
            check_size(where, response.length, max_bytes)
            return Tagged(response.read(), response.headers.get("ETag", ""))

    @contextmanager
    def _asked(
        self, where: str, key: str, headers: dict[str, str]
    ) -> Iterator[http.client.HTTPResponse]:
        """Send a request and give its answer; turn what goes wrong on the way into our errors."""
        access = self._access
        address = access.address(self.bucket, self.prefix + key)
        headers = headers | {"host": address.host}
        headers = signed_headers(
            address.path, headers, access.credentials, access.region, time.time()
        )
        with closing(self._connected(where, address)) as connection:
            try:
                connection.request("GET", address.path, headers=headers | {"connection": "close"})
                with connection.getresponse() as response:
                    yield response
            except TimeoutError as exc:
                raise PassingError(
                    f"{where}: no data from {address.origin} for {READ_SECONDS} s"
                ) from exc
            except (OSError, http.client.HTTPException) as exc:
                raise PassingError(
                    f"{where}: the answer of {address.origin} broke off: {exc}"
                ) from exc

    def _connected(self, where: str, address: Address) -> http.client.HTTPConnection:
        if self._tls is None:
            connection = http.client.HTTPConnection(address.host, timeout=CONNECT_SECONDS)
        else:
            connection = http.client.HTTPSConnection(
                address.host, timeout=CONNECT_SECONDS, context=self._tls
            )
        try:
            connection.connect()
        except OSError as exc:
            connection.close()
            raise PassingError(f"{where}: could not connect to {address.origin}: {exc}") from exc
        connection.sock.settimeout(READ_SECONDS)
        return connection

    def _refusal(self, where: str, response: http.client.HTTPResponse) -> StoreError:
        region = response.headers.get("x-amz-bucket-region", "")
        asked = self._access.region
        if response.status in ELSEWHERE_STATUSES and region != asked and is_region(region):
            self._access = self._access._replace(region=region)
            return PassingError(f"{where}: asked in {asked}; the bucket is in {region}")
        found = _CODE.search(response.read(MAX_ERROR_BYTES))
        code = found[1].decode() if found else str(response.status)
        error = refusal(code, "s3:GetObject", self.bucket, where)
        if response.status in PASSING_STATUSES or code in PASSING_CODES:
            return PassingError(*error.args)
        return error


def _tls(ca_bundle: str | None) -> ssl.SSLContext:
    """Make the context that checks certificates: by the system's authorities, or a file's."""
    try:
        return ssl.create_default_context(cafile=ca_bundle)
    except OSError as exc:
        raise StoreError(f"AWS_CA_BUNDLE is {ca_bundle!r}; it cannot be read: {exc}") from exc
