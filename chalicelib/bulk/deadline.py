"""The time that Lambda leaves a step, which must end with a message before it is cut off."""

from typing import Protocol

from chalicelib.errors import BulkError

MARGIN_MILLISECONDS = 5000


class Context(Protocol):
    """What a step needs of Lambda's context."""

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds until the function is stopped."""
        ...


class Deadline:
    """When a step must end; `advice` says what makes it shorter."""

    def __init__(self, context: Context, advice: str) -> None:
        self._context = context
        self._advice = advice

    def check(self) -> None:
        """Raise BulkError if too little time is left."""
        left = self._context.get_remaining_time_in_millis()
        if left < MARGIN_MILLISECONDS:
            raise BulkError(f"time runs out: {left} ms are left; {self._advice}")
