"""The registry: publish a bundle as a version, promote a version, go back, list and verify.

A version never changes once it is published; only the pointer moves. Whatever writes first makes
a plan, so that a dry run is the plan alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

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
from train.registry.writable_store import StoreWriter


@dataclass(frozen=True, slots=True)
class Promotion:
    """The pointer to write, in place of the one that was read with `tag`."""

    version: str
    previous: str | None
    raw: bytes
    tag: str | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A published version: its manifest, None if that is damaged, and what the pointer says of it.

    `state` is "current", "previous", "", "damaged" where there is no manifest, or "current, but
    missing" where the pointer names a version that is not in the store.
    """

    version: str
    manifest: Manifest | None
    state: str

    def facts(self) -> dict[str, Any]:
        """Return what `list` shows of a version."""
        document: dict[str, Any] = {} if self.manifest is None else self.manifest.document
        metrics = document.get("metrics") or {}
        return {
            "version": self.version,
            "created": document.get("created"),
            "recipe": document.get("recipe"),
            "accuracy": metrics.get("accuracy"),
            "mcc": metrics.get("mcc"),
            "texts": (document.get("data") or {}).get("rows"),
            "state": self.state,
        }


def plan_publication(bundle: Bundle) -> list[tuple[str, bytes]]:
    """Return the keys to write and their bytes, in order, once the service's reader accepts them.

    The manifest comes last: what has none is no version. An interrupted publication therefore
    leaves nothing that a reader could take for one, and the next goes on where it stopped.
    """
    bundle.model()
    document = strict_json.canonical(bundle.manifest.document)
    files = [*sorted(bundle.files.items()), (MANIFEST, document)]
    return [(version_key(bundle.manifest.version, name), raw) for name, raw in files]


def create_once(writer: StoreWriter, key: str, raw: bytes) -> None:
    """Write one file of a version, or find that it stands there already.

    Raises
    ------
    StoreError
        When the store cannot be written, or holds other bytes under the key.
    """
    if not writer.create(key, raw) and writer.read(key, len(raw) + 1) != raw:
        raise StoreError(
            f"{writer.uri}/{key}: other bytes stand there, and a version never "
            "changes; 'python -m train verify' tells whether they are damaged"
        )


def plan_promotion(version: str, writer: StoreWriter, now: datetime) -> Promotion | None:
    """Return the pointer that promotes a version, or None where it is the promoted one already.

    All of the version is read back and checked first.

    Raises
    ------
    StoreError, FormatError
        When the version is not there or damaged, or the pointer cannot be read.
    """
    manifest = fetch_manifest(writer, version)
    files = {name: fetch_file(writer, manifest, name) for name in manifest.files}
    Bundle(manifest, files).model()
    pointer, tag = read_current(writer)
    current = None if pointer is None else pointer.manifest.version
    if current == version:
        return None
    document = {
        "format": FORMAT,
        "version": version,
        "manifest": manifest.document,
        "previous": current,
        "promoted_at": now.astimezone(UTC).isoformat(timespec="seconds"),
    }
    return Promotion(version, current, strict_json.canonical(document), tag)


def plan_rollback(writer: StoreWriter, now: datetime) -> Promotion:
    """Return the pointer that promotes the version before the current one again.

    Raises
    ------
    InputError
        When there is no such version.
    """
    pointer, _ = read_current(writer)
    if pointer is None or pointer.previous is None:
        state = "no version is promoted" if pointer is None else "there is none before it"
        raise InputError(f"{writer.uri}: cannot roll back: {state}; promote a version by its name")
    promotion = plan_promotion(pointer.previous, writer, now)
    if promotion is None:
        raise InputError(f"{writer.uri}: cannot roll back: {pointer.previous} was just promoted")
    return promotion


def carry_out(promotion: Promotion, writer: StoreWriter) -> None:
    """Write the pointer, if nobody else has since the plan was made.

    Raises
    ------
    InputError
        Names the version that was promoted in between.
    """
    if not writer.swap(POINTER_KEY, promotion.raw, promotion.tag):
        pointer, _ = read_current(writer)
        winner = "none" if pointer is None else pointer.manifest.version
        raise InputError(
            f"{writer.uri}: {promotion.version} was not promoted: somebody else promoted "
            f"{winner} at the same time; look at it, then promote again"
        )


def read_current(writer: StoreWriter) -> tuple[Pointer | None, str | None]:
    """Return the pointer and its tag, or two None where nothing has been promoted yet."""
    try:
        found = writer.read_changed(POINTER_KEY, MAX_BYTES, None)
    except NotInStoreError:
        return None, None
    if found is None:
        raise StoreError(f"{writer.uri}/{POINTER_KEY}: changed while it was read")
    try:
        return read_pointer(found.raw), found.tag
    except FormatError as exc:
        raise FormatError(f"{writer.uri}/{exc}; remove it, then promote a version") from exc


def list_versions(writer: StoreWriter) -> list[Listed]:
    """Return the published versions, the oldest first; incomplete ones are left out."""
    pointer, _ = read_current(writer)
    states = {}
    if pointer is not None:
        states = {pointer.previous: "previous", pointer.manifest.version: "current"}
    names = writer.versions()
    listed: list[Listed] = []
    if pointer is not None and pointer.manifest.version not in names:
        listed.append(Listed(pointer.manifest.version, pointer.manifest, "current, but missing"))
    for name in filter(is_version, names):
        try:
            listed.append(Listed(name, fetch_manifest(writer, name), states.get(name, "")))
        except NotInStoreError:
            continue
        except FormatError:
            listed.append(Listed(name, None, "damaged"))
    return listed


def verify(version: str, writer: StoreWriter) -> Iterator[tuple[str, str]]:
    """Read a version back; yield each file's name and "ok", or what is wrong with it.

    Raises
    ------
    StoreError, FormatError
        When the manifest itself is not there or damaged.
    """
    manifest = fetch_manifest(writer, version)
    yield MANIFEST, "ok"
    for name in manifest.files:
        try:
            fetch_file(writer, manifest, name)
        except ServiceError as exc:
            yield name, str(exc)
        else:
            yield name, "ok"
