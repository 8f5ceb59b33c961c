"""Steps that are taken after texts, so that later texts take less time.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Iterator
from threading import Lock


class LaterSteps:
    """Steps that threads take in turn: one thread at a time, and the others do not wait.

    >>> steps = LaterSteps(iter([None, None]))
    >>> [steps.take() for _ in range(4)]
    [True, True, False, False]
    """

    __slots__ = ("_lock", "_steps")

    def __init__(self, steps: Iterator[None]) -> None:
        self._steps = steps
        self._lock = Lock()

    def take(self) -> bool:
        """Take a step, unless another thread is taking one; return whether any may be left."""
        if not self._lock.acquire(blocking=False):
            return True
        try:
            next(self._steps)
        except StopIteration:
            return False
        else:
            return True
        finally:
            self._lock.release()
