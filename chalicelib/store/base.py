"""What every store gives its readers: bytes by key, a tag that changes with them, and errors.

Both ways to read S3 keep the same time limits: a cold start must not hang on a lost packet.
"""

from typing import NamedTuple, Protocol

from chalicelib.errors import FormatError, NotInStoreError, StoreError

CONNECT_SECONDS = 1
READ_SECONDS = 2
ATTEMPTS = 2


class Tagged(NamedTuple):
    """Stored bytes and a tag that is another one as soon as they are replaced."""

    raw: bytes
    tag: str


class NotModifiedError(StoreError):
    """Raised among the stores alone, when a conditional read finds what is known already."""


class StoreReader(Protocol):
    """A place that gives back the bytes that were published under a key."""

    uri: str

    def read(self, key: str, max_bytes: int) -> bytes:
        """Return what is stored under a key.

        Raises
        ------
        NotInStoreError
            When there is nothing under the key.
        StoreError
            When the store cannot be reached or refuses.
        FormatError
            When more than `max_bytes` are stored; they are not read.
        """
        ...

    def read_changed(self, key: str, max_bytes: int, tag: str | None) -> Tagged | None:
        """Return what is stored, or None while the tag is still that of an earlier read.

        Raises what `read` raises.
        """
        ...


def refusal(code: str, action: str, bucket: str, where: str) -> StoreError:
    """Return the error that says what would help where S3 refuses an action by a code."""
    if code == "304":
        return NotModifiedError(f"{where}: not modified")
    if code in ("NoSuchKey", "404"):
        return NotInStoreError(f"{where}: no such object")
    if code == "NoSuchBucket":
        return StoreError(f"{where}: bucket {bucket!r} does not exist")
    if code in ("AccessDenied", "403"):
        return StoreError(f"{where}: access denied; {action} must be allowed")
    return StoreError(f"{where}: S3 answers {code} to {action}")


def check_size(where: str, size: int, max_bytes: int) -> None:
    """Refuse what is larger than a reader is ready for."""
    if size > max_bytes:
        raise FormatError(f"{where}: {size} bytes; at most {max_bytes} are expected")
