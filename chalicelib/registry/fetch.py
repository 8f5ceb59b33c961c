"""Fetch a published model from a store and check every byte against its manifest."""

from functools import partial
from typing import TYPE_CHECKING

from chalicelib import strict_json
from chalicelib.digest import file_sha256
from chalicelib.errors import FormatError, ServiceError
from chalicelib.manifest import MAX_BYTES, FileEntry, Manifest, read_manifest
from chalicelib.registry.shipped import (
    MANIFEST_NAME,
    read_shipped,
    read_shipped_index,
    read_shipped_manifest,
)
from chalicelib.scoring import classifier, vectorizer
from chalicelib.scoring.model import Model
from chalicelib.scoring.model_builder import build_model
from chalicelib.scoring.tensor_file import MAX_FILE_BYTES
from chalicelib.store.base import StoreReader
from chalicelib.store.in_background import InBackground
from chalicelib.strict_json import Record
from chalicelib.version_names import digested, is_version, version_key

if TYPE_CHECKING:
    from threading import Thread

    from chalicelib.registry.public_keys import PublicKey
    from chalicelib.scoring.author_function import AuthorFunction

ARTIFACTS = (vectorizer.FILE_NAME, classifier.FILE_NAME)


def fetch_manifest(store: StoreReader, version: str) -> Manifest:
    """Fetch and check the manifest of one version.

    Raises
    ------
    StoreError
        If the store cannot be read or does not hold the version.
    FormatError
        If the manifest does not match the version's name or the format.
    """
    if not is_version(version):
        raise FormatError(
            f"version is {version[:60]!r}; expected a name such as 20260131T093000Z-0123456789ab"
        )
    key = version_key(version, "manifest.json")
    return read_manifest(strict_json.parse(store.read(key, MAX_BYTES), key), version, key)


def shipped_model() -> Model | None:
    """Return the model in the package, even if another version is promoted, or None on failure.

    The caller checks whether this version is to be served, and its signature. A model that calls
    its author's functions is not built: no other code may run before that is known.
    """
    raw = read_shipped_manifest()
    if raw is None:
        return None
    try:
        document = strict_json.parse(raw, MANIFEST_NAME)
        version = digested(Record(document, MANIFEST_NAME).fields(), MANIFEST_NAME)
        manifest = read_manifest(document, version, MANIFEST_NAME)
        first, second = (_shipped(manifest, name) for name in ARTIFACTS)
        if manifest.functions or first is None or second is None:
            return None
        return _built(manifest, first, second)
    except ServiceError:
        return None


def fetch_model(
    store: StoreReader,
    manifest: Manifest,
    keys: "tuple[PublicKey, ...]" = (),
    ahead: Model | None = None,
) -> Model:
    """Fetch both artifacts of a version at the same time, check them and build the model.

    With `keys`, the signature is fetched at the same time, too, and checked before the artifacts.
    `ahead` is a model that was built before the version was known: if it is of this version, it is
    the model, once the signature is checked.

    Raises
    ------
    StoreError
        If the store cannot be read or does not hold both files.
    FormatError
        If a file does not match its digest or the format, or no key signed the version.
    """
    if ahead is not None and ahead.manifest == manifest:
        if keys:
            _check_signed(store, manifest, keys)
        return ahead
    return _built(manifest, *_fetch_artifacts(store, manifest, keys))


def _fetch_artifacts(
    store: StoreReader, manifest: Manifest, keys: "tuple[PublicKey, ...]"
) -> tuple[bytes, bytes]:
    """Fetch the vectorizer, the classifier and, with `keys`, the signature at the same time."""
    fetch = partial(fetch_file, store, manifest)
    shipped = _shipped(manifest, classifier.FILE_NAME)  # takes less time than a thread
    names = [classifier.FILE_NAME] if shipped is None else []
    fetches = [InBackground(manifest.version, partial(fetch, name)) for name in names]
    check = partial(_check_signed, store, manifest, keys)
    checks = [InBackground(manifest.version, check)] if keys else []
    threads: tuple[Thread, ...] = (*fetches, *checks)
    for thread in threads:
        thread.start()
    try:
        vectorizer_raw = fetch(vectorizer.FILE_NAME)
    finally:
        for thread in threads:
            thread.join()
    for checked in checks:
        checked.result()
    return vectorizer_raw, fetches[0].result() if shipped is None else shipped


def _built(manifest: Manifest, vectorizer_raw: bytes, classifier_raw: bytes) -> Model:
    resolve = partial(resolve_function, manifest)
    index = read_shipped_index(manifest.files[vectorizer.FILE_NAME])
    return build_model(vectorizer_raw, classifier_raw, manifest, resolve, index)


def resolve_function(manifest: Manifest, reference: "Record") -> "AuthorFunction":
    """Return the function of this deployment that a model names.

    Raises
    ------
    FormatError
        If the deployment does not bring it as the manifest says.
    """
    # Imported here because only models that call functions need it.
    from chalicelib.registry.functions import resolver

    return resolver(manifest.functions)(reference)


def _check_signed(store: StoreReader, manifest: Manifest, keys: "tuple[PublicKey, ...]") -> None:
    # Imported here because only a service with MODEL_PUBLIC_KEY needs it.
    from chalicelib.registry.signature import check_signed

    check_signed(store, manifest, keys)


def fetch_file(store: StoreReader, manifest: Manifest, name: str) -> bytes:
    """Return one file of a version, from the package or the store; check its size and sha256."""
    entry = manifest.files.get(name)
    if entry is None:
        raise FormatError(f"manifest of {manifest.version}: file {name!r} is missing")
    shipped = _shipped(manifest, name)
    if shipped is not None:
        return shipped
    raw = store.read(version_key(manifest.version, name), min(entry.size, MAX_FILE_BYTES))
    found = _digest(raw)
    if found != entry:
        raise FormatError(
            f"{version_key(manifest.version, name)}: {found.size} bytes with sha256 "
            f"{found.sha256}; the manifest says {entry.size} bytes with sha256 {entry.sha256}"
        )
    return raw


def _shipped(manifest: Manifest, name: str) -> bytes | None:
    """Return one file of a version if the package contains it and its size and sha256 are right."""
    entry = manifest.files.get(name)
    shipped = None if entry is None else read_shipped(entry)
    return shipped if shipped is not None and _digest(shipped) == entry else None


def _digest(raw: bytes) -> FileEntry:
    return FileEntry(len(raw), file_sha256(raw))
