"""`manifest.sig`: its form, what it covers, and each way in which it is refused."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from chalicelib import strict_json
from chalicelib.errors import FormatError
from chalicelib.manifest import Manifest
from chalicelib.registry.signature import (
    FILE_NAME,
    MAX_BYTES,
    Signature,
    check_signed,
    fetch_signature,
    read_signature,
    signed_message,
    write_signature,
)
from chalicelib.version_names import version_key
from tests.support.crafting import manifest
from tests.support.signing_keys import NAMES, private_key, public_key, sign, signer
from train.registry.writable_store import DirectoryWriter

MANIFEST = manifest()
KEY = version_key(MANIFEST.version, FILE_NAME)


@pytest.fixture
def writer(tmp_path: Path) -> DirectoryWriter:
    return DirectoryWriter(tmp_path / "models")


def test_a_signature_survives_writing_and_reading() -> None:
    signature = Signature("0123456789abcdef", bytes(range(256)))
    raw = write_signature(signature)
    assert read_signature(raw, "here") == signature
    assert json.loads(raw)["format"] == 1


def test_the_signed_message_is_what_the_specification_says() -> None:
    canonical = json.dumps(MANIFEST.document, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    assert signed_message(MANIFEST) == (
        f"text-classifier manifest\n{MANIFEST.version}\n{digest}\n".encode()
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_signed_version_is_accepted_with_its_key_among_several(
    writer: DirectoryWriter, tmp_path: Path, name: str
) -> None:
    sign(writer, MANIFEST, signer(tmp_path, name))
    keys = [public_key(other, number) for other in NAMES for number in (1, 0)]
    found = check_signed(writer, MANIFEST, keys)
    assert found.key_id == public_key(name).id
    assert fetch_signature(writer, MANIFEST) == found


def test_an_unsigned_version_is_refused(writer: DirectoryWriter) -> None:
    keys = [public_key("rsa"), public_key("ed25519")]
    assert fetch_signature(writer, MANIFEST) is None
    with pytest.raises(FormatError) as refused:
        check_signed(writer, MANIFEST, keys)
    assert str(refused.value) == (
        f"{KEY}: {MANIFEST.version} is unsigned; expected a signature with the key {keys[0].id} "
        f"or {keys[1].id}"
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_signature_of_another_key_is_refused(
    writer: DirectoryWriter, tmp_path: Path, name: str
) -> None:
    sign(writer, MANIFEST, signer(tmp_path, name, 1))
    other, expected = public_key(name, 1).id, public_key(name).id
    with pytest.raises(FormatError, match=f"signed with the key {other}; expected .* {expected}"):
        check_signed(writer, MANIFEST, [public_key(name)])


@pytest.mark.parametrize("name", NAMES)
def test_the_signature_of_another_key_under_a_known_id_is_refused(
    writer: DirectoryWriter, tmp_path: Path, name: str
) -> None:
    raw = signer(tmp_path, name, 1).sign(signed_message(MANIFEST))
    writer.create(KEY, write_signature(Signature(public_key(name).id, raw)))
    with pytest.raises(FormatError, match="the signature is not one of"):
        check_signed(writer, MANIFEST, [public_key(name)])


def moved(other: Manifest) -> bytes:
    return signed_message(other)


def bare(other: Manifest) -> bytes:
    """Return the manifest itself, as a program that signs files would sign it."""
    del other
    return strict_json.canonical(MANIFEST.document)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("message", [moved, bare], ids=["of-another-version", "of-the-file"])
def test_a_signature_of_something_else_is_refused(
    writer: DirectoryWriter, name: str, message: Callable[[Manifest], bytes]
) -> None:
    other = message(manifest(created="20260214T093000Z"))
    raw = signed_by(name, other)
    writer.create(KEY, write_signature(Signature(public_key(name).id, raw)))
    with pytest.raises(FormatError, match="the signature is not one of"):
        check_signed(writer, MANIFEST, [public_key(name)])


def test_a_manifest_with_the_same_name_and_another_content_is_refused(
    writer: DirectoryWriter, tmp_path: Path
) -> None:
    """A manifest whose digest begins with the same 12 digits does not help."""
    sign(writer, MANIFEST, signer(tmp_path, "ed25519"))
    forged = MANIFEST._replace(document=MANIFEST.document | {"more": 1})
    with pytest.raises(FormatError, match="the signature is not one of"):
        check_signed(writer, forged, [public_key("ed25519")])


def signed_by(name: str, message: bytes) -> bytes:
    more = (PKCS1v15(), SHA256()) if name == "rsa" else ()
    return bytes(private_key(name).sign(message, *more))


def document(**changes: Any) -> bytes:
    fields = {"format": 1, "key": "0123456789abcdef", "signature": "AAAA"} | changes
    return json.dumps(fields).encode()


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        pytest.param(b"", "expected JSON in UTF-8", id="empty"),
        pytest.param(b"\xff\xfe", "expected JSON in UTF-8", id="other-bytes"),
        pytest.param(b"[]", "found an array of 0; expected an object", id="array"),
        pytest.param(b'{"key": "a", "key": "b"}', "key 'key' occurs twice", id="twice"),
        pytest.param(b"[" * 3000, "JSON", id="nested"),
        pytest.param(document(format=2), "format is 2; this runtime reads 1", id="newer"),
        pytest.param(document(more=1), "unknown field 'more'", id="unknown-field"),
        pytest.param(document(key=None), "field 'key' is null; expected a string", id="no-key"),
        pytest.param(document(key="0123"), "key must have 16 hexadecimal digits", id="short-key"),
        pytest.param(document(key="\x1b[2J" * 4), "16 hexadecimal digits", id="escape-sequence"),
        pytest.param(document(signature=1), "field 'signature' is 1", id="number"),
        pytest.param(document(signature="A"), "signature must be base64", id="not-base64"),
        pytest.param(document(signature="é"), "signature must be base64", id="not-ascii"),
        pytest.param(document(signature="A A="), "signature must be base64", id="white-space"),
        pytest.param(b" " * (MAX_BYTES + 1), "expected at most 4096", id="too-large"),
    ],
)
def test_malformed_signatures_are_refused(
    writer: DirectoryWriter, raw: bytes, message: str
) -> None:
    writer.create(KEY, raw)
    with pytest.raises(FormatError, match=message) as refused:
        check_signed(writer, MANIFEST, [public_key("ed25519")])
    assert "\x1b" not in str(refused.value)
