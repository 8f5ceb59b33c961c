"""What the tests of boto3 share: its environment, a reader, and a server with TLS."""

import os
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chalicelib.store.boto3_reader import Boto3Reader, s3_client
from emulation.certificate import self_signed
from emulation.container_credentials import CredentialEndpoint
from emulation.s3.server import BUCKET, FaultyS3

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@pytest.fixture
def boto3_environment(faulty_s3: FaultyS3, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let boto3 find credentials and the server, and no proxy and no configuration file."""
    faulty_s3.objects["a b"] = b"bytes"
    for name in ("http_proxy", "https_proxy", "no_proxy", "aws_ca_bundle", "requests_ca_bundle"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("AWS_ENDPOINT_URL", faulty_s3.endpoint)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the-secret")
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)


@pytest.fixture
def open_boto3(boto3_environment: None) -> Iterator[Callable[[], Boto3Reader]]:
    """Yield a function that opens the store with boto3 as the environment says."""
    del boto3_environment
    clients: list[S3Client] = []

    def open_reader() -> Boto3Reader:
        clients.append(s3_client())
        return Boto3Reader(clients[-1], BUCKET, "spam")

    yield open_reader
    for client in clients:
        client.close()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Return a file with a certificate for the loopback address and its key."""
    return self_signed(tmp_path / "certificate.pem", "loopback")


@pytest.fixture
def over_tls(certificate: Path) -> Iterator[FaultyS3]:
    """Return an S3 on loopback that is reached by TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = FaultyS3(context)
    server.objects["a b"] = b"bytes"
    yield server
    server.stop()


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[CredentialEndpoint]:
    """Yield an endpoint in an environment without any other credentials."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    with CredentialEndpoint() as endpoint:
        for name, value in endpoint.environ.items():
            monkeypatch.setenv(name, value)
        yield endpoint


@pytest.fixture
def bucket(
    endpoint: CredentialEndpoint, faulty_s3: FaultyS3, monkeypatch: pytest.MonkeyPatch
) -> FaultyS3:
    """Return an S3 that holds one object and accepts only the endpoint's credentials."""
    faulty_s3.objects["a"] = b"bytes"
    endpoint.guard(faulty_s3)
    monkeypatch.setenv("AWS_ENDPOINT_URL", faulty_s3.endpoint)
    return faulty_s3
