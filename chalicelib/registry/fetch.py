"""Fetch a published model from a store and check every byte against its manifest."""

import hashlib
from collections.abc import Callable
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Generic, TypeVar

from chalicelib import strict_json
from chalicelib.errors import FormatError, ServiceError, StoreError
from chalicelib.manifest import MAX_BYTES, Manifest, is_version, read_manifest, version_key
from chalicelib.scoring import classifier, vectorizer
from chalicelib.scoring.artifact import MAX_FILE_BYTES
from chalicelib.scoring.model import Model, build_model
from chalicelib.store.base import StoreReader

if TYPE_CHECKING:
    from chalicelib.registry.public_keys import PublicKey
    from chalicelib.scoring.author_function import AuthorFunction
    from chalicelib.strict_json import Record

Fetched = TypeVar("Fetched")


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


def fetch_model(
    store: StoreReader, manifest: Manifest, keys: "tuple[PublicKey, ...]" = ()
) -> Model:
    """Fetch both artifacts of a version at the same time, check them and build the model.

    With `keys`, the signature is fetched at the same time, too, and checked before the artifacts.

    Raises
    ------
    StoreError
        If the store cannot be read or does not hold both files.
    FormatError
        If a file does not match its digest or the format, or no key signed the version.
    """
    fetch = partial(fetch_file, store, manifest)
    classifier_fetch = InBackground(manifest.version, partial(fetch, classifier.FILE_NAME))
    check = partial(_check_signed, store, manifest, keys)
    checks = [InBackground(manifest.version, check)] if keys else []
    threads: tuple[Thread, ...] = (classifier_fetch, *checks)
    for thread in threads:
        thread.start()
    try:
        vectorizer_raw = fetch(vectorizer.FILE_NAME)
    finally:
        for thread in threads:
            thread.join()
    for checked in checks:
        checked.result()
    resolve = partial(resolve_function, manifest)
    return build_model(vectorizer_raw, classifier_fetch.result(), manifest, resolve)


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


class InBackground(Thread, Generic[Fetched]):
    """A thread that makes one call.

    `concurrent.futures` does the same, but importing it takes a fortieth of a cold start.
    """

    def __init__(self, version: str, call: Callable[[], Fetched]) -> None:
        super().__init__()
        self._call = call
        self._results: list[Fetched] = []
        # Not the error itself: its traceback would refer to this thread, and such a cycle keeps the
        # bytes until the garbage collector runs.
        self._error: Callable[[], ServiceError] = partial(
            StoreError, f"{version}: a fetch did not finish"
        )

    def run(self) -> None:
        """Make the call and keep its result or the error."""
        try:
            self._results.append(self._call())
        except ServiceError as exc:
            self._error = partial(type(exc), str(exc))

    def result(self) -> Fetched:
        """Return the result or raise the error; call it after `join`."""
        for result in self._results:
            return result
        raise self._error()


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
