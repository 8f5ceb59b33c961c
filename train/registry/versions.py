"""Publish a bundle as a version, promote a version, roll back, list and verify versions.

A published version never changes; only the pointer moves. Publishing and promoting first make a
plan and then carry it out, so a dry run is the plan without the writing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from chalicelib import strict_json
from chalicelib.errors import FormatError, NotInStoreError, ServiceError, StoreError
from chalicelib.manifest import (
    FORMAT,
    MAX_BYTES,
    POINTER_KEY,
    Manifest,
    Pointer,
    is_version,
    read_pointer,
    version_key,
)
from chalicelib.registry.fetch import fetch_file, fetch_manifest
from train.errors import InputError
from train.registry.bundle import MANIFEST, Bundle
from train.registry.published_version import PublishedVersion
from train.registry.writable_store import StoreWriter


class PlannedFile(NamedTuple):
    """A file to write: its key in the store and its bytes."""

    key: str
    raw: bytes


class CurrentPointer(NamedTuple):
    """The pointer and its tag in the store; both are None before the first promotion."""

    pointer: Pointer | None
    tag: str | None


class FileState(NamedTuple):
    """A file of a version, and "ok" or what is wrong with it."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Promotion:
    """The pointer to write if the store still holds the one with `tag`."""

    version: str
    previous: str | None
    raw: bytes
    tag: str | None


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
    if not writer.create(key, raw) and not _holds(writer, key, raw):
        raise StoreError(
            f"{writer.uri}/{key}: the store already holds other bytes, and a version never "
            "changes; 'python -m train verify' checks whether they are damaged"
        )


def plan_promotion(version: str, writer: StoreWriter, now: datetime) -> Promotion | None:
    """Read a version back, check it and return its promotion; None if it is the current version.

    Raises
    ------
    StoreError, FormatError
        If the version is missing or damaged, or the pointer cannot be read.
    """
    manifest = fetch_manifest(writer, version)
    fetch_bundle(manifest, writer).model()
    pointer, tag = read_current(writer)
    current = None if pointer is None else pointer.manifest.version
    if current == version:
        return None
    return promotion(manifest, current, tag, now)


def fetch_bundle(manifest: Manifest, writer: StoreWriter) -> Bundle:
    """Read a version back; raises `StoreError` or `FormatError` if a file is missing or damaged."""
    return Bundle(manifest, {name: fetch_file(writer, manifest, name) for name in manifest.files})


def promotion(
    manifest: Manifest, previous: str | None, tag: str | None, now: datetime
) -> Promotion:
    """Return the promotion of a version that replaces the pointer with this tag."""
    document = {
        "format": FORMAT,
        "version": manifest.version,
        "manifest": manifest.document,
        "previous": previous,
        "promoted_at": now.astimezone(UTC).isoformat(timespec="seconds"),
    }
    return Promotion(manifest.version, previous, strict_json.canonical(document), tag)


def plan_rollback(writer: StoreWriter, now: datetime) -> Promotion:
    """Return the promotion of the version before the current one.

    Raises
    ------
    InputError
        If there is no such version.
    """
    pointer = read_current(writer).pointer
    if pointer is None or pointer.previous is None:
        reason = "no version is promoted" if pointer is None else "no version was promoted before"
        raise InputError(f"{writer.uri}: cannot roll back: {reason}; promote a version by its name")
    planned = plan_promotion(pointer.previous, writer, now)
    if planned is None:
        raise InputError(f"{writer.uri}: cannot roll back: {pointer.previous} was just promoted")
    return planned


def move_pointer(promotion: Promotion, writer: StoreWriter) -> None:
    """Write the pointer of a promotion, unless someone else has moved it since the plan was made.

    Raises
    ------
    InputError
        If someone has; the message names the version that was promoted instead.
    """
    if writer.replace_if_unchanged(POINTER_KEY, promotion.raw, promotion.tag):
        return
    if _holds(writer, POINTER_KEY, promotion.raw):  # the first request won; its response was lost
        return
    pointer = read_current(writer).pointer
    what = "removed the pointer" if pointer is None else f"promoted {pointer.manifest.version}"
    raise InputError(
        f"{writer.uri}: {promotion.version} was not promoted: someone else {what} "
        "at the same time; check that version, then promote again"
    )


def _holds(writer: StoreWriter, key: str, raw: bytes) -> bool:
    """Return whether the store holds these bytes under a key."""
    try:
        return writer.read(key, len(raw)) == raw
    except (NotInStoreError, FormatError):  # there is no file, or it is larger
        return False


def read_current(writer: StoreWriter) -> CurrentPointer:
    """Read the pointer and its tag."""
    try:
        tagged = writer.read_changed(POINTER_KEY, MAX_BYTES, None)
    except NotInStoreError:
        return CurrentPointer(None, None)
    if tagged is None:
        raise StoreError(f"{writer.uri}/{POINTER_KEY}: changed while it was read")
    try:
        return CurrentPointer(read_pointer(tagged.raw), tagged.tag)
    except FormatError as exc:
        raise FormatError(f"{writer.uri}/{exc}; remove it, then promote a version") from exc


def list_versions(writer: StoreWriter) -> list[PublishedVersion]:
    """Return the published versions, the oldest first, without incomplete ones."""
    pointer = read_current(writer).pointer
    names = writer.versions()
    states: dict[str | None, str] = {}
    listed: list[PublishedVersion] = []
    if pointer is not None:
        current = pointer.manifest
        states = {pointer.previous: "previous", current.version: "current"}
        if current.version not in names:
            listed.append(PublishedVersion(current.version, current, "current, but missing"))
    for name in filter(is_version, names):
        try:
            manifest = fetch_manifest(writer, name)
        except NotInStoreError:
            continue
        except ServiceError as exc:
            listed.append(PublishedVersion(name, None, "damaged", str(exc)))
        else:
            listed.append(PublishedVersion(name, manifest, states.get(name, "")))
    return listed


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
