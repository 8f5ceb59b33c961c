"""A container's credentials: fetched without boto3, kept, renewed, and refused clearly."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.errors import StoreError
from chalicelib.store.boto3_reader import Boto3Reader
from chalicelib.store.container_credentials import (
    BEFORE_CONTAINERS,
    FILES_BEFORE_CONTAINERS,
    RENEW_SECONDS,
    container_credentials,
)
from chalicelib.store.http_exchange import TransientError
from chalicelib.store.opening import open_reader
from chalicelib.store.s3_reader import REFUSED_CREDENTIALS, S3Reader
from emulation.container_credentials import CredentialEndpoint
from emulation.s3.server import URI, FaultyS3, S3Response, error_body
from tests.support.credentials import COMPLETE, Clock, of


def test_s3_is_read_with_the_credentials_of_the_endpoint(
    endpoint: CredentialEndpoint, bucket: FaultyS3
) -> None:
    store = open_reader(URI)
    assert isinstance(store, S3Reader)
    assert (store.read("a", 5), store.read("a", 5)) == (b"bytes", b"bytes")
    sent = [headers["x-amz-security-token"] for _, headers in bucket.requests]
    assert (sent, len(endpoint.seconds)) == (["token-1", "token-1"], 1)


def test_boto3_sends_what_the_reader_sends(endpoint: CredentialEndpoint, bucket: FaultyS3) -> None:
    """So the emulated endpoint is one that botocore understands, and both find the same key."""
    os.environ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "false"  # the fixture restores it
    try:
        store = open_reader(URI)
    finally:
        del os.environ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]
    assert isinstance(store, Boto3Reader)
    assert store.read("a", 5) == b"bytes"
    store.client.close()
    assert bucket.requests[-1][1]["X-Amz-Security-Token"] == "token-1"


@pytest.mark.parametrize("code", REFUSED_CREDENTIALS)
def test_credentials_that_s3_refuses_are_renewed_once(
    endpoint: CredentialEndpoint, bucket: FaultyS3, code: str
) -> None:
    endpoint.guard(bucket, code)
    store = open_reader(URI)
    store.read("a", 5)
    endpoint.revoke()  # the key of a snapshot, for example
    assert store.read("a", 5) == b"bytes"
    assert [len(bucket.requests), len(endpoint.seconds)] == [3, 2]


def test_credentials_that_are_refused_twice_are_an_error(
    endpoint: CredentialEndpoint, bucket: FaultyS3
) -> None:
    bucket.fault = lambda *_: S3Response(400, error_body("ExpiredToken"))
    with pytest.raises(StoreError, match=r"faulty/spam/a: S3 returned ExpiredToken"):
        open_reader(URI).read("a", 5)
    assert [len(bucket.requests), len(endpoint.seconds)] == [2, 2]


def test_credentials_are_kept_until_shortly_before_they_expire(
    endpoint: CredentialEndpoint,
) -> None:
    clock = Clock()
    endpoint.fault = lambda: (200, expiring(clock.now + 3600))
    credentials = of(endpoint, clock)
    first = credentials.current()
    clock.now += 3600 - RENEW_SECONDS - 1
    assert credentials.current() is first
    clock.now += 1
    assert credentials.current() == first
    assert len(endpoint.seconds) == 2
    clock.now += 10**7  # a snapshot may be months old
    credentials.current()
    assert len(endpoint.seconds) == 3


def test_an_endpoint_that_fails_does_no_harm_before_they_expire(
    endpoint: CredentialEndpoint,
) -> None:
    clock = Clock()
    expires = clock.now + 3600
    endpoint.fault = lambda: (200, expiring(expires))
    credentials = of(endpoint, clock)
    first = credentials.current()
    endpoint.fault = lambda: (500, b"")
    clock.now = expires - 1
    assert credentials.current() is first
    clock.now = expires
    with pytest.raises(TransientError, match="found status 500; expected 200"):
        credentials.current()


def expiring(at: float) -> bytes:
    """Return the document of credentials that expire at a time."""
    stamp = datetime.fromtimestamp(at, UTC).isoformat().encode()
    return COMPLETE.replace(b"2026-01-31T09:30:00Z", stamp)


def test_only_the_refused_credentials_are_forgotten(endpoint: CredentialEndpoint) -> None:
    credentials = of(endpoint, Clock())
    endpoint.lifetime_seconds = 10**9
    first = credentials.current()
    credentials.forget(first._replace(key_id="another"))
    credentials.current()
    assert len(endpoint.seconds) == 1
    credentials.forget(first)
    credentials.current()
    assert len(endpoint.seconds) == 2


def test_a_chunked_response_is_read(endpoint: CredentialEndpoint, bucket: FaultyS3) -> None:
    del bucket
    endpoint.chunked = True
    assert open_reader(URI).read("a", 5) == b"bytes"


def test_the_tokens_file_is_read_again_each_time(
    endpoint: CredentialEndpoint, tmp_path: Path
) -> None:
    path = tmp_path / "token"
    path.write_text("first\n")
    endpoint.token, endpoint.lifetime_seconds = "first", 0
    credentials = of(endpoint, Clock(), AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=str(path))
    clock_is_behind = credentials.current()
    path.write_text("second")
    endpoint.token = "second"  # noqa: S105 - of a server on loopback
    credentials.forget(clock_is_behind)
    assert credentials.current() == clock_is_behind
    path.unlink()
    credentials.forget(clock_is_behind)
    with pytest.raises(StoreError, match=r"TOKEN_FILE cannot be read: .*No such file"):
        credentials.current()


@pytest.mark.parametrize("name", [*BEFORE_CONTAINERS, *FILES_BEFORE_CONTAINERS])
def test_what_boto3_asks_before_a_containers_endpoint_needs_boto3(
    endpoint: CredentialEndpoint, tmp_path: Path, name: str
) -> None:
    environ = endpoint.environ
    if name.startswith("~"):
        path = tmp_path / name.removeprefix("~/")
        path.parent.mkdir()
        path.write_text("[default]\n")
    else:
        environ[name] = "x"
    assert container_credentials(environ) is None


def test_an_access_key_in_the_environment_comes_first(
    endpoint: CredentialEndpoint, bucket: FaultyS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    bucket.fault = None
    open_reader(URI).read("a", 5)
    assert "Credential=AKID/" in bucket.requests[0][1]["authorization"]
    assert endpoint.seconds == []
