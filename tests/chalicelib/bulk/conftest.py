"""An S3 in memory with two buckets, and a job in it."""

from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from tests.support.bulk import INPUTS, OUTPUTS, Job
from train.registry.writable_store import DirectoryWriter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_s3 import S3Client


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> "Iterator[S3Client]":
    """Let boto3 reach an S3 in this process, which no other test sees."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket=INPUTS)
        client.create_bucket(Bucket=OUTPUTS)
        yield client
        client.close()


@pytest.fixture
def job(client: "S3Client", published: DirectoryWriter) -> Job:
    """Return a job whose model is the default recipe's."""
    return Job(client, published.uri)
