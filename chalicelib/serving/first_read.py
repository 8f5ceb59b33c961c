"""Begin the first read of a cold start, before `app.py` imports the rest of the service.

S3 takes about as long to respond as Python takes to import Chalice and the scoring code, so a cold
start waits for the longer of the two, not for both. This module imports as little as it can.
"""

from chalicelib.errors import ServiceError
from chalicelib.manifest import MAX_BYTES
from chalicelib.pointer import MAX_POINTER_BYTES, POINTER_KEY
from chalicelib.settings import Settings
from chalicelib.store.opening import open_reader
from chalicelib.store.read_ahead import ReadAhead
from chalicelib.version_names import version_key


def begin_first_read(settings: Settings) -> ReadAhead | None:
    """Return the store with the read that loading a model starts with already begun.

    None means that the store cannot be opened. The model loader then tries, and says why.
    """
    version = settings.model_version
    try:
        store = open_reader(settings.model_uri)
    except ServiceError:
        return None
    if version is not None:
        return ReadAhead(store, version_key(version, "manifest.json"), MAX_BYTES)
    return ReadAhead(store, POINTER_KEY, MAX_POINTER_BYTES)
