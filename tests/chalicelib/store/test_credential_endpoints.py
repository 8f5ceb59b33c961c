"""The endpoint that a container's credentials come from: which is asked, and how it may fail."""

import pytest

from chalicelib.errors import StoreError
from chalicelib.store.container_credentials import container_credentials
from chalicelib.store.http_exchange import TransientError
from chalicelib.store.opening import open_reader
from emulation.container_credentials import CredentialEndpoint
from emulation.s3.server import URI, FaultyS3
from emulation.servers import free_port
from tests.support.credentials import COMPLETE, TOKEN, Clock, of

FULL_URI = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
RELATIVE_URI = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"


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
        ({FULL_URI: "http://localhost:x/"}, f"{FULL_URI} is not a URL: Port could not be cast"),
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
