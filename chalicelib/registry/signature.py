"""The signature of a version, `manifest.sig` next to the manifest, and that of a policy.

That of a version covers the whole manifest, whose digests cover every file. Without the private
key, nobody who can write to the store can make a service with `MODEL_PUBLIC_KEY` serve another
model, or put the model under another policy.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence

from chalicelib import strict_json
from chalicelib.errors import FormatError, NotInStoreError
from chalicelib.manifest import Manifest
from chalicelib.named_tuple import NamedTuple
from chalicelib.pointer import NamedPolicy
from chalicelib.registry.policies import POLICIES
from chalicelib.registry.public_keys import PublicKey
from chalicelib.store.base import StoreReader
from chalicelib.strict_json import Record
from chalicelib.version_names import version_key

FORMAT = 1
"""The format version of signatures; raise it as `artifact.FORMAT` says."""

FILE_NAME = "manifest.sig"
MAX_BYTES = 4096

_KEY_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)


Signable = Manifest | NamedPolicy
"""What a key can sign: both are documents whose names hold their digests."""


class Signature(NamedTuple):
    """The ID of the key that signed, and the signature."""

    key_id: str
    raw: bytes


class _Signed(NamedTuple):
    """The subject of a signature: the purpose, the name that holds a digest, and the file's key."""

    purpose: str
    name: str
    key: str


def signature_key(signed: Signable) -> str:
    """Return the store key of the signature of a version or a policy."""
    return _about(signed).key


def signed_message(signed: Signable) -> bytes:
    """Return the signed bytes: a purpose, the name and the whole digest of the document.

    The name holds only 48 bits of the digest, which is too little to sign. The purpose keeps a
    signature that the same key made for something else from being taken for this one.
    """
    about = _about(signed)
    digest = hashlib.sha256(strict_json.canonical(signed.document)).hexdigest()
    return f"text-classifier {about.purpose}\n{about.name}\n{digest}\n".encode()


def _about(signed: Signable) -> _Signed:
    if isinstance(signed, Manifest):
        return _Signed("manifest", signed.version, version_key(signed.version, FILE_NAME))
    return _Signed("policy", signed.id, f"{POLICIES}{signed.id}.sig")


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


def fetch_signature(store: StoreReader, signed: Signable) -> Signature | None:
    """Fetch the signature of a version or a policy, or return None if it is unsigned."""
    key = signature_key(signed)
    try:
        return read_signature(store.read(key, MAX_BYTES), key)
    except NotInStoreError:
        return None


def check_signed(store: StoreReader, signed: Signable, keys: Sequence[PublicKey]) -> Signature:
    """Fetch the signature of a version or a policy and check it; return it.

    Raises
    ------
    StoreError
        If the store cannot be read.
    FormatError
        If it is not signed by one of the keys, or the signature is wrong.
    """
    signature = fetch_signature(store, signed)
    expected = f"expected a signature with the key {' or '.join(key.id for key in keys)}"
    _, name, where = _about(signed)
    if signature is None:
        raise FormatError(f"{where}: {name} is unsigned; {expected}")
    signers = [key for key in keys if key.id == signature.key_id]
    if not signers:
        raise FormatError(f"{where}: signed with the key {signature.key_id}; {expected}")
    message = signed_message(signed)
    if not any(signer.key.verifies(message, signature.raw) for signer in signers):
        raise FormatError(
            f"{where}: the signature is not one of {name} by the key {signature.key_id}; {expected}"
        )
    return signature
