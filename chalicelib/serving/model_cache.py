"""The model cache: loads the current model once per process and replaces it if the pointer moves.

Chalice imports `app.py` in each of its commands, so creating a cache has no side effects. A failed
first load is remembered for `RETRY_SECONDS`, so that many requests to a service without a model do
not become as many requests to the store. After the first load, the service keeps the current
model whatever happens to the store: a new model is fetched and checked first, then replaces the
current one in a single assignment.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from chalicelib.errors import FormatError, ServiceError
from chalicelib.manifest import Manifest
from chalicelib.named_tuple import NamedTuple
from chalicelib.serving.model_loader import LoadedModel
from chalicelib.serving.served_model import Servable
from chalicelib.version_names import is_older

if TYPE_CHECKING:
    from chalicelib.serving.trial.on_trial import OnTrial

RETRY_SECONDS = 5.0
KEPT_EVENTS = 100


class Downgrade(NamedTuple):
    """A load that replaced a version by an older one: a rollback, or an attack on the store."""

    before: str
    after: str


Load = Downgrade | str | None
"""What happened: a model was loaded (None), an older one was, or none, for the reason given."""


class ModelCache:
    """Load the model at its first use, keep it, and refresh it from time to time.

    Parameters
    ----------
    fetch
        Fetches and checks the model, or returns None if its tag is still the one passed in.
        Raises `ServiceError` if it cannot.
    refresh_seconds
        How long to wait between two refreshes; 0 disables them, but for `expire`.
    clock
        Returns seconds from a monotonic clock.
    """

    def __init__(
        self,
        fetch: Callable[[str | None], LoadedModel | None],
        refresh_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._refresh_seconds = refresh_seconds or inf
        self._clock = clock
        self._lock = threading.Lock()
        self._current: LoadedModel | None = None
        self._failure: Callable[[], ServiceError] | None = None
        self._next_fetch_at = 0.0
        self._events: deque[Load] = deque(maxlen=KEPT_EVENTS)

    def model(self) -> Servable:
        """Return the model; load it at the first call, refresh it if a refresh is due.

        Raises
        ------
        ServiceError
            If the first load failed; the next attempt is `RETRY_SECONDS` later.
        """
        current = self._current
        if current is None:
            return self._first().model
        if self._clock() >= self._next_fetch_at:
            return self._refreshed(current).model
        return current.model

    def trial(self, model: Servable) -> "OnTrial | None":
        """Return the trial next to a model, or None if another thread has replaced it."""
        current = self._current
        return current.trial if current is not None and current.model is model else None

    def version(self) -> str | None:
        """Return the version of the current model, or None if none is loaded; load nothing."""
        current = self._current
        return None if current is None else current.model.manifest.version

    def accelerated(self) -> bool:
        """Return whether the accelerator scores for the current model; load nothing."""
        current = self._current
        return current is not None and current.model.accelerated

    def warm(self) -> None:
        """Load the model before the first request; a failure is kept for the first request."""
        try:
            self.model()
        except ServiceError:
            return

    def expire(self) -> None:
        """Let the next request refresh the model; if none is loaded, load it."""
        self._next_fetch_at = -inf

    def events(self) -> list[Load]:
        """Return the loads since the last call, each once."""
        events: list[Load] = []
        while self._events:
            events.append(self._events.popleft())
        return events

    def _first(self) -> LoadedModel:
        with self._lock:
            self._current = self._current or self._load()
            return self._current

    def _load(self) -> LoadedModel:
        if self._failure is not None and self._clock() < self._next_fetch_at:
            raise self._failure()
        try:
            loaded = self._fetch(None)
            if loaded is None:
                raise FormatError("the store reports an unchanged model, but none was loaded")
        except ServiceError as exc:
            # Keep the type and the message only: the error's traceback would keep the bytes of the
            # model, and grow with each request that raises it again.
            self._failure = partial(type(exc), str(exc))
            self._events.append(str(exc))
            self._next_fetch_at = self._clock() + RETRY_SECONDS
            raise
        self._loaded(loaded, None)
        self._next_fetch_at = self._clock() + self._refresh_seconds
        return loaded

    def _refreshed(self, current: LoadedModel) -> LoadedModel:
        """Refresh in one thread; the others return the current model without waiting."""
        if not self._lock.acquire(blocking=False):
            return current
        try:
            # Check the time again: another thread may have refreshed just before.
            if self._clock() >= self._next_fetch_at:
                self._current = self._newer(current) or current
            return self._current or current
        finally:
            self._lock.release()

    def _newer(self, current: LoadedModel) -> LoadedModel | None:
        """Return the new model, or None if there is none or it cannot be used."""
        wait_seconds = self._refresh_seconds
        try:
            newer = self._fetch(current.tag)
            if newer is not None:
                _check_classes(current, newer)
                self._loaded(newer, _downgrade(current, newer))
            return newer
        except ServiceError as exc:
            self._events.append(str(exc))
            if wait_seconds == inf:  # `expire` asked for it
                wait_seconds = RETRY_SECONDS
            return None
        finally:
            self._next_fetch_at = self._clock() + wait_seconds

    def _loaded(self, loaded: LoadedModel, event: Downgrade | None) -> None:
        """Note a load, and why its trial could not begin."""
        self._events.append(event)
        if loaded.trial_error is not None:
            self._events.append(loaded.trial_error)


def _downgrade(current: LoadedModel, newer: LoadedModel) -> Downgrade | None:
    """Return the downgrade if the new model's version is older than the current one."""
    before, after = current.model.manifest.version, newer.model.manifest.version
    return Downgrade(before, after) if is_older(after, before) else None


def _check_classes(current: LoadedModel, newer: LoadedModel) -> None:
    """Raise FormatError if a model has other classes, or one label where texts had several."""
    before, after = current.model.manifest, newer.model.manifest
    if before.classes != after.classes:
        raise FormatError(
            f"version {after.version} has the classes {', '.join(after.classes)[:200]}; "
            f"the current model has {', '.join(before.classes)[:200]}: deploy again to change them"
        )
    if before.several != after.several:
        raise FormatError(
            f"version {after.version} gives {_labels(after)} to each text and the current model "
            f"{_labels(before)}: deploy again to change that"
        )


def _labels(manifest: Manifest) -> str:
    return "several labels" if manifest.several else "one label"
