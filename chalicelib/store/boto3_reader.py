"""Read from S3 with boto3, which knows profiles, single sign-on, container roles and proxies.

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
    NotModifiedError,
    Tagged,
    check_size,
    refusal,
)

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectRequestTypeDef


class Boto3Reader:
    """Published models under a prefix of an S3 bucket, by way of boto3."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str) -> None:
        self.client = client
        self.bucket = bucket
        self.prefix = f"{prefix}/" if prefix else ""
        self.uri = f"s3://{bucket}/{prefix}".rstrip("/")

    def read(self, key: str, max_bytes: int) -> bytes:
        """Return the body of an object, see `StoreReader.read`."""
        return self._get({"Bucket": self.bucket, "Key": self.prefix + key}, max_bytes).raw

    def read_changed(self, key: str, max_bytes: int, tag: str | None) -> Tagged | None:
        """Return the body of an object with another ETag, see `StoreReader.read_changed`."""
        request: GetObjectRequestTypeDef = {"Bucket": self.bucket, "Key": self.prefix + key}
        if tag is not None:
            request["IfNoneMatch"] = tag
        try:
            return self._get(request, max_bytes)
        except NotModifiedError:
            return None

    def _get(self, request: "GetObjectRequestTypeDef", max_bytes: int) -> Tagged:
        key = request["Key"].removeprefix(self.prefix)
        with self.errors("s3:GetObject", key):
            answer = self.client.get_object(**request)
            with closing(answer["Body"]) as body:
                check_size(f"{self.uri}/{key}", answer["ContentLength"], max_bytes)
                return Tagged(body.read(), answer["ETag"])

    @contextmanager
    def errors(self, action: str, key: str) -> Iterator[None]:
        """Turn what boto3 raises within into a `StoreError` that says what would help."""
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
            raise refusal(code, action, self.bucket, where) from exc
        except NoCredentialsError as exc:
            raise StoreError(
                f"{where}: no AWS credentials found; set AWS_ACCESS_KEY_ID and "
                "AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
            ) from exc
        except (BotoCoreError, HTTPClientError) as exc:
            raise StoreError(f"{where}: {exc}") from exc


def s3_client() -> "S3Client":
    """Make a boto3 client whose calls end soon: a cold start must not hang on a lost packet."""
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
    )
    try:
        # A session of its own: boto3's shared one would keep the credentials it first found.
        return boto3.Session().client("s3", config=config)
    except (BotoCoreError, ValueError) as exc:
        raise StoreError(f"boto3 cannot be set up: {exc}") from exc
