"""The reader trusts Amazon's authorities first, and all others only if those are not enough."""

import base64
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.errors import StoreError
from chalicelib.store import s3_reader
from chalicelib.store.s3_config import S3Config
from chalicelib.store.s3_object import BACKOFF_SECONDS
from chalicelib.store.s3_reader import S3Reader
from chalicelib.store.s3_tls import (
    AMAZON_ORGANIZATIONS,
    BEGIN,
    END,
    TrustedAuthorities,
    amazon_certificates,
)
from emulation.certificate import self_signed
from emulation.s3.server import BUCKET, FaultyS3
from tests.support.s3_signing import CREDENTIALS

AMAZON, OTHER = "Amazon Root CA 9", "Another Authority"


@pytest.fixture
def system_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the system's file of authorities: one of Amazon's and another."""
    amazon, other = (self_signed(tmp_path / f"{name}.pem", name) for name in (AMAZON, OTHER))
    path = tmp_path / "system.pem"
    path.write_text(f"# {AMAZON}\n{amazon.read_text()}\n# {OTHER}\n{other.read_text()}")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


def trusted(authorities: TrustedAuthorities) -> int:
    """Return the number of trusted certificates."""
    return authorities.context.cert_store_stats()["x509"]


def test_only_amazons_authorities_are_loaded_from_the_systems_file(system_file: Path) -> None:
    assert trusted(TrustedAuthorities(None, amazon_only=True)) == 1
    assert trusted(TrustedAuthorities(None, amazon_only=False)) == 2
    (certificate,) = amazon_certificates(system_file.read_text())
    assert AMAZON.encode() in certificate


@pytest.mark.parametrize("organization", AMAZON_ORGANIZATIONS)
def test_an_organization_is_found_wherever_it_stands(organization: bytes) -> None:
    """Base64 encodes a name in three ways, and a line may end within it."""
    for length in range(70):
        certificate = bytes(length) + organization + bytes(70)
        other = base64.encodebytes(bytes(length) + organization[1:] + bytes(70)).decode()
        for line_end in ("\n", "\r\n"):
            encoded = base64.encodebytes(certificate).decode().replace("\n", line_end)
            bundle = "".join(f"{BEGIN}\n{each}{END}\n" for each in (other, encoded, other))
            assert amazon_certificates(bundle) == [certificate]


def test_a_certificate_without_an_end_is_left_out() -> None:
    encoded = base64.encodebytes(b"Amazon" + bytes(70)).decode()
    whole = f"{BEGIN}\n{encoded}{END}\n"
    assert amazon_certificates(whole + f"{BEGIN}\n{encoded}") == [b"Amazon" + bytes(70)]
    assert amazon_certificates(f"{BEGIN}\n{encoded}") == []


def test_a_context_checks_certificates_and_names(system_file: Path) -> None:
    for amazon_only in (True, False):
        context = TrustedAuthorities(None, amazon_only=amazon_only).context
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_a_context_is_that_of_the_standard_library(system_file: Path) -> None:
    context = TrustedAuthorities(None, amazon_only=False).context
    expected = ssl.create_default_context()
    for name in ("verify_mode", "check_hostname", "verify_flags", "options", "security_level"):
        assert getattr(context, name) == getattr(expected, name), name
    for name in ("minimum_version", "maximum_version"):
        assert getattr(context, name) == getattr(super(ssl.SSLContext, expected), name), name
    assert context.get_ciphers() == expected.get_ciphers()
    assert context.get_ca_certs() == expected.get_ca_certs()


@pytest.mark.parametrize(
    ("content", "count"),
    [
        pytest.param(None, 0, id="no-file"),
        pytest.param(b"", 1, id="another"),
        pytest.param(b"\xff\xfe\n", 1, id="not-utf-8"),
        pytest.param(b"-----BEGIN CERTIFICATE-----\n", 0, id="no-end-line"),
    ],
)
def test_a_file_without_amazons_authorities_is_loaded_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, count: int
) -> None:
    other = self_signed(tmp_path / "other.pem", OTHER).read_bytes()
    path = tmp_path / "system.pem"
    if content is not None:
        path.write_bytes(content + other)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    assert trusted(TrustedAuthorities(None, amazon_only=True)) == count


@pytest.mark.parametrize("damaged", ["!", "AAAA"])
def test_a_damaged_certificate_in_the_systems_file_is_tolerated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damaged: str
) -> None:
    other = self_signed(tmp_path / "other.pem", OTHER).read_text()
    broken = f"-----BEGIN CERTIFICATE-----\n{damaged}\n-----END CERTIFICATE-----\n"
    (tmp_path / "system.pem").write_text(other + broken)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "system.pem"))
    expected = trusted(TrustedAuthorities(None, amazon_only=False))
    assert trusted(TrustedAuthorities(None, amazon_only=True)) == expected


def only_amazons(_: S3Config) -> TrustedAuthorities:
    return TrustedAuthorities(None, amazon_only=True)


def server_of(certificate: Path) -> FaultyS3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    bucket = FaultyS3(context)
    bucket.objects["a"] = b"bytes"
    return bucket


@pytest.mark.parametrize(
    ("name", "attempts"), [pytest.param(AMAZON, 1, id="amazon"), pytest.param(OTHER, 2, id="other")]
)
def test_all_authorities_are_loaded_if_amazons_do_not_verify_a_server(
    name: str, attempts: int, tmp_path: Path, system_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = server_of(tmp_path / f"{name}.pem")
    monkeypatch.setattr(s3_reader, "_trusted_authorities", only_amazons)
    pauses: list[float] = []
    monkeypatch.setattr("chalicelib.store.s3_object.time.sleep", pauses.append)
    reader = S3Reader(S3Config(CREDENTIALS, "us-east-1", server.endpoint), BUCKET, "spam")
    assert reader.read("a", 5) == reader.read("a", 5) == b"bytes"
    assert pauses.count(BACKOFF_SECONDS) == attempts - 1
    server.stop()


def test_a_certificate_that_no_authority_signed_is_refused(
    tmp_path: Path, system_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = server_of(self_signed(tmp_path / "unknown.pem", "Amazon Impostor"))
    monkeypatch.setattr(s3_reader, "_trusted_authorities", only_amazons)
    reader = S3Reader(S3Config(CREDENTIALS, "us-east-1", server.endpoint), BUCKET, "spam")
    with pytest.raises(StoreError, match="CERTIFICATE_VERIFY_FAILED"):
        reader.read("a", 5)
    assert server.requests == []
    server.stop()


@pytest.fixture
def amazons(
    tmp_path: Path, system_file: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[FaultyS3, S3Reader]]:
    """Return a server with one of Amazon's certificates, and a reader of it that does not wait."""
    server = server_of(tmp_path / f"{AMAZON}.pem")
    monkeypatch.setattr(s3_reader, "_trusted_authorities", only_amazons)
    monkeypatch.setattr("chalicelib.store.s3_object.time.sleep", lambda _: None)
    yield server, S3Reader(S3Config(CREDENTIALS, "us-east-1", server.endpoint), BUCKET, "spam")
    server.stop()


def test_an_object_of_many_records_is_read(amazons: tuple[FaultyS3, S3Reader]) -> None:
    server, reader = amazons
    server.objects["a"] = bytes(range(256)) * 4000
    assert reader.read("a", 2_000_000) == server.objects["a"]


def test_an_incomplete_object_is_refused(amazons: tuple[FaultyS3, S3Reader]) -> None:
    server, reader = amazons
    server.fault = lambda _, right: replace(right, length=99)
    with pytest.raises(StoreError, match="received only 5 of 99 bytes"):
        reader.read("a", 100)


def test_a_server_that_does_not_shake_hands_is_given_up(
    amazons: tuple[FaultyS3, S3Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, reader = amazons
    monkeypatch.setattr("chalicelib.store.http_exchange.CONNECT_SECONDS", 0.05)
    server.stop()
    with (
        socket.create_server(("127.0.0.1", server.port)),
        pytest.raises(StoreError, match="timed out"),
    ):
        reader.read("a", 5)


def test_a_server_without_tls_is_refused(amazons: tuple[FaultyS3, S3Reader]) -> None:
    server, reader = amazons
    server.stop()
    server.tls = None
    server.start()
    with pytest.raises(StoreError, match="could not connect"):
        reader.read("a", 5)
    assert server.requests == []


def test_an_expired_certificate_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expired = self_signed(tmp_path / "expired.pem", AMAZON, datetime(2020, 1, 1, tzinfo=UTC))
    server = server_of(expired)
    config = S3Config(CREDENTIALS, "us-east-1", server.endpoint, str(expired))
    monkeypatch.setattr("chalicelib.store.s3_object.time.sleep", lambda _: None)
    with pytest.raises(StoreError, match="certificate has expired"):
        S3Reader(config, BUCKET, "spam").read("a", 5)
    server.stop()


@pytest.mark.parametrize(
    ("endpoint", "ca_bundle", "amazon_only"),
    [
        pytest.param(None, None, True, id="aws"),
        pytest.param("https://127.0.0.1", None, False, id="another-endpoint"),
        pytest.param(None, "other.pem", False, id="a-bundle"),
    ],
)
def test_only_amazons_authorities_are_loaded_for_aws_itself(
    endpoint: str | None,
    ca_bundle: str | None,
    amazon_only: bool,
    tmp_path: Path,
    system_file: Path,
) -> None:
    path = None if ca_bundle is None else str(tmp_path / f"{OTHER}.pem")
    config = S3Config(CREDENTIALS, "us-east-1", endpoint, path)
    assert trusted(s3_reader._trusted_authorities(config)) == (
        2 if ca_bundle is None and not amazon_only else 1
    )
