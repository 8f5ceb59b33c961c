"""The signature of a version: `manifest.sig`, next to the manifest.

It covers the whole manifest, whose digests cover every file. Without the private key, nobody who
can write to the store can make a service with `MODEL_PUBLIC_KEY` serve another model.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from typing import NamedTuple

from chalicelib import strict_json
from chalicelib.errors import FormatError, NotInStoreError
from chalicelib.manifest import Manifest, version_key
from chalicelib.registry.public_keys import PublicKey
from chalicelib.store.base import StoreReader
from chalicelib.strict_json import Record

FORMAT = 1
"""The format version of signatures; raise it as `artifact.FORMAT` says."""

FILE_NAME = "manifest.sig"
MAX_BYTES = 4096

_KEY_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)


class Signature(NamedTuple):
    """The ID of the key that signed, and the signature."""

    key_id: str
    raw: bytes


def signed_message(manifest: Manifest) -> bytes:
    """Return what is signed: a purpose, the version and the whole digest of its manifest.

    The version's name holds only 48 bits of the digest, which is too little to sign. The purpose
    keeps a signature that the same key made for something else from being taken for this one.
    """
    digest = hashlib.sha256(strict_json.canonical(manifest.document)).hexdigest()
    return f"text-classifier manifest\n{manifest.version}\n{digest}\n".encode()


def write_signature(signature: Signature) -> bytes:
    """Return the bytes of the file."""
    encoded = base64.b64encode(signature.raw).decode()
    return strict_json.canonical({"format": FORMAT, "key": signature.key_id, "signature": encoded})


def read_signature(raw: bytes, where: str) -> Signature:
    """Read the bytes of the file.

    Raises
    ------
    FormatError
        If the bytes do not have the form that `write_signature` writes.
    """
    record = Record(strict_json.parse(raw, where), where)
    record.expect_format(FORMAT)
    key_id, encoded = record.text("key"), record.text("signature")
    record.finish()
    if _KEY_ID.fullmatch(key_id) is None:
        raise FormatError(f"{where}: key must have 16 hexadecimal digits")
    try:
        return Signature(key_id, base64.b64decode(encoded, validate=True))
    except (binascii.Error, ValueError) as exc:
        raise FormatError(f"{where}: signature must be base64") from exc


def fetch_signature(store: StoreReader, version: str) -> Signature | None:
    """Fetch the signature of a version, or return None if it is unsigned."""
    key = version_key(version, FILE_NAME)
    try:
        return read_signature(store.read(key, MAX_BYTES), key)
    except NotInStoreError:
        return None


def check_signed(store: StoreReader, manifest: Manifest, keys: Sequence[PublicKey]) -> Signature:
    """Fetch the signature of a version and check it; return it.

    Raises
    ------
    StoreError
        If the store cannot be read.
    FormatError
        If the version is not signed by one of the keys, or the signature is wrong.
    """
    signature = fetch_signature(store, manifest.version)
    expected = f"expected a signature with the key {' or '.join(key.id for key in keys)}"
    where = version_key(manifest.version, FILE_NAME)
    if signature is None:
        raise FormatError(f"{where}: {manifest.version} is unsigned; {expected}")
    signers = [key for key in keys if key.id == signature.key_id]
    if not signers:
        raise FormatError(f"{where}: signed with the key {signature.key_id}; {expected}")
    message = signed_message(manifest)
    if not any(signer.key.verifies(message, signature.raw) for signer in signers):
        raise FormatError(
            f"{where}: the signature is not one of {manifest.version} by the key "
            f"{signature.key_id}; {expected}"
        )
    return signature
