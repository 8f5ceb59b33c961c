"""A container's credentials: fetched without boto3, kept, renewed, and refused clearly."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from chalicelib.errors import StoreError
from chalicelib.store.boto3_reader import Boto3Reader
from chalicelib.store.container_credentials import (
    BEFORE_CONTAINERS,
    FILES_BEFORE_CONTAINERS,
    RENEW_SECONDS,
    ContainerCredentials,
    container_credentials,
)
from chalicelib.store.http_exchange import TransientError
from chalicelib.store.opening import open_reader
from chalicelib.store.s3_reader import REFUSED_CREDENTIALS, S3Reader
from emulation.container_credentials import CredentialEndpoint
from emulation.s3.server import URI, FaultyS3, S3Response, error_body
from emulation.servers import free_port

FULL_URI = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
RELATIVE_URI = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN"  # noqa: S105 - a variable's name
COMPLETE = (
    b'{"AccessKeyId": "ASIA", "SecretAccessKey": "s", "Token": "t",'
    b' "Expiration": "2026-01-31T09:30:00Z"}'
)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        """Return seconds since 1970."""
        return self.now


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


def of(endpoint: CredentialEndpoint, clock: Clock, **environ: str) -> ContainerCredentials:
    return ContainerCredentials(urlsplit(endpoint.uri), {TOKEN: endpoint.token} | environ, clock)


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


@pytest.mark.parametrize("token", ["a\nb", "a\rb", "\u00e9"])
def test_a_token_that_no_header_can_hold_is_an_error(
    endpoint: CredentialEndpoint, token: str
) -> None:
    with pytest.raises(StoreError, match=f"{TOKEN} has a character that HTTP forbids"):
        of(endpoint, Clock(), **{TOKEN: token}).current()
    assert endpoint.seconds == []


def test_an_endpoint_without_a_token_gets_no_header(endpoint: CredentialEndpoint) -> None:
    credentials = of(endpoint, Clock(), **{TOKEN: ""})
    with pytest.raises(StoreError, match=r"found status 403 \(.*wrong token.*\); expected 200"):
        credentials.current()


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        pytest.param(404, b"", "found status 404; expected 200", id="status"),
        pytest.param(200, b"{", "expected JSON in UTF-8", id="no-json"),
        pytest.param(200, b"[]", "found no usable AccessKeyId", id="list"),
        pytest.param(
            200, COMPLETE.replace(b'"ASIA"', b"1"), "found no usable AccessKeyId", id="number"
        ),
        pytest.param(
            200, COMPLETE.replace(b'"s"', b'"a\\n"'), "no usable SecretAccessKey", id="line-feed"
        ),
        pytest.param(200, COMPLETE.replace(b"Token", b"token"), "no usable Token", id="token"),
        pytest.param(
            200, COMPLETE.replace(b"2026", b"soon"), "Expiration is 'soon-01-31T09", id="time"
        ),
        pytest.param(
            200, COMPLETE.replace(b"00Z", b"00"), "such as 2026-01-31T09:30:00Z", id="zone"
        ),
        pytest.param(200, b" " * 65_537, "found more than 65536 bytes", id="too-long"),
    ],
)
def test_a_response_without_credentials_is_an_error(
    endpoint: CredentialEndpoint, status: int, body: bytes, message: str
) -> None:
    endpoint.fault = lambda: (status, body)
    with pytest.raises(StoreError, match=message) as raised:
        of(endpoint, Clock()).current()
    assert str(raised.value).startswith(f"container credentials from {endpoint.uri[:21]}")
    assert not isinstance(raised.value, TransientError)


def test_an_endpoint_that_is_down_is_tried_twice(
    endpoint: CredentialEndpoint, bucket: FaultyS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    responses = iter([(429, b""), (200, COMPLETE)])
    endpoint.fault = lambda: next(responses)
    bucket.fault = None
    assert open_reader(URI).read("a", 5) == b"bytes"
    monkeypatch.setenv(FULL_URI, f"http://127.0.0.1:{free_port()}/secret")
    with pytest.raises(StoreError, match=r"from http://127.0.0.1:\d+: ConnectionRefused"):
        open_reader(URI).read("a", 5)


@pytest.mark.parametrize(
    "environ",
    [
        {RELATIVE_URI: "/v2/credentials/name?id=1"},
        {FULL_URI: "http://169.254.170.2/v2/credentials"},
        {FULL_URI: "http://169.254.170.23/v1/credentials"},
        {FULL_URI: "http://[fd00:ec2::23]/v1/credentials"},
        {FULL_URI: "http://localhost:9001"},
        {FULL_URI: "http://127.1.2.3:9001/2021-04-23/credentials"},
        {FULL_URI: "http://[::1]:9001/"},
        {FULL_URI: "https://credentials.example/"},
    ],
)
def test_the_addresses_that_botocore_asks_are_allowed(
    endpoint: CredentialEndpoint, environ: dict[str, str]
) -> None:
    del endpoint
    assert container_credentials(environ) is not None


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({FULL_URI: "http://credentials.example/"}, "the host 'credentials.example'; expected ht"),
        ({FULL_URI: "http://10.0.0.1/"}, "the host '10.0.0.1'; expected https, a loopback"),
        ({FULL_URI: "ftp://localhost/"}, "the scheme 'ftp' and the host 'localhost'; expected"),
        ({FULL_URI: "/v2/credentials"}, "the scheme '' and the host ''; expected http or https"),
        ({FULL_URI: "http://localhost:x/"}, f"{FULL_URI} is no URL: Port could not be cast"),
        ({RELATIVE_URI: "@example.org/"}, "is '@example.org/'; expected a path such as /v2/name"),
    ],
)
def test_other_addresses_are_refused(
    endpoint: CredentialEndpoint,
    monkeypatch: pytest.MonkeyPatch,
    environ: dict[str, str],
    message: str,
) -> None:
    del endpoint
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StoreError, match=message):
        open_reader(URI)


def test_an_endpoint_with_tls_is_asked_with_tls(
    endpoint: CredentialEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FULL_URI, endpoint.uri.replace("http:", "https:"))
    with pytest.raises(StoreError, match=r"SSLError: .*(wrong version number|record layer)"):
        open_reader(URI).read("a", 5)


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
