"""Check signatures with the keys of `MODEL_PUBLIC_KEY`, and say who signed."""

import os
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.errors import FormatError
from chalicelib.registry.fetch import fetch_manifest
from chalicelib.settings import read_settings

if TYPE_CHECKING:
    from chalicelib.manifest import Manifest
    from chalicelib.registry.public_keys import PublicKey
    from chalicelib.registry.signature import Signable
    from chalicelib.store.base import StoreReader

UNSIGNED = "unsigned"


class SignatureState(NamedTuple):
    """Whether something may be served as far as its signature goes, and the reason in words."""

    is_ok: bool
    reason: str


def public_keys() -> "tuple[PublicKey, ...]":
    """Return the keys of `MODEL_PUBLIC_KEY`: a service with them serves no unsigned version."""
    return read_settings(os.environ).model_public_key


def fetch_signed(store: "StoreReader", version: str) -> "Manifest":
    """Fetch a manifest and check its signature; raises what both steps raise."""
    manifest = fetch_manifest(store, version)
    check_signature(store, manifest)
    return manifest


def check_signature(store: "StoreReader", signed: "Signable") -> None:
    """Check that a key of `MODEL_PUBLIC_KEY` signed it; without keys, check nothing.

    Raises
    ------
    StoreError, FormatError
        If the signature cannot be read, or no key made it.
    """
    if keys := public_keys():
        from chalicelib.registry.signature import check_signed

        check_signed(store, signed, keys)


def signature_state(store: "StoreReader", signed: "Signable") -> SignatureState:
    """Fetch a signature and check it if there are keys; raises `StoreError`."""
    from chalicelib.registry.signature import check_signed, fetch_signature

    keys = public_keys()
    try:
        if keys:
            signature = check_signed(store, signed, keys)
            return SignatureState(
                True, f"{signed_with(signature.key_id)}, verified with MODEL_PUBLIC_KEY"
            )
        found = fetch_signature(store, signed)
    except FormatError as exc:
        return SignatureState(False, str(exc))
    if found is None:
        return SignatureState(True, UNSIGNED)
    return SignatureState(True, f"{signed_with(found.key_id)}; set MODEL_PUBLIC_KEY to verify it")


def signed_with(key_id: str) -> str:
    """Return that a key signed.

    >>> signed_with("0123456789abcdef")
    'signed with the key 0123456789abcdef'
    """
    return f"signed with the key {key_id}"
