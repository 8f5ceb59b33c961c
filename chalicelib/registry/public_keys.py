"""Read the public keys of those who may sign models: RSA and Ed25519.

Only a service with `MODEL_PUBLIC_KEY`, and the commands with it, import this module.
"""

import base64
import binascii
import hashlib
import re
from typing import TYPE_CHECKING

from chalicelib.errors import SettingError
from chalicelib.named_tuple import NamedTuple
from chalicelib.registry.rsa_key import RsaKey, read_rsa_key

if TYPE_CHECKING:
    from chalicelib.registry.ed25519_key import Ed25519Key

ID_DIGITS = 16
MAX_KEYS = 10
EXPECTED = (
    "expected public keys, RSA of 2048, 3072 or 4096 bits or Ed25519, as PEM or as the base64 of "
    "DER, with a comma between two"
)

_PEM_LINE = re.compile("-----(?:BEGIN|END) PUBLIC KEY-----")


class PublicKey(NamedTuple):
    """A public key with its ID: the first 16 digits of the SHA-256 of its DER form."""

    id: str
    key: "RsaKey | Ed25519Key"


def read_public_keys(value: str, where: str) -> tuple[PublicKey, ...]:
    """Read one public key or several.

    Raises
    ------
    SettingError
        If a key has another form or kind. The message does not show it: it may be a private key.
    """
    parts = ("".join(part.split()) for part in _PEM_LINE.sub(",", value).split(","))
    found = [part for part in parts if part]
    if not 0 < len(found) <= MAX_KEYS:
        raise SettingError(f"{where}: found {len(found)} keys; {EXPECTED}, at most {MAX_KEYS}")
    return tuple(_read(part, f"{where}: key {n}") for n, part in enumerate(found, start=1))


def read_public_key(der: bytes) -> PublicKey | None:
    """Read a key from its DER form, or return None if it is of another kind."""
    key: RsaKey | Ed25519Key | None = read_rsa_key(der)
    if key is None:
        # Imported here because an RSA key does not need it.
        from chalicelib.registry.ed25519_key import read_ed25519_key

        key = read_ed25519_key(der)
    if key is None:
        return None
    return PublicKey(hashlib.sha256(der).hexdigest()[:ID_DIGITS], key)


def _read(text: str, where: str) -> PublicKey:
    if "PRIVATE" in text:
        raise SettingError(f"{where} is a private key; {EXPECTED}")
    try:
        der = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SettingError(f"{where} is not base64; {EXPECTED}") from None
    key = read_public_key(der)
    if key is None:
        raise SettingError(f"{where} is of another kind; {EXPECTED}")
    return key
