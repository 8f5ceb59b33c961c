"""Fetch the promoted model, or only its manifest."""

from typing import TYPE_CHECKING

from chalicelib.manifest import Manifest
from chalicelib.pointer import MAX_POINTER_BYTES, POINTER_KEY, Pointer, read_pointer
from chalicelib.registry.fetch import fetch_model
from chalicelib.scoring.model import Model
from chalicelib.store.base import StoreReader

if TYPE_CHECKING:
    from chalicelib.registry.public_keys import PublicKey


def fetch_current_pointer(store: StoreReader) -> Pointer:
    """Fetch the pointer; raises what `fetch_current_manifest` raises."""
    return read_pointer(store.read(POINTER_KEY, MAX_POINTER_BYTES))


def fetch_current_manifest(store: StoreReader) -> Manifest:
    """Fetch the manifest of the promoted version; the pointer contains it.

    Raises
    ------
    StoreError
        If the store cannot be read or has no pointer.
    FormatError
        If the manifest does not match the version's name or the format.
    """
    return fetch_current_pointer(store).manifest


def fetch_current(store: StoreReader, keys: "tuple[PublicKey, ...]" = ()) -> Model:
    """Fetch the promoted model; with `keys`, one of them must have signed it.

    Raises
    ------
    StoreError
        If the store cannot be read, has no pointer or does not hold the whole version.
    FormatError
        If anything read does not match its digest or the format, or no key signed the version.
    """
    return fetch_model(store, fetch_current_manifest(store), keys)
