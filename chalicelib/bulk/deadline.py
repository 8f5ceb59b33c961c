"""The time that a step has left, which must end with a message before it is cut off."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from chalicelib.errors import BulkError, FormatError

MARGIN_MILLISECONDS = 5000
EXPRESS_SECONDS = 300
"""How long Step Functions lets an express workflow run, with its repetitions."""

TimeLeft = Callable[[], int]
"""Returns the milliseconds until the step is stopped."""


class Context(Protocol):
    """What a step needs of Lambda's context."""

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds until the function is stopped."""
        ...


def time_left(context: Context, entered: str | None) -> TimeLeft:
    """Return a function of the remaining time: Lambda's or, if it is less, the workflow's.

    Parameters
    ----------
    context
        Lambda's.
    entered
        When an express workflow began, in ISO 8601 with a time zone; None for another one.

    Raises
    ------
    FormatError
        If it is no such time.
    """
    if entered is None:
        return context.get_remaining_time_in_millis
    try:
        began = datetime.fromisoformat(entered)
    except ValueError:
        began = None
    if began is None or began.tzinfo is None:
        raise FormatError(f"event: entered is {entered[:100]!r}; expected a time with its zone")
    end = began.timestamp() + EXPRESS_SECONDS
    return lambda: min(context.get_remaining_time_in_millis(), int(1000 * (end - time.time())))


class Deadline:
    """When a step must end; `advice` says what makes it shorter."""

    def __init__(self, time_left: TimeLeft, advice: str) -> None:
        self._time_left = time_left
        self._advice = advice

    def check(self) -> None:
        """Raise BulkError if too little time is left."""
        left = self._time_left()
        if left < MARGIN_MILLISECONDS:
            raise BulkError(f"out of time: {left} ms left; {self._advice}")
