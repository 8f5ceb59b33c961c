"""Read from S3 with boto3, which supports profiles, single sign-on, container roles and proxies.

boto3 is imported only if the standard-library reader cannot do the job. It stays out of the
deployment package because Lambda's runtime includes it.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from chalicelib.errors import StoreError
from chalicelib.store.base import (
    ATTEMPTS,
    CONNECT_SECONDS,
    READ_SECONDS,
    TaggedBytes,
    check_size,
    s3_error,
)
from chalicelib.store.boto3_client import NO_CREDENTIALS, UNEXPECTED_ERRORS, aws_client
from chalicelib.store.boto3_exchange import Boto3Exchange
from chalicelib.store.http_exchange import TransientError
from chalicelib.store.s3_object import ObjectReader, tagged

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef, GetObjectRequestTypeDef


class Boto3Reader(ObjectReader):
    """Published models under a prefix of an S3 bucket, read with boto3."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str) -> None:
        super().__init__(bucket, prefix)
        self.client = client
        self._exchange = Boto3Exchange(client, bucket)

    def _attempt(self, key: str, max_bytes: int, etag: str | None) -> TaggedBytes:
        where = f"{self.uri}/{key}"
        request: GetObjectRequestTypeDef = {"Bucket": self.bucket, "Key": self.prefix + key}
        if etag is not None:
            request["IfNoneMatch"] = etag
        with self.errors("s3:GetObject", key), self._exchange.limits(where, max_bytes):
            return _object(where, self.client.get_object(**request), max_bytes)

    @contextmanager
    def errors(self, action: str, key: str) -> Iterator[None]:
        """Turn boto3's errors within the block into a `StoreError` with advice."""
        from botocore.exceptions import (
            BotoCoreError,
            ClientError,
            HTTPClientError,
            NoCredentialsError,
        )

        where = f"{self.uri}/{key}"
        try:
            yield
        except ClientError as exc:
            code = exc.response["Error"].get("Code", "")
            raise s3_error(code, action, self.bucket, where) from exc
        except NoCredentialsError as exc:
            raise StoreError(f"{where}: {NO_CREDENTIALS}") from exc
        except (BotoCoreError, HTTPClientError) as exc:
            raise StoreError(f"{where}: {exc}") from exc
        except UNEXPECTED_ERRORS as exc:
            raise StoreError(f"{where}: boto3 failed: {type(exc).__name__}: {exc}") from exc


def _object(where: str, response: "GetObjectOutputTypeDef", max_bytes: int) -> TaggedBytes:
    """Read the object of a response; it is in memory unless botocore itself transfers it."""
    with closing(response["Body"]) as body:
        length = response.get("ContentLength", -1)
        if length < 0:
            raise StoreError(f"{where}: S3 sent no Content-Length")
        check_size(where, length, max_bytes)
        raw = body.read(length)
        if len(raw) < length:
            raise TransientError(f"{where}: received only {len(raw)} of {length} bytes")
        return tagged(raw, response.get("ETag", ""))


def s3_client() -> "S3Client":
    """Return an S3 client with the time limits of every store; raises what `aws_client` raises."""
    client: S3Client = aws_client(
        "s3", connect_seconds=CONNECT_SECONDS, read_seconds=READ_SECONDS, attempts=ATTEMPTS
    )
    return client
