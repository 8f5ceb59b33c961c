"""Load the model that the settings select: a pinned version, the promoted one, or pickles.

With the promoted version come the policy in force and the version on trial, if there are any.
"""

from typing import TYPE_CHECKING

from chalicelib.errors import NotInStoreError, ServiceError
from chalicelib.manifest import Manifest
from chalicelib.named_tuple import NamedTuple
from chalicelib.pointer import MAX_POINTER_BYTES, POINTER_KEY, Pointer, read_pointer
from chalicelib.registry.fetch import fetch_manifest, fetch_model, shipped_model
from chalicelib.serving.served_model import Servable, ServedModel
from chalicelib.settings import Settings
from chalicelib.store.base import StoreReader
from chalicelib.store.opening import open_reader
from chalicelib.store.read_ahead import ReadAhead

if TYPE_CHECKING:
    from chalicelib.pointer import NamedPolicy, Trial
    from chalicelib.scoring.model import Model
    from chalicelib.serving.trial.on_trial import OnTrial


class LoadedModel(NamedTuple):
    """A checked model and its tag; a fetch with the same tag returns None.

    `trial` is the candidate next to the model, if there is one. `trial_error` says why it could not
    begin; then there is no tag, so the next fetch tries again.
    """

    model: Servable
    tag: str | None
    trial: "OnTrial | None" = None
    trial_error: str | None = None


class ModelLoader:
    """Fetches the model that the settings select, from `store` or the one that they name.

    Without `store`, the first fetch opens it. If it is reading ahead, the first fetch first builds
    the model that the package contains, which is usually the one that will be promoted.
    """

    def __init__(self, settings: Settings, store: StoreReader | None = None) -> None:
        self._settings = settings
        self._store = store
        # The models of the last pointer by version: if only the policy or the trial changed, the
        # artifacts are not fetched again.
        self._models: dict[str, Servable] = {}
        self._trial: OnTrial | None = None
        self._ahead: Model | None = None

    def fetch(self, tag: str | None) -> LoadedModel | None:
        """Fetch the model, or return None if its tag is still the one of an earlier fetch.

        Raises
        ------
        ServiceError
            If the store cannot be read or a check fails.
        """
        if isinstance(self._store, ReadAhead) and self._store.is_reading:
            self._ahead = shipped_model()
        try:
            return self._fetched(tag)
        finally:
            self._ahead = None

    def _fetched(self, tag: str | None) -> LoadedModel | None:
        store = self.store()
        version = self._settings.model_version
        if version is not None:
            if tag == version:
                return None
            return LoadedModel(self.checked(fetch_manifest(store, version)), version)
        try:
            pointer = store.read_changed(POINTER_KEY, MAX_POINTER_BYTES, tag)
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
            if self._trial is not None:
                self._trial.refresh()
            return None
        return self._promoted(read_pointer(pointer.raw), pointer.tag)

    def store(self) -> StoreReader:
        """Return the store; the first call opens it, and raises as `open_reader`."""
        self._store = self._store or open_reader(self._settings.model_uri)
        return self._store

    def _promoted(self, pointer: Pointer, tag: str) -> LoadedModel:
        """Return the promoted model under its policy, with what is on trial next to it."""
        promoted = self.checked(pointer.manifest)
        models = {pointer.manifest.version: promoted}
        loaded = LoadedModel(self.governed(promoted, pointer.policy), tag)
        if pointer.trial is not None:
            try:
                loaded = self._on_trial(loaded, pointer.trial, models)
            except ServiceError as exc:
                loaded = loaded._replace(tag=None, trial_error=f"trial: {exc}")
        self._models, self._trial = models, loaded.trial
        return loaded

    def _on_trial(
        self, loaded: LoadedModel, trial: "Trial", models: dict[str, Servable]
    ) -> LoadedModel:
        """Add what is on trial to a loaded model, and its model to the models."""
        # Imported here because most pointers have no trial.
        from chalicelib.serving.trial.on_trial import on_trial

        candidate = models[trial.manifest.version] = self.checked(trial.manifest)
        candidate = self.governed(candidate, trial.policy)
        reports_uri = self._settings.reports_uri
        return loaded._replace(trial=on_trial(loaded.model, candidate, trial, reports_uri))

    def checked(self, manifest: Manifest) -> Servable:
        """Return the model of a version, whose digests and signature are checked.

        Raises
        ------
        ServiceError
            If the store cannot be read or a check fails.
        """
        kept = self._models.get(manifest.version)
        if kept is not None:
            return kept
        keys = self._settings.model_public_key
        return ServedModel(fetch_model(self.store(), manifest, keys, self._ahead))

    def governed(self, model: Servable, policy: "NamedPolicy | None") -> Servable:
        """Return a model under a policy, whose signature is checked; raises as `checked`."""
        if policy is None:
            return model
        # Imported here because many stores have no policy.
        from chalicelib.policy.governed import governed

        return governed(model, policy, self.store(), self._settings.model_public_key)
