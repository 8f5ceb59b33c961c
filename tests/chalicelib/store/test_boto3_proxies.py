"""Read S3 with boto3 through a proxy: by this project's exchange, and by botocore itself."""

import gc
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.errors import FormatError, StoreError
from chalicelib.store.base import ATTEMPTS
from chalicelib.store.boto3_reader import Boto3Reader
from chalicelib.store.http_proxy import Proxy
from chalicelib.store.sigv4 import Credentials
from emulation.s3.server import NO_LENGTH, FaultyS3, S3Response, error_body
from tests.support.s3_signing import botocore_headers
from tests.support.tunnel_proxy import TunnelProxy

OpenBoto3 = Callable[[], Boto3Reader]

UNREACHABLE = "http://192.0.2.1"
"""An address for documentation: only a proxy can reach it."""

pytestmark = pytest.mark.usefixtures("boto3_environment")


def test_a_proxy_is_asked_for_the_whole_url(
    faulty_s3: FaultyS3, open_boto3: OpenBoto3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://user:pass@127.0.0.1:{faulty_s3.port}")
    monkeypatch.setenv("AWS_ENDPOINT_URL", UNREACHABLE)
    assert open_boto3().read("a b", 5) == b"bytes"
    ((path, sent),) = faulty_s3.requests
    assert path == f"{UNREACHABLE}/faulty/spam/a%20b"
    assert sent["Proxy-Authorization"] == "Basic dXNlcjpwYXNz"


@pytest.mark.parametrize(
    ("endpoint", "host"),
    [
        pytest.param("http://192.0.2.1:80", "192.0.2.1", id="default-port"),
        pytest.param("http://192.0.2.1:81", "192.0.2.1:81", id="another-port"),
        pytest.param("http://[2001:db8::1]:9000", "[2001:db8::1]:9000", id="ipv6"),
    ],
)
def test_the_host_that_is_sent_is_the_one_that_is_signed(
    endpoint: str,
    host: str,
    faulty_s3: FaultyS3,
    open_boto3: OpenBoto3,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{faulty_s3.port}")
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    assert open_boto3().read("a b", 5) == b"bytes"
    ((_, headers),) = faulty_s3.requests
    sent = {name.lower(): value for name, value in headers.items()}
    at = datetime.strptime(sent["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    signed = {name: sent[name] for name in sent if name.startswith("x-amz-checksum")}
    url = f"http://{host}/faulty/spam/a%20b"
    expected = botocore_headers(
        url, signed, Credentials("AKID", "the-secret", None), "us-east-1", at
    )
    assert (sent["host"], sent["authorization"]) == (host, expected["authorization"])


@pytest.fixture
def through_tls(over_tls: FaultyS3, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> FaultyS3:
    """Let boto3 use the server by TLS and trust its certificate."""
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    monkeypatch.setenv("AWS_ENDPOINT_URL", over_tls.endpoint)
    return over_tls


def test_a_tls_connection_goes_through_the_proxys_tunnel(
    through_tls: FaultyS3, open_boto3: OpenBoto3, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = TunnelProxy()
    monkeypatch.setenv("HTTPS_PROXY", f"user:pass@127.0.0.1:{proxy.port}")
    assert open_boto3().read("a b", 5) == b"bytes"
    ((connect, _, header, _),) = proxy.asked
    assert connect == f"CONNECT 127.0.0.1:{through_tls.port} HTTP/1.1"
    assert header == "Proxy-Authorization: Basic dXNlcjpwYXNz"
    assert "Proxy-Authorization" not in through_tls.requests[0][1]
    proxy.stop()


@pytest.mark.parametrize(
    ("response", "message"),
    [
        pytest.param(b"HTTP/1.1 407 x\r\n\r\n", "the proxy returned 407", id="refusal"),
        pytest.param(b"SSH-2.0\r\n", "non-HTTP response", id="another-protocol"),
        pytest.param(b"", "empty response", id="nothing"),
    ],
)
def test_a_proxy_that_opens_no_tunnel_is_a_store_error(
    response: bytes,
    message: str,
    through_tls: FaultyS3,
    open_boto3: OpenBoto3,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proxy = TunnelProxy(response)
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:pass@127.0.0.1:{proxy.port}")
    with pytest.raises(StoreError, match=f"a b: could not connect to https.*: {message}") as raised:
        open_boto3().read("a b", 5)
    assert "pass" not in str(raised.value)
    assert through_tls.requests == []
    proxy.stop()


def test_a_proxy_keeps_its_password_out_of_messages() -> None:
    assert "secret" not in repr(Proxy(("proxy.example", 80), {"Proxy-Authorization": "secret"}))


# botocore verifies no proxy for a URL without TLS, and urllib3 warns of that.
unverified = pytest.mark.filterwarnings("ignore:Unverified HTTPS request")


@pytest.fixture
def by_botocore(
    over_tls: FaultyS3, open_boto3: OpenBoto3, monkeypatch: pytest.MonkeyPatch
) -> Boto3Reader:
    """Return a reader whose proxy is reached by TLS, so that botocore itself sends the requests."""
    monkeypatch.setenv("HTTP_PROXY", over_tls.endpoint)
    monkeypatch.setenv("AWS_ENDPOINT_URL", UNREACHABLE)
    monkeypatch.setattr("botocore.retries.standard.random.random", lambda: 0.0)
    return open_boto3()


@unverified
def test_botocore_reads_through_a_proxy_that_is_reached_by_tls(
    over_tls: FaultyS3, by_botocore: Boto3Reader
) -> None:
    assert by_botocore.read("a b", 5) == b"bytes"
    assert over_tls.requests[0][0] == f"{UNREACHABLE}/faulty/spam/a%20b"


@unverified
@pytest.mark.parametrize(
    ("response", "message"),
    [
        pytest.param(S3Response(200, b"bytes", NO_LENGTH), "S3 sent no Content-Length", id="none"),
        pytest.param(S3Response(200, b"bytes", -5), "S3 sent no Content-Length", id="negative"),
        pytest.param(S3Response(200, b"byt", 5), "received only 3 of 5 bytes", id="cut-short"),
        pytest.param(
            S3Response(200, b"", raw=b"HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nbytes"),
            "boto3 failed: ValueError: invalid literal",
            id="two-lengths",
        ),
        pytest.param(
            S3Response(301, error_body("PermanentRedirect")),
            "S3 redirected the request, but named no region",
            id="redirect-without-a-region",
        ),
        pytest.param(S3Response(503, error_body("SlowDown")), "S3 returned SlowDown", id="503"),
    ],
)
def test_a_fault_of_botocores_own_transfer_is_a_store_error(
    response: S3Response, message: str, over_tls: FaultyS3, by_botocore: Boto3Reader
) -> None:
    over_tls.fault = lambda *_: response
    with pytest.raises(StoreError, match=f"^s3://faulty/spam/a b: {message}"):
        by_botocore.read("a b", 5)
    assert len(over_tls.requested_keys) <= ATTEMPTS
    assert over_tls.methods == {"GET"}
    with warnings.catch_warnings():
        # Under Python 3.12, botocore leaves a socket open if it cannot read a response's head.
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def test_a_proxy_that_botocore_cannot_reach_is_a_store_error(
    over_tls: FaultyS3, by_botocore: Boto3Reader
) -> None:
    over_tls.stop()
    with pytest.raises(StoreError, match=r"a b: Failed to connect to proxy URL"):
        by_botocore.read("a b", 5)


@unverified
def test_an_object_that_botocore_transfers_is_not_read_if_it_is_too_large(
    over_tls: FaultyS3, by_botocore: Boto3Reader
) -> None:
    over_tls.fault = lambda _, right: S3Response(200, right.body, 10**12)
    with pytest.raises(FormatError, match="found 1000000000000 bytes; expected at most 5"):
        by_botocore.read("a b", 5)
