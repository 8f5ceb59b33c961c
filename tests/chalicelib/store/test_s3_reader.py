"""Reading S3 without boto3, from a server on loopback; the faults of a store are in test_faults."""

import socket
import ssl
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.errors import FormatError, StoreError
from chalicelib.store import s3_reader
from chalicelib.store.s3_config import Access
from chalicelib.store.s3_reader import S3Reader
from tests.support.faulty_s3 import BUCKET, NO_LENGTH, Answer, FaultyS3, error
from tests.support.s3_signing import CREDENTIALS, by_botocore, self_signed


def reader(bucket: FaultyS3, ca_bundle: str | None = None) -> S3Reader:
    bucket.objects["a b"] = b"bytes"
    return S3Reader(Access(CREDENTIALS, "us-east-1", bucket.endpoint, ca_bundle), BUCKET, "spam")


def moved(region: str, status: int = 301) -> Answer:
    code = error("PermanentRedirect")
    return Answer(status, code, headers=(("x-amz-bucket-region", region),))


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Return a file with a certificate of the loopback address and its key."""
    return self_signed(tmp_path / "certificate.pem", "loopback")


@pytest.fixture
def over_tls(certificate: Path) -> FaultyS3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return FaultyS3(context)


def test_what_arrives_is_signed_as_botocore_signs_it(faulty_s3: FaultyS3) -> None:
    reader(faulty_s3).read_changed("a b", 5, '"known"')
    ((path, heard),) = faulty_s3.heard
    headers = {name.lower(): value for name, value in heard.items()}
    at = datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert abs(at.timestamp() - time.time()) < 60
    url, condition = f"http://{headers['host']}{path}", {"if-none-match": '"known"'}
    expected = by_botocore(url, condition, CREDENTIALS, "us-east-1", at)
    assert {name: headers[name] for name in expected} == expected
    assert path == "/faulty/spam/a%20b"


@pytest.mark.parametrize("status", [301, 307, 400])
def test_a_bucket_in_another_region_is_asked_there_from_then_on(
    faulty_s3: FaultyS3, status: int
) -> None:
    store, answers = reader(faulty_s3), iter([moved("eu-west-1", status)])
    faulty_s3.fault = lambda _, right: next(answers, right)
    assert store.read("a b", 5) == store.read("a b", 5) == b"bytes"
    scopes = [heard["authorization"].split("/")[2] for _, heard in faulty_s3.heard]
    assert scopes == ["us-east-1", "eu-west-1", "eu-west-1"]


def test_a_bucket_that_is_in_no_region_is_given_up(faulty_s3: FaultyS3) -> None:
    answers = iter([moved("eu-west-1"), moved("ap-south-1")])
    faulty_s3.fault = lambda *_: next(answers)
    with pytest.raises(StoreError, match="a b: asked in eu-west-1; the bucket is in ap-south-1"):
        reader(faulty_s3).read("a b", 5)


@pytest.mark.parametrize("region", ["us-east-1", "attacker.example/", ""])
def test_a_redirection_that_leads_nowhere_is_an_error(faulty_s3: FaultyS3, region: str) -> None:
    faulty_s3.fault = lambda *_: moved(region)
    with pytest.raises(StoreError, match="S3 answers PermanentRedirect to s3:GetObject"):
        reader(faulty_s3).read("a b", 5)
    assert len(faulty_s3.asked) == 1


@pytest.mark.parametrize(
    ("status", "body", "seen", "attempts"),
    [
        pytest.param(429, b"", "S3 answers 429", 2, id="429"),
        pytest.param(500, error("InternalError"), "S3 answers InternalError", 2, id="500"),
        pytest.param(502, b"<html>", "S3 answers 502", 2, id="502"),
        pytest.param(503, error("SlowDown"), "S3 answers SlowDown", 2, id="503"),
        pytest.param(504, b"", "S3 answers 504", 2, id="504"),
        pytest.param(400, error("SlowDown"), "S3 answers SlowDown", 2, id="slow-down"),
        pytest.param(400, error("RequestTimeout"), "S3 answers RequestTimeout", 2, id="time-out"),
        pytest.param(400, error("ExpiredToken"), "S3 answers ExpiredToken", 1, id="expired"),
        pytest.param(403, b"", "access denied; s3:GetObject must be allowed", 1, id="403"),
        pytest.param(404, b"", "no such object", 1, id="404"),
        pytest.param(304, b"", "not modified", 1, id="304"),
        pytest.param(206, b"by", "S3 answers 206", 1, id="part"),
        pytest.param(403, b"x" * 65536 + error("Late"), "access denied", 1, id="long"),
    ],
)
def test_a_refusal_is_named_and_tried_again_where_that_may_help(
    faulty_s3: FaultyS3, status: int, body: bytes, seen: str, attempts: int
) -> None:
    faulty_s3.fault = lambda *_: Answer(status, body)
    with pytest.raises(StoreError, match=f"^s3://faulty/spam/a b: {seen}") as raised:
        reader(faulty_s3).read("a b", 5)
    assert len(faulty_s3.asked) == attempts
    assert "the-" not in str(raised.value)


def test_an_answer_of_unknown_length_is_not_read(faulty_s3: FaultyS3) -> None:
    faulty_s3.fault = lambda _, right: Answer(200, right.body, NO_LENGTH)
    with pytest.raises(StoreError, match="a b: S3 answers without a Content-Length"):
        reader(faulty_s3).read("a b", 5)


@pytest.mark.parametrize("tag", ['"a\rx-other: b"', '"\xe9"'])
def test_a_tag_that_no_header_may_hold_is_not_sent_back(faulty_s3: FaultyS3, tag: str) -> None:
    store = reader(faulty_s3)
    faulty_s3.fault = lambda _, right: Answer(200, right.body, headers=(("ETag", tag),))
    found = store.read_changed("a b", 5, None)
    assert found is not None
    assert store.read_changed("a b", 5, found.tag) == found
    assert "if-none-match" not in {name.lower() for name in faulty_s3.heard[-1][1]}


def test_what_is_too_long_is_not_read(faulty_s3: FaultyS3) -> None:
    faulty_s3.fault = lambda _, right: Answer(200, right.body, 10**12)
    with pytest.raises(FormatError, match="a b: 1000000000000 bytes; at most 5 are expected"):
        reader(faulty_s3).read("a b", 5)


def test_certificates_of_the_bundle_are_trusted(over_tls: FaultyS3, certificate: Path) -> None:
    assert reader(over_tls, str(certificate)).read("a b", 5) == b"bytes"
    over_tls.stop()


def test_other_certificates_are_not_trusted(over_tls: FaultyS3) -> None:
    with pytest.raises(StoreError, match=r"could not connect to https://127.*CERTIFICATE_VERIFY"):
        reader(over_tls).read("a b", 5)
    assert over_tls.heard == []
    over_tls.stop()


def test_a_certificate_of_another_host_is_not_trusted(
    over_tls: FaultyS3, certificate: Path
) -> None:
    access = Access(
        CREDENTIALS, "us-east-1", f"https://localhost:{over_tls.port}", str(certificate)
    )
    with pytest.raises(StoreError, match=r"CERTIFICATE_VERIFY_FAILED.*localhost"):
        S3Reader(access, BUCKET, "spam").read("a b", 5)
    over_tls.stop()


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_a_bundle_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "bundle.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError, match=r"AWS_CA_BUNDLE is '.*bundle.pem'; it cannot be read: "):
        S3Reader(Access(CREDENTIALS, "us-east-1", None, str(path)), BUCKET, "spam")


def test_data_that_does_not_come_in_time_is_given_up(
    faulty_s3: FaultyS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_reader, "READ_SECONDS", 0.2)
    faulty_s3.fault = lambda _, right: Answer(200, right.body, delay_seconds=0.6)
    with pytest.raises(StoreError, match=r"a b: no data from http://127.0.0.1:\d+ for 0.2 s"):
        reader(faulty_s3).read("a b", 5)


def test_an_answer_that_trickles_is_given_up(
    faulty_s3: FaultyS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_reader, "READ_SECONDS", 0.2)
    faulty_s3.fault = lambda *_: Answer(200, b"x" * 20, piece_seconds=0.05)
    with pytest.raises(StoreError, match=r"a b: the answer of .* broke off: it is not there after"):
        reader(faulty_s3).read("a b", 20)
    assert len(faulty_s3.asked) == 2


def test_a_large_answer_has_more_time(faulty_s3: FaultyS3, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_reader, "READ_SECONDS", 0.2)
    monkeypatch.setattr(s3_reader, "SLOWEST_BYTES_PER_SECOND", 2)
    faulty_s3.fault = lambda *_: Answer(200, b"x" * 20, piece_seconds=0.05)
    assert reader(faulty_s3).read("a b", 20) == b"x" * 20


def test_a_connection_that_is_not_made_in_time_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(s3_reader, "CONNECT_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"https://127.0.0.1:{silent.getsockname()[1]}"
        store = S3Reader(Access(CREDENTIALS, "us-east-1", endpoint), BUCKET, "spam")
        started = time.monotonic()
        with pytest.raises(StoreError, match=r"could not connect to https://.* timed out"):
            store.read("a b", 5)
        assert time.monotonic() - started < 2
