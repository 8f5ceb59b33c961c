"""The cached current model: loaded once per container, on first use or during Lambda's init.

Chalice imports `app.py` in every one of its commands, so making a predictor touches nothing. A
failed load does not break the import either: it is remembered for `RETRY_SECONDS`, so that many
requests to a service without a model do not become as many requests to the store.
"""

import logging
import threading
import time
from collections.abc import Callable

from chalicelib.errors import ServiceError
from chalicelib.model import Model

RETRY_SECONDS = 5.0

_log = logging.getLogger(__name__)


class Predictor:
    """Loads the model when it is first asked for, and keeps it.

    Parameters
    ----------
    load
        Fetches and checks the model; raises `ServiceError` when it cannot.
    clock
        Seconds from a monotonic clock.
    """

    def __init__(self, load: Callable[[], Model], clock: Callable[[], float] = time.monotonic):
        self._load = load
        self._clock = clock
        self._lock = threading.Lock()
        self._model: Model | None = None
        self._failure: ServiceError | None = None
        self._retry_at = 0.0

    def model(self) -> Model:
        """Return the model, loading it first where there is none yet.

        Raises
        ------
        ServiceError
            Why there is no model; the store is asked again `RETRY_SECONDS` later.
        """
        return self._model or self._loaded()

    def warm(self) -> None:
        """Load the model ahead of the first request; a failure is logged and kept for it."""
        try:
            self.model()
        except ServiceError as exc:
            _log.warning("no model at the start: %s", exc)

    def clear(self) -> None:
        """Forget the model and any failure, so that the next request loads again."""
        with self._lock:
            self._model = self._failure = None

    def _loaded(self) -> Model:
        with self._lock:
            self._model = self._model or self._attempt()
            return self._model

    def _attempt(self) -> Model:
        if self._failure is not None and self._clock() < self._retry_at:
            raise self._failure
        try:
            return self._load()
        except ServiceError as exc:
            self._failure = exc
            self._retry_at = self._clock() + RETRY_SECONDS
            raise
