"""Load the model that the settings select: a pinned version, the promoted one, or pickles."""

from typing import NamedTuple

from chalicelib.errors import NotInStoreError
from chalicelib.manifest import MAX_BYTES, POINTER_KEY, Manifest, read_pointer
from chalicelib.registry.fetch import fetch_manifest, fetch_model
from chalicelib.serving.served_model import Servable, ServedModel
from chalicelib.settings import Settings
from chalicelib.store.base import StoreReader
from chalicelib.store.opening import open_reader


class LoadedModel(NamedTuple):
    """A checked model and its tag; a fetch with the same tag returns None."""

    model: Servable
    tag: str


class ModelLoader:
    """Fetches the model that the settings select; the first fetch opens the store."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store: StoreReader | None = None

    def fetch(self, tag: str | None) -> LoadedModel | None:
        """Fetch the model, or return None if its tag is still the one of an earlier fetch.

        Raises
        ------
        ServiceError
            If the store cannot be read or a check fails.
        """
        store = self._store = self._store or open_reader(self._settings.model_uri)
        version = self._settings.model_version
        if version is not None:
            if tag == version:
                return None
            return self._load(store, fetch_manifest(store, version), version)
        try:
            pointer = store.read_changed(POINTER_KEY, MAX_BYTES, tag)
        except NotInStoreError as exc:
            # Imported here because only the tutorial's own bucket needs it.
            from chalicelib.registry.tutorial_pickles import fetch_pickled

            pickled = fetch_pickled(store, self._settings.allow_pickle, tag, exc)
            return (
                None
                if pickled is None
                else LoadedModel(ServedModel(pickled), pickled.manifest.version)
            )
        if pointer is None:
            return None
        return self._load(store, read_pointer(pointer.raw).manifest, pointer.tag)

    def _load(self, store: StoreReader, manifest: Manifest, tag: str) -> LoadedModel:
        model = fetch_model(store, manifest, self._settings.model_public_key)
        return LoadedModel(ServedModel(model), tag)
