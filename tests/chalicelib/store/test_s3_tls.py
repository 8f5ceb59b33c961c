"""Amazon's authorities are believed first, all others only where these do not do."""

import ssl
from pathlib import Path

import pytest

from chalicelib.errors import StoreError
from chalicelib.store import s3_reader
from chalicelib.store.s3_config import Access
from chalicelib.store.s3_reader import S3Reader
from chalicelib.store.s3_tls import Trust, certificates_of_amazon
from tests.support.faulty_s3 import BUCKET, FaultyS3
from tests.support.s3_signing import CREDENTIALS, self_signed

AMAZON, OTHER = "Amazon Root CA 9", "Another Authority"


@pytest.fixture
def system_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of the system's authorities, with one of Amazon's and another."""
    amazon, other = (self_signed(tmp_path / f"{name}.pem", name) for name in (AMAZON, OTHER))
    path = tmp_path / "system.pem"
    path.write_text(f"# {AMAZON}\n{amazon.read_text()}\n# {OTHER}\n{other.read_text()}")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


def trusted(trust: Trust) -> int:
    """Return how many certificates a context trusts."""
    return trust.context.cert_store_stats()["x509"]


def test_only_amazons_authorities_are_read_of_the_systems_file(system_file: Path) -> None:
    assert trusted(Trust(None, amazon_alone=True)) == 1
    assert trusted(Trust(None, amazon_alone=False)) == 2
    (found,) = certificates_of_amazon(system_file.read_text())
    assert AMAZON.encode() in ssl.PEM_cert_to_DER_cert(found)


def test_a_context_checks_certificates_and_names(system_file: Path) -> None:
    for alone in (True, False):
        context = Trust(None, amazon_alone=alone).context
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


@pytest.mark.parametrize(
    ("content", "count"),
    [
        pytest.param(None, 0, id="no-file"),
        pytest.param(b"", 1, id="another"),
        pytest.param(b"\xff\xfe\n", 1, id="no-text"),
        pytest.param(b"-----BEGIN CERTIFICATE-----\n", 0, id="open"),
    ],
)
def test_without_one_of_amazons_all_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, count: int
) -> None:
    other = self_signed(tmp_path / "other.pem", OTHER).read_bytes()
    path = tmp_path / "system.pem"
    if content is not None:
        path.write_bytes(content + other)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    assert trusted(Trust(None, amazon_alone=True)) == count


@pytest.mark.parametrize("damaged", ["!", "AAAA"])
def test_a_damaged_certificate_of_the_systems_file_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damaged: str
) -> None:
    other = self_signed(tmp_path / "other.pem", OTHER).read_text()
    broken = f"-----BEGIN CERTIFICATE-----\n{damaged}\n-----END CERTIFICATE-----\n"
    (tmp_path / "system.pem").write_text(other + broken)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "system.pem"))
    expected = trusted(Trust(None, amazon_alone=False))
    assert trusted(Trust(None, amazon_alone=True)) == expected


def server_of(certificate: Path) -> FaultyS3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    bucket = FaultyS3(context)
    bucket.objects["a"] = b"bytes"
    return bucket


@pytest.mark.parametrize(
    ("name", "attempts"), [pytest.param(AMAZON, 1, id="amazon"), pytest.param(OTHER, 2, id="other")]
)
def test_all_authorities_are_asked_where_amazons_do_not_do(
    name: str, attempts: int, tmp_path: Path, system_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = server_of(tmp_path / f"{name}.pem")
    monkeypatch.setattr(s3_reader, "_trust", lambda _: Trust(None, amazon_alone=True))
    naps: list[float] = []
    monkeypatch.setattr("chalicelib.store.s3_reader.time.sleep", naps.append)
    reader = S3Reader(Access(CREDENTIALS, "us-east-1", server.endpoint), BUCKET, "spam")
    assert reader.read("a", 5) == reader.read("a", 5) == b"bytes"
    assert naps.count(s3_reader.BACKOFF_SECONDS) == attempts - 1
    server.stop()


def test_a_certificate_that_none_vouches_for_is_refused(
    tmp_path: Path, system_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = server_of(self_signed(tmp_path / "unknown.pem", "Amazon Impostor"))
    monkeypatch.setattr(s3_reader, "_trust", lambda _: Trust(None, amazon_alone=True))
    reader = S3Reader(Access(CREDENTIALS, "us-east-1", server.endpoint), BUCKET, "spam")
    with pytest.raises(StoreError, match="CERTIFICATE_VERIFY_FAILED"):
        reader.read("a", 5)
    assert server.heard == []
    server.stop()


@pytest.mark.parametrize(
    ("endpoint", "ca_bundle", "alone"),
    [
        pytest.param(None, None, True, id="aws"),
        pytest.param("https://127.0.0.1", None, False, id="another-endpoint"),
        pytest.param(None, "other.pem", False, id="a-bundle"),
    ],
)
def test_amazons_alone_are_read_for_aws_itself(
    endpoint: str | None,
    ca_bundle: str | None,
    alone: bool,
    tmp_path: Path,
    system_file: Path,
) -> None:
    path = None if ca_bundle is None else str(tmp_path / f"{OTHER}.pem")
    access = Access(CREDENTIALS, "us-east-1", endpoint, path)
    assert trusted(s3_reader._trust(access)) == (2 if ca_bundle is None and not alone else 1)
