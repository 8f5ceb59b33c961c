"""What both S3 readers have in common: the attempts, and the meaning of S3's responses."""

import re
import time
from abc import ABC, abstractmethod

from chalicelib.digest import sha256
from chalicelib.errors import StoreError
from chalicelib.store.base import ATTEMPTS, NotModifiedError, TaggedBytes, s3_error
from chalicelib.store.forms import is_etag
from chalicelib.store.http_exchange import Response, TransientError

BACKOFF_SECONDS = 0.1
TRANSIENT_STATUSES = (429, 500, 502, 503, 504)
TRANSIENT_CODES = ("RequestTimeout", "SlowDown")
WRONG_REGION_STATUSES = (301, 307, 400)

# Both are compiled when an error needs them, not at each cold start.
_CODE = rb"<Code>(\w{1,64})</Code>"
# A region of any partition, such as us-iso-east-1: it becomes a part of a host's name.
_REGION = r"[a-z]{2,4}(-[a-z]{1,20}){1,3}-[0-9]{1,2}"
DIGEST_TAG = "sha256:"
"""The start of a tag that is a digest, which S3 cannot compare."""


class ObjectReader(ABC):
    """Published models under a prefix of an S3 bucket; a subclass makes one attempt to read."""

    def __init__(self, bucket: str, prefix: str) -> None:
        self.bucket = bucket
        self.prefix = f"{prefix}/" if prefix else ""
        self.uri = f"s3://{bucket}/{prefix}".rstrip("/")

    def read(self, key: str, max_bytes: int) -> bytes:
        """Return an object's body, see `StoreReader.read`."""
        return self._get(key, max_bytes, None).raw

    def read_changed(self, key: str, max_bytes: int, tag: str | None) -> TaggedBytes | None:
        """Return an object's body if its tag changed, see `StoreReader.read_changed`."""
        # Only an ETag means something to S3; a digest is compared after the body is read.
        etag = None if tag is None or tag.startswith(DIGEST_TAG) else tag
        try:
            stored = self._get(key, max_bytes, etag)
        except NotModifiedError:
            if etag is None:
                raise
            return None
        return None if stored.tag == tag else stored

    def _get(self, key: str, max_bytes: int, etag: str | None) -> TaggedBytes:
        for _ in range(ATTEMPTS - 1):
            try:
                return self._attempt(key, max_bytes, etag)
            except TransientError:
                time.sleep(BACKOFF_SECONDS)
        return self._attempt(key, max_bytes, etag)

    @abstractmethod
    def _attempt(self, key: str, max_bytes: int, etag: str | None) -> TaggedBytes:
        """Read an object; with an ETag, raise `NotModifiedError` if it is still the object's."""
        ...


def tagged(body: bytes, etag: str) -> TaggedBytes:
    """Return a body with its ETag, or with its digest if the ETag cannot be sent back.

    >>> tagged(b"", '"1"').tag, tagged(b"", "*").tag[:15]
    ('"1"', 'sha256:e3b0c442')
    """
    if is_etag(etag):
        return TaggedBytes(body, etag)
    return TaggedBytes(body, DIGEST_TAG + sha256(body).hexdigest())


def other_region(response: Response, region: str) -> str | None:
    """Return the bucket's region if a response names another than the one of the request."""
    found = response.headers.get("x-amz-bucket-region", "")
    if response.status not in WRONG_REGION_STATUSES or found == region:
        return None
    return found if re.fullmatch(_REGION, found, re.ASCII) else None


def wrong_region(where: str, used: str, found: str) -> str:
    """Return the message about a request in another region than the bucket's."""
    return f"{where}: requested in {used}; the bucket is in {found}"


def error_code(response: Response) -> str:
    """Return the code in the body of a response other than 200, or else its status."""
    match = re.search(_CODE, response.body)
    return match[1].decode() if match else str(response.status)


def response_error(response: Response, bucket: str, where: str) -> StoreError:
    """Return the error for a response other than 200; `TransientError` if it may pass."""
    code = error_code(response)
    error = s3_error(code, "s3:GetObject", bucket, where)
    if response.status in TRANSIENT_STATUSES or code in TRANSIENT_CODES:
        return TransientError(*error.args)
    return error
