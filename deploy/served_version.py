"""The version that a stage will serve: the pinned one or the promoted one, and whether it may."""

from chalicelib.errors import FormatError, NotInStoreError
from chalicelib.pointer import MAX_POINTER_BYTES, POINTER_KEY, read_pointer
from chalicelib.registry.fetch import fetch_manifest
from chalicelib.registry.signature import Signable, check_signed
from chalicelib.settings import read_settings
from chalicelib.store.opening import open_reader
from deploy.configuration.stages import Stage
from deploy.errors import DeployError


def served_version(stage: Stage) -> str | None:
    """Return the version that a stage will serve, or None if none is promoted.

    Raises
    ------
    StoreError
        If the store cannot be read or does not hold the pinned version.
    DeployError
        If the service would refuse the version or its policy, as not signed with the stage's key.
    """
    store, settings = open_reader(stage.models), read_settings(stage.environ)
    signed: list[Signable]
    if settings.model_version is not None:
        signed = [manifest := fetch_manifest(store, settings.model_version)]
    else:
        try:
            pointer = read_pointer(store.read(POINTER_KEY, MAX_POINTER_BYTES))
        except NotInStoreError:
            return None
        manifest = pointer.manifest
        signed = [manifest, *([] if pointer.policy is None else [pointer.policy])]
    try:
        for each in signed if settings.model_public_key else ():
            check_signed(store, each, settings.model_public_key)
    except FormatError as exc:
        raise DeployError(
            f"stage {stage.name!r} has MODEL_PUBLIC_KEY and would serve nothing: {exc}; "
            "publish and promote a signed version first"
        ) from exc
    return manifest.version
