"""Read from S3 with the standard library, so that a cold start does not import boto3.

Importing boto3 and creating its client takes three times as long as the rest of a cold start,
`http.client` a fifth of it (`python -m bench.imports`).
"""

import time
from typing import TYPE_CHECKING

from chalicelib.store.base import TaggedBytes
from chalicelib.store.forms import is_region
from chalicelib.store.http_exchange import Request, TransientError, exchange
from chalicelib.store.s3_config import S3Config
from chalicelib.store.s3_object import (
    ObjectReader,
    error_code,
    other_region,
    response_error,
    tagged,
    wrong_region,
)
from chalicelib.store.sigv4 import Credentials, signed_headers

if TYPE_CHECKING:
    from chalicelib.store.s3_tls import TrustedAuthorities

REFUSED_CREDENTIALS = ("ExpiredToken", "InvalidToken", "InvalidAccessKeyId", "TokenRefreshRequired")
"""S3's codes for credentials that are no longer valid, such as those of an old snapshot."""


class S3Reader(ObjectReader):
    """Published models under a prefix of an S3 bucket, read with the standard library."""

    def __init__(self, config: S3Config, bucket: str, prefix: str) -> None:
        super().__init__(bucket, prefix)
        self._config = config
        self._authorities = _trusted_authorities(config) if config.url(bucket, "").tls else None

    def _attempt(self, key: str, max_bytes: int, etag: str | None) -> TaggedBytes:
        where, config = f"{self.uri}/{key}", self._config
        url = config.url(self.bucket, self.prefix + key)
        condition = {} if etag is None else {"if-none-match": etag}
        source = config.credentials
        credentials = source if isinstance(source, Credentials) else source.current()
        headers = signed_headers(
            url.path, {"host": url.host} | condition, credentials, config.region, time.time()
        )
        response = exchange(Request(where, url, headers), max_bytes, self._authorities)
        if response.status == 200:
            return tagged(response.body, response.headers.get("etag", ""))
        region = other_region(response, config.region)
        if region is not None and is_region(region):
            self._config = config._replace(region=region)
            raise TransientError(wrong_region(where, config.region, region))
        error = response_error(response, self.bucket, where)
        if not isinstance(source, Credentials) and error_code(response) in REFUSED_CREDENTIALS:
            source.forget(credentials)  # the next attempt fetches others
            raise TransientError(*error.args)
        raise error


def _trusted_authorities(config: S3Config) -> "TrustedAuthorities":
    # Imported here: an endpoint without TLS does not need it.
    from chalicelib.store.s3_tls import TrustedAuthorities

    amazon_only = config.endpoint is None and config.ca_bundle is None
    return TrustedAuthorities(config.ca_bundle, amazon_only=amazon_only)
