"""Where published models live: a local directory or `s3://bucket/prefix`, read by key.

On S3 `chalicelib.s3_reader` reads where the environment holds the credentials, as it does in
Lambda; boto3 finds them elsewhere. It is imported only then, and stays out of the deployment
package, as Lambda's runtime brings it along. Writing is `train/storage.py`'s business.
"""

import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, NamedTuple, Protocol

from chalicelib.errors import FormatError, NotInStoreError, SettingError, StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectRequestTypeDef

CONNECT_SECONDS = 1
READ_SECONDS = 2
ATTEMPTS = 2

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)


class Tagged(NamedTuple):
    """Stored bytes and a tag that is another one as soon as they are replaced."""

    raw: bytes
    tag: str


class NotModifiedError(StoreError):
    """Raised among the stores alone, when a conditional read finds what is known already."""


class Store(Protocol):
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


class DirectoryStore:
    """Published models in a local directory."""

    def __init__(self, root: "Path") -> None:
        self.root = root
        self.uri = str(root)

    def read(self, key: str, max_bytes: int) -> bytes:
        """Return the content of a file, see `Store.read`."""
        return self._get(key, max_bytes).raw

    def read_changed(self, key: str, max_bytes: int, tag: str | None) -> Tagged | None:
        """Return the content of a file that another has replaced, see `Store.read_changed`."""
        found = self._get(key, max_bytes)
        return None if found.tag == tag else found

    def _get(self, key: str, max_bytes: int) -> Tagged:
        path = self.root / key
        try:
            with path.open("rb") as file:
                status = os.fstat(file.fileno())
                check_size(str(path), status.st_size, max_bytes)
                tag = f"{status.st_ino}-{status.st_mtime_ns}-{status.st_size}"
                return Tagged(file.read(max_bytes), tag)
        except FileNotFoundError as exc:
            raise NotInStoreError(f"{path}: no such file") from exc
        except OSError as exc:
            raise StoreError(f"{path}: {exc.strerror}") from exc


class S3Store:
    """Published models under a prefix of an S3 bucket, by way of boto3."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str) -> None:
        self.client = client
        self.bucket = bucket
        self.prefix = f"{prefix}/" if prefix else ""
        self.uri = f"s3://{bucket}/{prefix}".rstrip("/")

    def read(self, key: str, max_bytes: int) -> bytes:
        """Return the body of an object, see `Store.read`."""
        return self._get({"Bucket": self.bucket, "Key": self.prefix + key}, max_bytes).raw

    def read_changed(self, key: str, max_bytes: int, tag: str | None) -> Tagged | None:
        """Return the body of an object with another ETag, see `Store.read_changed`."""
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


def open_store(uri: str) -> Store:
    """Return the store at a URI: a directory or `s3://bucket/prefix`. Nothing is read yet.

    S3 is read without boto3 where the environment names credentials and region, as in Lambda.

    Raises
    ------
    SettingError
        For an address of another form.
    StoreError
        When the way to S3 cannot be set up as the environment says.
    """
    place = parse_uri(uri)
    if not isinstance(place, tuple):
        return DirectoryStore(place)
    from chalicelib.s3_access import read_access
    from chalicelib.s3_reader import S3Reader

    access = read_access(os.environ)
    return S3Store(s3_client(), *place) if access is None else S3Reader(access, *place)


def parse_uri(uri: str) -> "Path | tuple[str, str]":
    """Return the directory, or the bucket and the prefix, that a store's URI names.

    >>> parse_uri("s3://my-models/spam/prod/")
    ('my-models', 'spam/prod')
    """
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    if uri.startswith("s3://") and _BUCKET.fullmatch(bucket):
        return bucket, prefix.strip("/")
    if not uri.strip() or uri.startswith("s3:") or "://" in uri:
        raise SettingError(
            f"store is {uri!r}; accepted are a directory and s3://bucket/prefix, "
            "the bucket's name of 3 to 63 characters a-z 0-9 . -"
        )
    from pathlib import Path  # S3 needs none, and a cold start does not wait for it

    return Path(uri)


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
