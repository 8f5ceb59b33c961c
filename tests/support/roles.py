"""What a role may do with the objects of a bucket."""

from collections.abc import Callable
from contextlib import closing

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib.pointer import POINTER_KEY
from deploy.configuration.policies import StageResources
from tests.support.stores import BUCKET, AnyWriter

Act = Callable[..., None]


RESOURCES = StageResources(BUCKET, "spam", "spam-or-ham-prod")
VERSION = "versions/20260131T093000Z-0123456789ab"
FILE = f"spam/{VERSION}/manifest.json"
POINTER = f"spam/{POINTER_KEY}"


def put(key: str, **condition: str) -> None:
    with closing(boto3.Session().client("s3")) as client:
        client.put_object(Bucket=BUCKET, Key=key, Body=b"others", **condition)  # type: ignore[arg-type]


def copy(key: str) -> None:
    with closing(boto3.Session().client("s3")) as client:
        client.copy_object(Bucket=BUCKET, Key=key, CopySource=f"{BUCKET}/{POINTER}")


def delete(key: str) -> None:
    with closing(boto3.Session().client("s3")) as client:
        client.delete_object(Bucket=BUCKET, Key=key)


def assert_refused(attempt: Callable[..., None], key: str, **condition: str) -> None:
    with pytest.raises(ClientError) as caught:
        attempt(key, **condition)
    assert caught.value.response["Error"]["Code"] == "AccessDenied"


def write_two(writer: AnyWriter) -> None:
    writer.create(POINTER_KEY, b"a pointer")
    writer.create(FILE.removeprefix("spam/"), b"a file")
