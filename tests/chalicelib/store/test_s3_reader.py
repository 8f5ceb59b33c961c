"""Read S3 without boto3 from a server on loopback; see test_store_faults.py for its faults."""

import socket
import struct
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.errors import FormatError, StoreError
from chalicelib.store import http_exchange
from chalicelib.store.base import ATTEMPTS
from chalicelib.store.s3_config import S3Config
from chalicelib.store.s3_reader import S3Reader
from emulation.s3.server import BUCKET, NO_LENGTH, FaultyS3, S3Response, error_body
from tests.support.s3_signing import CREDENTIALS, botocore_headers


def reader(bucket: FaultyS3, ca_bundle: str | None = None) -> S3Reader:
    bucket.objects["a b"] = b"bytes"
    return S3Reader(S3Config(CREDENTIALS, "us-east-1", bucket.endpoint, ca_bundle), BUCKET, "spam")


def moved(region: str, status: int = 301) -> S3Response:
    code = error_body("PermanentRedirect")
    return S3Response(status, code, headers=(("x-amz-bucket-region", region),))


def test_a_request_is_signed_like_botocores(faulty_s3: FaultyS3) -> None:
    reader(faulty_s3).read_changed("a b", 5, '"known"')
    ((path, sent),) = faulty_s3.requests
    headers = {name.lower(): value for name, value in sent.items()}
    at = datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert abs(at.timestamp() - time.time()) < 60
    url, condition = f"http://{headers['host']}{path}", {"if-none-match": '"known"'}
    expected = botocore_headers(url, condition, CREDENTIALS, "us-east-1", at)
    assert {name: headers[name] for name in expected} == expected
    assert path == "/faulty/spam/a%20b"


@pytest.mark.parametrize("status", [301, 307, 400])
def test_a_bucket_in_another_region_is_found_and_remembered(
    faulty_s3: FaultyS3, status: int
) -> None:
    store, responses = reader(faulty_s3), iter([moved("eu-west-1", status)])
    faulty_s3.fault = lambda _, right: next(responses, right)
    assert store.read("a b", 5) == store.read("a b", 5) == b"bytes"
    scopes = [sent["authorization"].split("/")[2] for _, sent in faulty_s3.requests]
    assert scopes == ["us-east-1", "eu-west-1", "eu-west-1"]


def test_a_second_redirection_is_an_error(faulty_s3: FaultyS3) -> None:
    responses = iter([moved("eu-west-1"), moved("ap-south-1")])
    faulty_s3.fault = lambda *_: next(responses)
    with pytest.raises(
        StoreError, match="a b: requested in eu-west-1; the bucket is in ap-south-1"
    ):
        reader(faulty_s3).read("a b", 5)


@pytest.mark.parametrize("region", ["us-east-1", "attacker.example/", ""])
def test_a_redirection_without_a_usable_region_is_an_error_body(
    faulty_s3: FaultyS3, region: str
) -> None:
    faulty_s3.fault = lambda *_: moved(region)
    with pytest.raises(StoreError, match="S3 returned PermanentRedirect for s3:GetObject"):
        reader(faulty_s3).read("a b", 5)
    assert len(faulty_s3.requested_keys) == 1


@pytest.mark.parametrize(
    ("status", "body", "message", "attempts"),
    [
        pytest.param(429, b"", "S3 returned 429", 2, id="429"),
        pytest.param(500, error_body("InternalError"), "S3 returned InternalError", 2, id="500"),
        pytest.param(502, b"<html>", "S3 returned 502", 2, id="502"),
        pytest.param(503, error_body("SlowDown"), "S3 returned SlowDown", 2, id="503"),
        pytest.param(504, b"", "S3 returned 504", 2, id="504"),
        pytest.param(400, error_body("SlowDown"), "S3 returned SlowDown", 2, id="slow-down"),
        pytest.param(
            400, error_body("RequestTimeout"), "S3 returned RequestTimeout", 2, id="time-out"
        ),
        pytest.param(400, error_body("ExpiredToken"), "S3 returned ExpiredToken", 1, id="expired"),
        pytest.param(403, b"", "access denied; allow s3:GetObject", 1, id="403"),
        pytest.param(404, b"", "no such object", 1, id="404"),
        pytest.param(304, b"", "not modified", 1, id="304"),
        pytest.param(206, b"by", "S3 returned 206", 1, id="part"),
        pytest.param(403, b"x" * 65536 + error_body("Late"), "access denied", 1, id="long"),
    ],
)
def test_an_error_is_reported_and_retried_if_it_is_transient(
    faulty_s3: FaultyS3, status: int, body: bytes, message: str, attempts: int
) -> None:
    faulty_s3.fault = lambda *_: S3Response(status, body)
    with pytest.raises(StoreError, match=f"^s3://faulty/spam/a b: {message}") as raised:
        reader(faulty_s3).read("a b", 5)
    assert len(faulty_s3.requested_keys) == attempts
    assert "the-" not in str(raised.value)


def test_a_response_of_unknown_length_is_not_read(faulty_s3: FaultyS3) -> None:
    faulty_s3.fault = lambda _, right: S3Response(200, right.body, NO_LENGTH)
    with pytest.raises(StoreError, match="a b: S3 sent no Content-Length"):
        reader(faulty_s3).read("a b", 5)


@pytest.mark.parametrize("tag", ['"a\rx-other: b"', '"\xe9"'])
def test_a_tag_that_no_header_can_hold_is_not_sent_back(faulty_s3: FaultyS3, tag: str) -> None:
    store = reader(faulty_s3)
    faulty_s3.fault = lambda _, right: S3Response(200, right.body, headers=(("ETag", tag),))
    stored = store.read_changed("a b", 5, None)
    assert stored is not None
    assert store.read_changed("a b", 5, stored.tag) is None
    assert "if-none-match" not in {name.lower() for name in faulty_s3.requests[-1][1]}


@pytest.mark.parametrize("tag", [None, "sha256:0"])
def test_an_unmodified_object_that_was_not_asked_for_is_an_error(
    faulty_s3: FaultyS3, tag: str | None
) -> None:
    faulty_s3.fault = lambda *_: S3Response(304, b"")
    with pytest.raises(StoreError, match="a b: not modified"):
        reader(faulty_s3).read_changed("a b", 5, tag)


def test_a_server_that_ignores_the_tag_does_not_change_the_object(faulty_s3: FaultyS3) -> None:
    store = reader(faulty_s3)
    stored = store.read_changed("a b", 5, None)
    assert stored is not None
    faulty_s3.fault = lambda *_: S3Response(200, b"bytes")
    assert store.read_changed("a b", 5, stored.tag) is None


def test_an_object_that_is_too_large_is_not_read(faulty_s3: FaultyS3) -> None:
    faulty_s3.fault = lambda _, right: S3Response(200, right.body, 10**12)
    with pytest.raises(FormatError, match="a b: found 1000000000000 bytes; expected at most 5"):
        reader(faulty_s3).read("a b", 5)


def test_the_certificates_of_aws_ca_bundle_are_trusted(
    over_tls: FaultyS3, certificate: Path
) -> None:
    assert reader(over_tls, str(certificate)).read("a b", 5) == b"bytes"


def test_other_certificates_are_not_trusted(over_tls: FaultyS3) -> None:
    with pytest.raises(StoreError, match=r"could not connect to https://127.*CERTIFICATE_VERIFY"):
        reader(over_tls).read("a b", 5)
    assert over_tls.requests == []


def test_a_certificate_of_another_host_is_not_trusted(
    over_tls: FaultyS3, certificate: Path
) -> None:
    config = S3Config(
        CREDENTIALS, "us-east-1", f"https://localhost:{over_tls.port}", str(certificate)
    )
    with pytest.raises(StoreError, match=r"CERTIFICATE_VERIFY_FAILED.*localhost"):
        S3Reader(config, BUCKET, "spam").read("a b", 5)


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_an_unreadable_aws_ca_bundle_is_reported(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "bundle.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError, match=r"AWS_CA_BUNDLE is '.*bundle.pem'; it cannot be read: "):
        S3Reader(S3Config(CREDENTIALS, "us-east-1", None, str(path)), BUCKET, "spam")


def test_a_response_that_does_not_start_in_time_is_an_error(
    faulty_s3: FaultyS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_exchange, "READ_SECONDS", 0.2)
    faulty_s3.fault = lambda _, right: S3Response(200, right.body, delay_seconds=0.6)
    with pytest.raises(StoreError, match=r"a b: no data from http://127.0.0.1:\d+ for 0.2 s"):
        reader(faulty_s3).read("a b", 5)


def test_a_response_that_trickles_is_an_error(
    faulty_s3: FaultyS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_exchange, "READ_SECONDS", 0.2)
    faulty_s3.fault = lambda *_: S3Response(200, b"x" * 20, piece_seconds=0.05)
    with pytest.raises(
        StoreError, match=r"a b: timed out after .* s within the response from http"
    ):
        reader(faulty_s3).read("a b", 20)
    assert len(faulty_s3.requested_keys) == 2


def test_a_large_response_has_more_time(
    faulty_s3: FaultyS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_exchange, "READ_SECONDS", 0.2)
    monkeypatch.setattr(http_exchange, "SLOWEST_BYTES_PER_SECOND", 2)
    faulty_s3.fault = lambda *_: S3Response(200, b"x" * 20, piece_seconds=0.05)
    assert reader(faulty_s3).read("a b", 20) == b"x" * 20


def test_a_connection_that_is_not_made_in_time_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http_exchange, "CONNECT_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"https://127.0.0.1:{silent.getsockname()[1]}"
        store = S3Reader(S3Config(CREDENTIALS, "us-east-1", endpoint), BUCKET, "spam")
        started = time.monotonic()
        with pytest.raises(StoreError, match=r"could not connect to https://.* timed out"):
            store.read("a b", 5)
        assert time.monotonic() - started < 2


def test_a_reset_connection_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=reset_connections, args=(server, ATTEMPTS)).start()
        endpoint = f"http://127.0.0.1:{server.getsockname()[1]}"
        store = S3Reader(S3Config(CREDENTIALS, "us-east-1", endpoint), BUCKET, "spam")
        with pytest.raises(StoreError, match=r"a b: connection to http://.* failed: .*reset"):
            store.read("a b", 5)


def reset_connections(server: socket.socket, count: int) -> None:
    """Accept connections, read a request from each and reset the connection."""
    for _ in range(count):
        connection, _ = server.accept()
        connection.recv(65536)
        # Lingering for 0 seconds makes close() send a reset.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
