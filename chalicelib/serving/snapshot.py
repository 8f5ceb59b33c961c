"""What a process must do after Lambda's SnapStart has restored it from a snapshot.

A snapshot is taken once, after `app.py` has loaded the model, and each process that starts later is
a copy of it, perhaps weeks later. The model may be an old one by then: the monotonic clock stood
still, so no refresh is due. And all copies would draw the same random numbers: `http.client`, which
fetched the credentials, has imported `random`, which then has its seed. Nothing else is stale:
credentials have a date, and each read from S3 opens its own connection.
"""

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.serving.model_cache import ModelCache


def watch(model_cache: "ModelCache") -> None:
    """Let Lambda call `restored` after each restore; only its runtime has the module for it."""
    from snapshot_restore_py import register_after_restore

    register_after_restore(restored, model_cache)


def restored(model_cache: "ModelCache") -> None:
    """Let the next request refresh the model, and draw other random numbers than other copies."""
    random.seed()
    model_cache.expire()
