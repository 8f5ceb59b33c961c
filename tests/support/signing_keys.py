"""Key pairs for the tests, made once in a process."""

from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from chalicelib.manifest import Manifest
from chalicelib.registry.public_keys import PublicKey, read_public_key
from chalicelib.registry.signature import FILE_NAME
from chalicelib.store.base import StoreReader
from chalicelib.version_names import version_key
from train.registry.signing import Signer, open_signer
from train.registry.writable_store import StoreWriter

NAMES = ("ed25519", "rsa")


def private_key(name: str, number: int = 0) -> Any:
    """Return a key of a kind; another number is another key."""
    return _private_key(name, number)


@cache
def _private_key(name: str, number: int) -> Any:
    del number  # it tells the cache's entries apart
    if name == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    if name == "p256":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, int(name.removeprefix("rsa") or 2048))


def public_der(name: str, number: int = 0) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public = private_key(name, number).public_key()
    return bytes(public.public_bytes(serialization.Encoding.DER, form))


def public_pem(name: str, number: int = 0) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public = private_key(name, number).public_key()
    return str(public.public_bytes(serialization.Encoding.PEM, form).decode())


def public_key(name: str, number: int = 0) -> PublicKey:
    key = read_public_key(public_der(name, number))
    assert key is not None
    return key


def write_private(path: Path, name: str, number: int = 0, password: bytes | None = None) -> Path:
    """Write a private key as `openssl genpkey` does."""
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password is not None:
        encryption = serialization.BestAvailableEncryption(password)
    form = serialization.PrivateFormat.PKCS8
    key = private_key(name, number)
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, encryption))
    return path


def signer(directory: Path, name: str, number: int = 0) -> Signer:
    return open_signer(str(write_private(directory / f"{name}-{number}.pem", name, number)))


def sign(writer: StoreWriter, manifest: Manifest, by: Signer) -> None:
    """Write the signature of a published version, as `publish --sign` does."""
    key, raw = by.file(manifest)
    assert writer.create(key, raw)


def signature_of(reader: StoreReader, version: str) -> bytes:
    return reader.read(version_key(version, FILE_NAME), 4096)
