"""Where the model comes from, as the settings say: one version, the pointer, or pickles."""

from typing import NamedTuple, Protocol

from chalicelib.errors import NotInStoreError
from chalicelib.manifest import MAX_BYTES, POINTER_KEY, Manifest, read_pointer
from chalicelib.registry.fetch import fetch_manifest, fetch_model
from chalicelib.settings import Settings
from chalicelib.store.base import StoreReader
from chalicelib.store.opening import open_reader


class Servable(Protocol):
    """A model that answers requests, and says which it is."""

    @property
    def manifest(self) -> Manifest:
        """The manifest of the model's version."""
        ...

    def predict(self, text: str) -> str:
        """Return the label of a text."""
        ...


class LoadedModel(NamedTuple):
    """A checked model, and the tag by which to ask whether there is another."""

    model: Servable
    tag: str


class ModelLoader:
    """Fetches the model that the settings name; the store is opened when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store: StoreReader | None = None

    def fetch(self, tag: str | None) -> LoadedModel | None:
        """Fetch the model, or return None while the tag of an earlier fetch still holds.

        Raises
        ------
        ServiceError
            When the store cannot be read or what it gives cannot be trusted.
        """
        store = self._store = self._store or open_reader(self._settings.model_uri)
        version = self._settings.model_version
        if version is not None:
            return None if tag == version else _pinned(store, version)
        try:
            pointer = store.read_changed(POINTER_KEY, MAX_BYTES, tag)
        except NotInStoreError as exc:
            from chalicelib.registry.tutorial_pickles import (
                fetch_pickled,  # the tutorial's own bucket alone needs it
            )

            pickled = fetch_pickled(store, self._settings.allow_pickle, tag, exc)
            return None if pickled is None else LoadedModel(pickled, pickled.manifest.version)
        if pointer is None:
            return None
        return LoadedModel(fetch_model(store, read_pointer(pointer.raw).manifest), pointer.tag)


def _pinned(store: StoreReader, version: str) -> LoadedModel:
    return LoadedModel(fetch_model(store, fetch_manifest(store, version)), version)
