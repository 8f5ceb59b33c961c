"""Read S3 with boto3: certificates, odd credentials, and what botocore may not do.

test_boto3_proxies.py has the proxies, tests/chalicelib/serving/test_store_faults.py the faults.
"""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.errors import FormatError, StoreError
from chalicelib.store.boto3_exchange import MAX_REQUESTS
from chalicelib.store.boto3_reader import Boto3Reader, s3_client
from emulation.s3.misbehaviour import moved
from emulation.s3.server import BUCKET, FaultyS3, S3Response

OpenBoto3 = Callable[[], Boto3Reader]

pytestmark = pytest.mark.usefixtures("boto3_environment")


@pytest.fixture
def reader(open_boto3: OpenBoto3) -> Boto3Reader:
    return open_boto3()


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
    open_boto3: OpenBoto3,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "config").write_text(f"[default]\nca_bundle = {certificate}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", over_tls.endpoint)
    assert open_boto3().read("a b", 5) == b"bytes"


@pytest.mark.parametrize("variable", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
def test_the_certificates_of_the_environments_bundle_are_trusted(
    variable: str,
    over_tls: FaultyS3,
    certificate: Path,
    open_boto3: OpenBoto3,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, str(certificate))
    monkeypatch.setenv("AWS_ENDPOINT_URL", over_tls.endpoint)
    assert open_boto3().read("a b", 5) == b"bytes"


def test_other_certificates_are_not_trusted(
    over_tls: FaultyS3, open_boto3: OpenBoto3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", over_tls.endpoint)
    with pytest.raises(StoreError, match=r"could not connect to https://127.*CERTIFICATE_VERIFY"):
        open_boto3().read("a b", 5)
    assert over_tls.requests == []


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
    faulty_s3: FaultyS3, open_boto3: OpenBoto3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token\r\nX-Other: header")
    with pytest.raises(StoreError, match="a header of the request has a character that HTTP"):
        open_boto3().read("a b", 5)
    assert faulty_s3.requests == []
