"""Fetch a published model from a store and check every byte against its manifest."""

import hashlib
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

from chalicelib import strict_json
from chalicelib.errors import FormatError, ServiceError, StoreError
from chalicelib.manifest import MAX_BYTES, Manifest, is_version, read_manifest, version_key
from chalicelib.scoring import classifier, vectorizer
from chalicelib.scoring.artifact import MAX_FILE_BYTES
from chalicelib.scoring.model import Model, build_model
from chalicelib.store.base import StoreReader

if TYPE_CHECKING:
    from collections.abc import Callable


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


def fetch_model(store: StoreReader, manifest: Manifest) -> Model:
    """Fetch both artifacts of a version at the same time, check them and build the model.

    Raises
    ------
    StoreError
        If the store cannot be read or does not hold both files.
    FormatError
        If a file does not match its digest or the format.
    """
    classifier_fetch = BackgroundFetch(store, manifest, classifier.FILE_NAME)
    classifier_fetch.start()
    try:
        vectorizer_raw = fetch_file(store, manifest, vectorizer.FILE_NAME)
    finally:
        classifier_fetch.join()
    return build_model(vectorizer_raw, classifier_fetch.result(), manifest)


class BackgroundFetch(Thread):
    """A thread that fetches one file of a version.

    `concurrent.futures` does the same, but importing it takes a fortieth of a cold start.
    """

    def __init__(self, store: StoreReader, manifest: Manifest, name: str) -> None:
        super().__init__()
        self._fetch = partial(fetch_file, store, manifest, name)
        self._raw = b""
        # Not the error itself: its traceback would refer to this thread, and such a cycle keeps the
        # bytes until the garbage collector runs.
        self._error: Callable[[], ServiceError] | None = partial(
            StoreError, f"{version_key(manifest.version, name)}: the fetch did not finish"
        )

    def run(self) -> None:
        """Fetch the file and keep its bytes or the error."""
        try:
            self._raw, self._error = self._fetch(), None
        except ServiceError as exc:
            self._error = partial(type(exc), str(exc))

    def result(self) -> bytes:
        """Return the file or raise the error; call it after `join`."""
        if self._error is not None:
            raise self._error()
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
