"""The interface of a store: bytes by key, a tag that changes with them, and the errors.

Both S3 readers use the time limits below: a lost packet must not stall a cold start.
"""

from typing import Protocol

from chalicelib.errors import FormatError, NotInStoreError, StoreError
from chalicelib.named_tuple import NamedTuple

CONNECT_SECONDS = 1
READ_SECONDS = 2
ATTEMPTS = 2


class TaggedBytes(NamedTuple):
    """Stored bytes and a tag that changes when they are replaced."""

    raw: bytes
    tag: str


class NotModifiedError(StoreError):
    """Raised when a conditional read finds the known tag; never leaves this package."""


class StoreReader(Protocol):
    """A store that can be read: it returns the bytes that were published under a key."""

    uri: str

    def read(self, key: str, max_bytes: int) -> bytes:
        """Return the bytes stored under a key.

        Raises
        ------
        NotInStoreError
            If nothing is stored under the key.
        StoreError
            If the store cannot be reached or refuses the request.
        FormatError
            If more than `max_bytes` are stored; they are not read.
        """
        ...

    def read_changed(self, key: str, max_bytes: int, tag: str | None) -> TaggedBytes | None:
        """Return the stored bytes with their tag, or None if the tag is still `tag`.

        Raises the same errors as `read`.
        """
        ...


def s3_error(code: str, action: str, bucket: str, where: str) -> StoreError:
    """Return the error for S3's error code or status, with advice if there is any."""
    if code == "304":
        return NotModifiedError(f"{where}: not modified")
    if code in ("NoSuchKey", "404"):
        return NotInStoreError(f"{where}: no such object")
    if code == "NoSuchBucket":
        return StoreError(f"{where}: bucket {bucket!r} does not exist")
    if code in ("AccessDenied", "403"):
        return StoreError(f"{where}: access denied; allow {action}")
    return StoreError(f"{where}: S3 returned {code} for {action}")


def check_size(where: str, size: int, max_bytes: int) -> None:
    """Raise FormatError if stored bytes are larger than expected."""
    if size > max_bytes:
        raise FormatError(f"{where}: found {size} bytes; expected at most {max_bytes}")
