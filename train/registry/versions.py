"""Publish a bundle as a version, and verify a version.

A published version never changes; only the pointer moves (`train.registry.pointer_moves`).
Publishing first makes a plan and then carries it out, so a dry run is the plan without the writing.
"""

from collections.abc import Iterator
from typing import NamedTuple

from chalicelib import strict_json
from chalicelib.errors import FormatError, NotInStoreError, ServiceError, StoreError
from chalicelib.manifest import Manifest
from chalicelib.registry.fetch import fetch_file, fetch_manifest
from chalicelib.store.base import StoreReader
from chalicelib.version_names import version_key
from train.registry.bundle import MANIFEST, Bundle
from train.registry.writable_store import StoreWriter


class PlannedFile(NamedTuple):
    """A file to write: its key in the store and its bytes."""

    key: str
    raw: bytes


class FileState(NamedTuple):
    """A file of a version, and "ok" or what is wrong with it."""

    name: str
    state: str


def plan_publication(bundle: Bundle) -> list[PlannedFile]:
    """Check that the service can read the bundle; return the files to write, in order.

    The manifest comes last, because a version without one does not exist for readers. An
    interrupted publication therefore leaves no half version, and the next one completes it.
    """
    bundle.model()
    document = strict_json.canonical(bundle.manifest.document)
    files = [*sorted(bundle.files.items()), (MANIFEST, document)]
    return [PlannedFile(version_key(bundle.manifest.version, name), raw) for name, raw in files]


def create_once(writer: StoreWriter, key: str, raw: bytes) -> None:
    """Write one file of a version unless the store already holds the same bytes.

    Raises
    ------
    StoreError
        If the store cannot be written, or holds other bytes under the key.
    """
    if not writer.create(key, raw) and not holds(writer, key, raw):
        raise StoreError(
            f"{writer.uri}/{key}: the store already holds other bytes, and a version never "
            "changes; 'python -m train verify' checks whether they are damaged"
        )


def fetch_bundle(manifest: Manifest, store: StoreReader) -> Bundle:
    """Read a version back; raises `StoreError` or `FormatError` if a file is missing or damaged."""
    return Bundle(manifest, {name: fetch_file(store, manifest, name) for name in manifest.files})


def holds(writer: StoreWriter, key: str, raw: bytes) -> bool:
    """Return whether the store holds these bytes under a key."""
    try:
        return writer.read(key, len(raw)) == raw
    except (NotInStoreError, FormatError):  # there is no file, or it is larger
        return False


def verify(version: str, writer: StoreWriter) -> Iterator[FileState]:
    """Read a version back and yield the state of each file.

    Raises
    ------
    StoreError, FormatError
        If the manifest is missing or damaged.
    """
    manifest = fetch_manifest(writer, version)
    yield FileState(MANIFEST, "ok")
    for name in manifest.files:
        try:
            fetch_file(writer, manifest, name)
        except ServiceError as exc:
            yield FileState(name, str(exc))
        else:
            yield FileState(name, "ok")
