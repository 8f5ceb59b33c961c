"""Read S3 with boto3: proxies, certificates, odd credentials, and what botocore may not do.

tests/chalicelib/serving/test_store_faults.py has the faults of the server.
"""

import json
import os
import ssl
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.errors import FormatError, StoreError
from chalicelib.store.base import ATTEMPTS
from chalicelib.store.boto3_exchange import MAX_REQUESTS
from chalicelib.store.boto3_reader import Boto3Reader, s3_client
from chalicelib.store.http_proxy import Proxy
from chalicelib.store.sigv4 import Credentials
from tests.support.faults import moved
from tests.support.faulty_s3 import BUCKET, NO_LENGTH, FaultyS3, S3Response, error_body
from tests.support.s3_signing import botocore_headers, self_signed
from tests.support.tunnel_proxy import TunnelProxy

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

UNREACHABLE = "http://192.0.2.1"
"""An address for documentation: only a proxy can reach it."""


@pytest.fixture(autouse=True)
def environment(faulty_s3: FaultyS3, monkeypatch: pytest.MonkeyPatch) -> None:
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
def clients() -> Iterator[list["S3Client"]]:
    """Yield a list of clients to close."""
    opened: list[S3Client] = []
    yield opened
    for client in opened:
        client.close()


@pytest.fixture
def reader(clients: list["S3Client"]) -> Boto3Reader:
    clients.append(s3_client())
    return Boto3Reader(clients[-1], BUCKET, "spam")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return self_signed(tmp_path / "certificate.pem", "loopback")


@pytest.fixture
def over_tls(certificate: Path) -> Iterator[FaultyS3]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = FaultyS3(context)
    server.objects["a b"] = b"bytes"
    yield server
    server.stop()


def test_a_read_asks_for_the_object_alone(faulty_s3: FaultyS3, reader: Boto3Reader) -> None:
    stored = reader.read_changed("a b", 5, None)
    assert stored is not None
    assert reader.read_changed("a b", 5, stored.tag) is None
    (first, _), (second, conditional) = faulty_s3.requests
    assert first == second == "/faulty/spam/a%20b"
    assert conditional["If-None-Match"] == stored.tag
    assert conditional["Connection".lower()] == "close"


def test_an_object_that_is_too_large_is_not_read(faulty_s3: FaultyS3, reader: Boto3Reader) -> None:
    faulty_s3.fault = lambda _, right: S3Response(200, right.body, 10**12, endless=b"x" * 9999)
    with pytest.raises(FormatError, match="a b: found 1000000000000 bytes; expected at most 5"):
        reader.read("a b", 5)
    assert len(faulty_s3.requested_keys) == 1


def test_a_region_that_changes_twice_is_found_by_the_next_read(
    faulty_s3: FaultyS3, reader: Boto3Reader
) -> None:
    responses = iter([moved("eu-west-1"), moved("ap-south-1"), moved("ap-south-1")])
    faulty_s3.fault = lambda _, right: next(responses, right)
    with pytest.raises(StoreError, match="requested in eu-west-1; the bucket is in ap-south-1"):
        reader.read("a b", 5)
    assert reader.read("a b", 5) == b"bytes"
    scopes = [sent["Authorization"].split("/")[2] for _, sent in faulty_s3.requests]
    assert scopes == ["us-east-1", "eu-west-1", "eu-west-1", "ap-south-1"]


def test_the_certificates_of_the_configured_bundle_are_trusted(
    over_tls: FaultyS3,
    certificate: Path,
    tmp_path: Path,
    clients: list["S3Client"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "config").write_text(f"[default]\nca_bundle = {certificate}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", over_tls.endpoint)
    clients.append(s3_client())
    assert Boto3Reader(clients[-1], BUCKET, "spam").read("a b", 5) == b"bytes"


@pytest.mark.parametrize("variable", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
def test_the_certificates_of_the_environments_bundle_are_trusted(
    variable: str,
    over_tls: FaultyS3,
    certificate: Path,
    clients: list["S3Client"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, str(certificate))
    monkeypatch.setenv("AWS_ENDPOINT_URL", over_tls.endpoint)
    clients.append(s3_client())
    assert Boto3Reader(clients[-1], BUCKET, "spam").read("a b", 5) == b"bytes"


def test_other_certificates_are_not_trusted(
    over_tls: FaultyS3, clients: list["S3Client"], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", over_tls.endpoint)
    clients.append(s3_client())
    with pytest.raises(StoreError, match=r"could not connect to https://127.*CERTIFICATE_VERIFY"):
        Boto3Reader(clients[-1], BUCKET, "spam").read("a b", 5)
    assert over_tls.requests == []


def test_a_proxy_is_asked_for_the_whole_url(
    faulty_s3: FaultyS3, clients: list["S3Client"], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://user:pass@127.0.0.1:{faulty_s3.port}")
    monkeypatch.setenv("AWS_ENDPOINT_URL", UNREACHABLE)
    clients.append(s3_client())
    assert Boto3Reader(clients[-1], BUCKET, "spam").read("a b", 5) == b"bytes"
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
    clients: list["S3Client"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{faulty_s3.port}")
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    clients.append(s3_client())
    assert Boto3Reader(clients[-1], BUCKET, "spam").read("a b", 5) == b"bytes"
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
    through_tls: FaultyS3, clients: list["S3Client"], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = TunnelProxy()
    monkeypatch.setenv("HTTPS_PROXY", f"user:pass@127.0.0.1:{proxy.port}")
    clients.append(s3_client())
    assert Boto3Reader(clients[-1], BUCKET, "spam").read("a b", 5) == b"bytes"
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
    clients: list["S3Client"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proxy = TunnelProxy(response)
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:pass@127.0.0.1:{proxy.port}")
    clients.append(s3_client())
    with pytest.raises(StoreError, match=f"a b: could not connect to https.*: {message}") as raised:
        Boto3Reader(clients[-1], BUCKET, "spam").read("a b", 5)
    assert "pass" not in str(raised.value)
    assert through_tls.requests == []
    proxy.stop()


def test_a_proxy_keeps_its_password_out_of_messages() -> None:
    assert "secret" not in repr(Proxy(("proxy.example", 80), {"Proxy-Authorization": "secret"}))


# botocore verifies no proxy for a URL without TLS, and urllib3 warns of that.
unverified = pytest.mark.filterwarnings("ignore:Unverified HTTPS request")


@pytest.fixture
def by_botocore(
    over_tls: FaultyS3, clients: list["S3Client"], monkeypatch: pytest.MonkeyPatch
) -> Boto3Reader:
    """Return a reader whose proxy is reached by TLS, so that botocore itself sends the requests."""
    monkeypatch.setenv("HTTP_PROXY", over_tls.endpoint)
    monkeypatch.setenv("AWS_ENDPOINT_URL", UNREACHABLE)
    monkeypatch.setattr("botocore.retries.standard.random.random", lambda: 0.0)
    clients.append(s3_client())
    return Boto3Reader(clients[-1], BUCKET, "spam")


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


def test_the_requests_of_one_call_are_limited(reader: Boto3Reader, faulty_s3: FaultyS3) -> None:
    def again(caught_exception: Exception | None, **_: object) -> int | None:
        return 0 if caught_exception is None else None

    # Another handler asks for the object again and again, as a redirect without end would.
    events: Any = reader.client.meta.events
    events.register_first("needs-retry.s3.GetObject", again)
    with pytest.raises(StoreError, match=f"boto3 sent more than {MAX_REQUESTS} requests"):
        reader.read("a b", 5)
    assert len(faulty_s3.requested_keys) == MAX_REQUESTS


def test_requests_that_are_no_read_are_left_to_botocore(
    reader: Boto3Reader, faulty_s3: FaultyS3
) -> None:
    with pytest.raises(ClientError, match="404"):
        reader.client.head_bucket(Bucket=BUCKET)
    with closing(reader.client.get_object(Bucket=BUCKET, Key="spam/a b")["Body"]) as body:
        assert body.read() == b"bytes"
    assert faulty_s3.methods == {"HEAD", "GET"}
    assert all(sent.get("connection") != "close" for _, sent in faulty_s3.requests)


@pytest.mark.parametrize(
    "output",
    [
        pytest.param("no json", id="no-json"),
        pytest.param(json.dumps([]), id="a-list"),
        pytest.param(json.dumps({"Version": 1, "Expiration": 9}), id="other-fields"),
        pytest.param("[" * 100_000, id="deep"),
    ],
)
def test_credentials_of_another_form_are_a_store_error(
    output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "output").write_text(output)
    (tmp_path / "config").write_text(f"[default]\ncredential_process = cat {tmp_path / 'output'}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(StoreError, match=r"^boto3 cannot be set up: "):
        s3_client()


def test_a_header_with_a_line_feed_is_not_sent(
    faulty_s3: FaultyS3, clients: list["S3Client"], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token\r\nX-Other: header")
    clients.append(s3_client())
    with pytest.raises(StoreError, match="a header of the request has a character that HTTP"):
        Boto3Reader(clients[-1], BUCKET, "spam").read("a b", 5)
    assert faulty_s3.requests == []
