"""An S3 in memory with two buckets, and a job in it."""

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import backend_index, mock_aws
from moto.core.base_backend import BaseBackend
from moto.s3.models import S3Backend, s3_backends

from chalicelib.serving.pinned import PinnedModels
from tests.support.bulk import INPUTS, OUTPUTS, Job, json_lines
from tests.support.bulk_killer import ROWS, Killer
from train.registry.writable_store import DirectoryWriter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_s3 import S3Client


@pytest.fixture(scope="session")
def quick_moto() -> "Iterator[None]":
    """Let moto do once what it does for each request: list the addresses that S3 responds at.

    It also compares each address with those of 200 services; S3 comes first here.
    """
    addresses: Any = BaseBackend.urls
    of_s3 = addresses.fget(s3_backends["123456789012"]["aws"])
    patterns = sorted(backend_index.backend_url_patterns, key=lambda pair: pair[0] != "s3")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(S3Backend, "urls", of_s3)
        patch.setattr(backend_index, "backend_url_patterns", patterns)
        yield


@pytest.fixture
def client(quick_moto: None, monkeypatch: pytest.MonkeyPatch) -> "Iterator[S3Client]":
    """Let boto3 reach an S3 in this process, which no other test sees."""
    del quick_moto
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


@pytest.fixture
def mortal(job: Job) -> "S3Client":
    """Return a client of its own for processes that are killed."""
    del job
    return boto3.client("s3")


@pytest.fixture
def killer(mortal: "S3Client") -> Killer:
    return Killer(mortal)


@pytest.fixture
def uri(job: Job) -> str:
    return job.put("texts.jsonl", json_lines(ROWS))


@pytest.fixture
def quick_model(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load the model once and label texts at once: neither is the question here."""
    models = job.container().models
    model = models.model(models.current())
    monkeypatch.setattr(PinnedModels, "model", lambda self, pin: model)
    monkeypatch.setattr(model, "predict", lambda text: "ham")
