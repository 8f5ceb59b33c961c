"""Fetch the promoted model, or a given version, from a store; every byte is checked first."""

import hashlib
from functools import partial
from threading import Thread

from chalicelib import strict_json
from chalicelib.errors import FormatError, ServiceError, StoreError
from chalicelib.manifest import (
    MAX_BYTES,
    POINTER_KEY,
    Manifest,
    is_version,
    read_manifest,
    read_pointer,
    version_key,
)
from chalicelib.scoring import classifier, vectorizer
from chalicelib.scoring.artifact import MAX_FILE_BYTES
from chalicelib.scoring.model import Model, build_model
from chalicelib.store.base import StoreReader


def fetch_current(store: StoreReader) -> Model:
    """Fetch the model that the pointer names.

    One read for the pointer, which holds the whole manifest, then both artifacts at once.

    Raises
    ------
    StoreError
        When the store cannot be reached, or holds no pointer or not all of the version.
    FormatError
        When anything that was read is not what its digest or the format says.
    """
    return fetch_model(store, read_pointer(store.read(POINTER_KEY, MAX_BYTES)).manifest)


def fetch_manifest(store: StoreReader, version: str) -> Manifest:
    """Fetch and check the manifest of one version; raises what `fetch_current` raises."""
    if not is_version(version):
        raise FormatError(
            f"version is {version[:60]!r}; required is a name such as 20260131T093000Z-0123456789ab"
        )
    key = version_key(version, "manifest.json")
    return read_manifest(strict_json.parse(store.read(key, MAX_BYTES), key), version, key)


def fetch_model(store: StoreReader, manifest: Manifest) -> Model:
    """Fetch and check both artifacts of a version; raises what `fetch_current` raises."""
    weights = Fetching(store, manifest, classifier.FILE_NAME)
    weights.start()
    try:
        terms = fetch_file(store, manifest, vectorizer.FILE_NAME)
    finally:
        weights.join()
    return build_model(terms, weights.result(), manifest)


class Fetching(Thread):
    """Fetches one file of a version beside another.

    `concurrent.futures` can do no more here, and takes a fortieth of a cold start to import.
    """

    def __init__(self, store: StoreReader, manifest: Manifest, name: str) -> None:
        super().__init__()
        self._fetch = partial(fetch_file, store, manifest, name)
        self._raw = b""
        self._error: ServiceError | None = StoreError(f"{name} of {manifest.version} did not come")

    def run(self) -> None:
        """Fetch the file, or keep why it did not come."""
        try:
            self._raw, self._error = self._fetch(), None
        except ServiceError as exc:
            self._error = exc

    def result(self) -> bytes:
        """Return the file, or raise why it did not come; to be called when the thread has ended."""
        if self._error is not None:
            raise self._error
        return self._raw


def fetch_file(store: StoreReader, manifest: Manifest, name: str) -> bytes:
    """Fetch one file of a version and check its size and its sha256."""
    entry = manifest.files.get(name)
    if entry is None:
        raise FormatError(f"manifest of {manifest.version}: file {name!r} is missing")
    raw = store.read(version_key(manifest.version, name), min(entry.size, MAX_FILE_BYTES))
    digest = hashlib.sha256(raw).hexdigest()
    if len(raw) != entry.size or digest != entry.sha256:
        raise FormatError(
            f"{version_key(manifest.version, name)}: {len(raw)} bytes with sha256 {digest}; "
            f"the manifest says {entry.size} bytes with sha256 {entry.sha256}"
        )
    return raw
