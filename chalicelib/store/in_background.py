"""Make one call in a thread and keep its result or its error."""

from collections.abc import Callable
from functools import partial
from threading import Thread
from typing import Generic, TypeVar

from chalicelib.errors import ServiceError, StoreError

Fetched = TypeVar("Fetched")


class InBackground(Thread, Generic[Fetched]):
    """A thread that makes one call.

    `concurrent.futures` does the same, but importing it takes a fortieth of a cold start.
    """

    def __init__(self, about: str, call: Callable[[], Fetched]) -> None:
        super().__init__(daemon=True)  # a process that stops does not wait for S3
        self._call = call
        self._results: list[Fetched] = []
        # Not the error itself: its traceback would refer to this thread, and such a cycle keeps the
        # bytes until the garbage collector runs.
        self._error: Callable[[], ServiceError] = partial(
            StoreError, f"{about}: a fetch did not finish"
        )

    def run(self) -> None:
        """Make the call and keep its result or the error."""
        try:
            self._results.append(self._call())
        except ServiceError as exc:
            self._error = partial(type(exc), str(exc))

    def result(self) -> Fetched:
        """Return the result or raise the error; call it after `join`."""
        for result in self._results:
            return result
        raise self._error()
