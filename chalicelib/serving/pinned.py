"""Pin the promoted version, and load it again by its pin even if another is promoted later.

A bulk job runs in many processes and for hours; all of them use the version and the policy that
were promoted when it was planned. A pin holds the policy's whole document, as the pointer does.
"""

from chalicelib import strict_json
from chalicelib.errors import BulkError, NotInStoreError
from chalicelib.named_tuple import NamedTuple
from chalicelib.pointer import (
    MAX_POINTER_BYTES,
    POINTER_KEY,
    NamedPolicy,
    named_policy,
    read_pointer,
)
from chalicelib.registry.fetch import fetch_manifest
from chalicelib.serving.model_loader import ModelLoader
from chalicelib.serving.served_model import Servable
from chalicelib.version_names import is_version


class Pin(NamedTuple):
    """A version, and the policy in force with it, or None."""

    version: str
    policy: NamedPolicy | None = None


class PinnedModels:
    """Finds the current pin, and keeps the model of the last one asked for.

    Parameters
    ----------
    loader
        Loads and checks models; it keeps the promoted one, which is not loaded twice.
    version
        The version that the settings name, or None for the promoted one.
    """

    def __init__(self, loader: ModelLoader, version: str | None) -> None:
        self._loader = loader
        self._version = version
        self._kept: tuple[bytes, Servable] | None = None

    def current(self) -> Pin:
        """Return the pin of the model that the service would load now.

        Raises
        ------
        ServiceError
            If the store cannot be read, or a check fails.
        """
        if self._version is not None:
            return Pin(self._version)
        try:
            raw = self._loader.store().read(POINTER_KEY, MAX_POINTER_BYTES)
        except NotInStoreError:
            return Pin(self._pickled().manifest.version)
        pointer = read_pointer(raw)
        return Pin(pointer.manifest.version, pointer.policy)

    def model(self, pin: Pin) -> Servable:
        """Return the model of a pin under its policy.

        Raises
        ------
        ServiceError
            If the store cannot be read, or a check fails: digests, signatures, or whether the
            policy can be applied to the model.
        BulkError
            If the version is one of pickles, and other pickles are in the store now.
        """
        name = strict_json.canonical([pin.version, pin.policy and pin.policy.document])
        if self._kept is None or self._kept[0] != name:
            self._kept = None  # so that two models are in memory, never three
            self._kept = name, self._loader.governed(self._checked(pin.version), pin.policy)
        return self._kept[1]

    def _checked(self, version: str) -> Servable:
        if is_version(version):
            return self._loader.checked(fetch_manifest(self._loader.store(), version))
        found = self._pickled()
        if found.manifest.version != version:
            raise BulkError(
                f"found the version {found.manifest.version}; expected {version}, the pickles that "
                "the job was planned with"
            )
        return found

    def _pickled(self) -> Servable:
        """Return the model of a store without a pointer: pickles, if they may be loaded."""
        loaded = self._loader.fetch(None)
        assert loaded is not None  # noqa: S101 - without a tag, it is never unchanged
        return loaded.model


def pinned_policy(document: object, where: str) -> NamedPolicy | None:
    """Return the policy of a stored pin; raises `FormatError` if it is none."""
    return None if document is None else named_policy(document, where)
