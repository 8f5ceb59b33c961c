"""Sign a version or a policy with a private key, in a PEM file or in AWS KMS.

A key of either kind gives the same signature for the same document each time, so publishing a
version again changes nothing.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from chalicelib.registry.public_keys import PublicKey, read_public_key
from chalicelib.registry.rsa_key import RsaKey
from chalicelib.registry.signature import (
    Signable,
    Signature,
    signature_key,
    signed_message,
    write_signature,
)
from train.errors import InputError
from train.files import read_bytes
from train.registry.kms_key import SCHEME, KmsKey
from train.registry.versions import PlannedFile

RSA = "an RSA key of 2048, 3072 or 4096 bits"
IN_KMS = ("awskms:", "alias/", "arn:aws")
"""How names of keys in AWS KMS begin."""


class Signer(NamedTuple):
    """A key pair: where it is, the public key, and what signs a message with the private one."""

    where: str
    public_key: PublicKey
    sign: Callable[[bytes], bytes]

    def file(self, signed: Signable) -> PlannedFile:
        """Return the file that signs a version or a policy.

        Raises
        ------
        InputError
            If the service would not accept the signature.
        StoreError
            If AWS KMS refuses to sign.
        """
        message = signed_message(signed)
        raw = self.sign(message)
        if not self.public_key.key.verifies(message, raw):
            raise InputError(f"{self.where}: made a signature that its public key does not verify")
        content = write_signature(Signature(self.public_key.id, raw))
        return PlannedFile(signature_key(signed), content)


def open_signer(key: str) -> Signer:
    """Return the signer for a PEM file, or for `awskms:///` and a key's ID, ARN or alias.

    Raises
    ------
    InputError
        If the key cannot be read or is of another kind.
    StoreError
        If AWS KMS cannot be reached or refuses to show the public key.
    """
    if key.startswith(SCHEME):
        kms_key = KmsKey(key)
        public_key = read_public_key(kms_key.public_key())
        if public_key is None or not isinstance(public_key.key, RsaKey):
            raise InputError(f"{key}: found a key of another kind; expected {RSA}")
        return Signer(key, public_key, kms_key.sign)
    if key.startswith(IN_KMS):
        name = key.removeprefix("awskms:").lstrip("/")
        raise InputError(f"{key}: a key in AWS KMS has three slashes; expected {SCHEME}{name}")
    private = _load(Path(key))
    public_key = read_public_key(_der(private))
    if public_key is None:
        raise InputError(f"{key}: found a key of another kind; expected an Ed25519 key or {RSA}")
    return Signer(key, public_key, _sign_with(private))


def _load(path: Path) -> Any:
    raw = read_bytes(path)
    try:
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError as exc:
        raise InputError(
            f"{path}: a PEM file needs the package 'cryptography', which 'make setup' installs "
            f"({exc})"
        ) from exc
    try:
        return load_pem_private_key(raw, password=None)
    except TypeError as exc:
        raise InputError(f"{path}: the key is encrypted; expected one without a password") from exc
    except ValueError as exc:
        raise InputError(f"{path}: expected a private key in the PEM format") from exc


def _der(private: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    form = PublicFormat.SubjectPublicKeyInfo
    return bytes(private.public_key().public_bytes(Encoding.DER, form))


def _sign_with(private: Any) -> Callable[[bytes], bytes]:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256

    more = (PKCS1v15(), SHA256()) if isinstance(private, RSAPrivateKey) else ()
    return lambda message: bytes(private.sign(message, *more))
