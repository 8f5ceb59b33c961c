"""The registry: publish a bundle as a version, promote a version, list what there is.

A version never changes once it is published; only the pointer moves.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chalicelib import strict_json
from chalicelib.errors import NotInStoreError, StoreError
from chalicelib.fetch import fetch_manifest, fetch_model
from chalicelib.manifest import (
    FORMAT,
    MAX_BYTES,
    POINTER_KEY,
    Manifest,
    is_version,
    read_pointer,
    version_key,
)
from chalicelib.store import Store
from train.bundle import MANIFEST, Bundle
from train.storage import Storage


@dataclass(frozen=True, slots=True)
class Listed:
    """A published version and whether it is the promoted one."""

    manifest: Manifest
    current: bool


def publish(bundle: Bundle, storage: Storage) -> str:
    """Write a bundle's files, then its manifest; return the version.

    The manifest comes last: what has none is no version, so an interrupted run leaves nothing
    that a reader could take for one, and the next run goes on where it stopped.

    Raises
    ------
    StoreError
        When the store cannot be written, or holds other bytes under a name of this version.
    """
    bundle.model()
    version = bundle.manifest.version
    document = strict_json.canonical(bundle.manifest.document)
    for name, raw in [*sorted(bundle.files.items()), (MANIFEST, document)]:
        _create(storage, version_key(version, name), raw)
    return version


def promote(version: str, storage: Storage, now: datetime) -> None:
    """Let the pointer name a version, once all of it has been read back and checked.

    Raises
    ------
    StoreError
        When the version is not there, or the store cannot be written.
    FormatError
        When the version is damaged; the pointer stays as it is.
    """
    manifest = fetch_manifest(storage, version)
    fetch_model(storage, manifest)
    current = current_version(storage)
    if current == version:
        return
    pointer = {
        "format": FORMAT,
        "version": version,
        "manifest": manifest.document,
        "previous": current,
        "promoted_at": now.astimezone(UTC).isoformat(timespec="seconds"),
    }
    storage.replace(POINTER_KEY, strict_json.canonical(pointer))


def current_version(store: Store) -> str | None:
    """Return the promoted version, or None where none has been promoted yet."""
    try:
        return read_pointer(store.read(POINTER_KEY, MAX_BYTES)).version
    except NotInStoreError:
        return None


def list_versions(storage: Storage) -> list[Listed]:
    """Return the published versions, the oldest first; incomplete ones are left out."""
    current = current_version(storage)
    listed: list[Listed] = []
    for name in filter(is_version, storage.versions()):
        try:
            manifest = fetch_manifest(storage, name)
        except NotInStoreError:
            continue
        listed.append(Listed(manifest, name == current))
    return listed


def summary(listed: Listed) -> dict[str, Any]:
    """Return what `list` shows of a version."""
    document: dict[str, Any] = listed.manifest.document
    metrics = document.get("metrics") or {}
    return {
        "version": listed.manifest.version,
        "recipe": document.get("recipe"),
        "accuracy": metrics.get("accuracy"),
        "texts": (document.get("data") or {}).get("rows"),
        "current": listed.current,
    }


def _create(storage: Storage, key: str, raw: bytes) -> None:
    if not storage.create(key, raw) and storage.read(key, len(raw) + 1) != raw:
        raise StoreError(f"{storage.uri}/{key}: other bytes stand there; a version never changes")
