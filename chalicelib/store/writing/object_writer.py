"""Write to a prefix of an S3 bucket with boto3, by conditional writes.

S3 may carry out a write whose response is then lost. The write is sent again and refused, because
the first one has changed the object. So an error is only raised if the object does not hold the
bytes, and callers compare the bytes if a condition was refused.
"""

import time
from typing import TYPE_CHECKING

from chalicelib.errors import NotInStoreError, ServiceError, StoreError
from chalicelib.store.boto3_reader import Boto3Reader
from chalicelib.store.s3_object import DIGEST_TAG
from chalicelib.store.writing import MAX_REPLACED_BYTES

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import PutObjectRequestTypeDef

CONFLICT_PAUSES = (0.1, 0.2, 0.4, 0.8)
"""Seconds before each repetition of a write that S3 refused with 409: another write to the same key
was not finished."""
NOT_FOUND, CONFLICT, PRECONDITION_FAILED = 404, 409, 412


class _ConflictError(StoreError):
    """Raised if S3 refuses a write with 409; it may succeed later."""


class ObjectWriter(Boto3Reader):
    """A prefix of an S3 bucket in which objects can be written."""

    def create(self, key: str, raw: bytes) -> bool:
        """Write a new object, see `KeyWriter.create`."""
        return self._put(key, raw, {**self._request(key, raw), "IfNoneMatch": "*"})

    def replace_if_unchanged(self, key: str, raw: bytes, tag: str | None) -> bool:
        """Replace an object, see `KeyWriter.replace_if_unchanged`."""
        if tag is None:
            return self.create(key, raw)
        if _can_be_matched(tag):
            return self._put(key, raw, {**self._request(key, raw), "IfMatch": tag})
        return self._replace_without_etag(key, raw, tag)

    def _replace_without_etag(self, key: str, raw: bytes, tag: str) -> bool:
        """Compare, write and read back, on a store that sends no ETag to match.

        If another process writes at the same moment, the last one wins; the other one is told only
        if it reads back after that.
        """
        try:
            if self.read_changed(key, MAX_REPLACED_BYTES, tag) is not None:
                return False
        except NotInStoreError:
            return False
        return self._put(key, raw, self._request(key, raw)) and self._holds(key, raw)

    def _request(self, key: str, raw: bytes) -> "PutObjectRequestTypeDef":
        return {"Bucket": self.bucket, "Key": self.prefix + key, "Body": raw}

    def _put(self, key: str, raw: bytes, request: "PutObjectRequestTypeDef") -> bool:
        """Write an object; return False if S3 refuses the condition."""
        for pause in CONFLICT_PAUSES:
            try:
                return self._put_once(key, raw, request)
            except _ConflictError:
                time.sleep(pause)
        return self._put_once(key, raw, request)

    def _put_once(self, key: str, raw: bytes, request: "PutObjectRequestTypeDef") -> bool:
        try:
            with self.errors("s3:PutObject", key):
                self.client.put_object(**request)
        except StoreError as exc:
            status = _status(exc)
            if status == PRECONDITION_FAILED or (status == NOT_FOUND and "IfMatch" in request):
                return False
            if self._holds(key, raw):  # only the response was lost
                return True
            if status == CONFLICT:
                raise _ConflictError(*exc.args) from exc
            raise
        return True

    def _holds(self, key: str, raw: bytes) -> bool:
        """Return whether an object is known to hold these bytes."""
        try:
            return self.read(key, len(raw)) == raw
        except ServiceError:
            return False


def _can_be_matched(tag: str) -> bool:
    """Return whether S3 can compare a tag: not a digest of ours, and not a weak ETag (RFC 9110).

    >>> _can_be_matched('"1"'), _can_be_matched('W/"1"'), _can_be_matched("sha256:0")
    (True, False, False)
    """
    return not tag.startswith(("W/", DIGEST_TAG))


def _status(error: StoreError) -> int | None:
    """Return the status of S3's response, or None if there was none."""
    from botocore.exceptions import ClientError

    cause = error.__cause__
    if not isinstance(cause, ClientError):
        return None
    return cause.response["ResponseMetadata"]["HTTPStatusCode"]
