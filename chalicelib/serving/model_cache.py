"""The cached current model: loaded once per container, and exchanged when the pointer moves.

Chalice imports `app.py` in every one of its commands, so making a predictor touches nothing. A
failed first load is remembered for `RETRY_SECONDS`, so that many requests to a service without a
model do not become as many requests to the store. Afterwards the model in use goes on answering,
whatever happens to the store: a new one is fetched and checked beside it, then takes its place
in one assignment.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

from chalicelib.errors import FormatError, ServiceError
from chalicelib.serving.model_loader import LoadedModel, Servable

RETRY_SECONDS = 5.0
KEPT_EVENTS = 100


class ModelCache:
    """Loads the model when it is first asked for, keeps it, and looks for another at times.

    Parameters
    ----------
    fetch
        Fetches and checks the model, or returns None while its tag is still the given one;
        raises `ServiceError` when it cannot.
    refresh_seconds
        How old the answer to that question may be; 0: it is never asked again.
    clock
        Seconds from a monotonic clock.
    """

    def __init__(
        self,
        fetch: Callable[[str | None], LoadedModel | None],
        refresh_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._refresh_seconds = refresh_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._current: LoadedModel | None = None
        self._failure: ServiceError | None = None
        self._ask_at = 0.0
        self._events: deque[str | None] = deque(maxlen=KEPT_EVENTS)

    def model(self) -> Servable:
        """Return the model; load it where there is none yet, look for another when it is time.

        Raises
        ------
        ServiceError
            Why there is no model yet; the store is asked again `RETRY_SECONDS` later.
        """
        current = self._current
        if current is None:
            return self._first().model
        if self._refresh_seconds and self._clock() >= self._ask_at:
            return self._refreshed(current).model
        return current.model

    def version(self) -> str | None:
        """Return the version that answers now, or None; nothing is loaded."""
        current = self._current
        return None if current is None else current.model.manifest.version

    def warm(self) -> None:
        """Load the model ahead of the first request; a failure is kept for the first request."""
        try:
            self.model()
        except ServiceError:
            return

    def events(self) -> list[str | None]:
        """Return, once each, the loads since the last call: None, or why one failed."""
        found: list[str | None] = []
        while self._events:
            found.append(self._events.popleft())
        return found

    def clear(self) -> None:
        """Forget the model and any failure, so that the next request loads again."""
        with self._lock:
            self._current = self._failure = None

    def _first(self) -> LoadedModel:
        with self._lock:
            self._current = self._current or self._load()
            return self._current

    def _load(self) -> LoadedModel:
        if self._failure is not None and self._clock() < self._ask_at:
            raise self._failure
        try:
            fetched = self._fetch(None)
        except ServiceError as exc:
            self._failure = exc
            self._events.append(str(exc))
            self._ask_at = self._clock() + RETRY_SECONDS
            raise
        if fetched is None:
            raise FormatError("the store says that a model is unchanged that was never read")
        self._events.append(None)
        self._ask_at = self._clock() + self._refresh_seconds
        return fetched

    def _refreshed(self, current: LoadedModel) -> LoadedModel:
        """Let one thread ask for another model; the others go on with the one there is."""
        if not self._lock.acquire(blocking=False):
            return current
        try:
            if self._clock() >= self._ask_at:
                self._current = self._newer(current) or current
            return self._current or current
        finally:
            self._lock.release()

    def _newer(self, current: LoadedModel) -> LoadedModel | None:
        try:
            newer = self._fetch(current.tag)
            if newer is not None:
                _check_classes(current, newer)
                self._events.append(None)
            return newer
        except ServiceError as exc:
            self._events.append(str(exc))
            return None
        finally:
            self._ask_at = self._clock() + self._refresh_seconds


def _check_classes(current: LoadedModel, newer: LoadedModel) -> None:
    """Refuse a model that would answer other labels than its clients know."""
    before, after = current.model.manifest.classes, newer.model.manifest.classes
    if before != after:
        raise FormatError(
            f"version {newer.model.manifest.version} has the classes {', '.join(after)[:200]}; "
            f"the one in use has {', '.join(before)[:200]}: deploy anew to change them"
        )
