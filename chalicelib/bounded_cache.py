"""A cache of a function's results that is bounded in size.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Callable, Sized
from typing import TypeVar

Key = TypeVar("Key", bound=Sized)
Result = TypeVar("Result")


class BoundedCache(dict[Key, Result]):
    """The results of a function by its argument, computed on first access.

    A full cache is emptied; a key longer than `max_key_length` is not cached. Threads may share it:
    an entry is complete when it is stored, and may be computed twice.

    >>> lengths = BoundedCache(len, max_entries=2, max_key_length=3)
    >>> [lengths[word] for word in ("see", "you", "there")], dict(lengths)
    ([3, 3, 5], {'see': 3, 'you': 3})
    """

    def __init__(
        self, compute: Callable[[Key], Result], max_entries: int, max_key_length: int
    ) -> None:
        super().__init__()
        self._compute = compute
        self._max_entries = max_entries
        self._max_key_length = max_key_length

    def __missing__(self, key: Key) -> Result:
        """Compute, and usually store, what is not cached."""
        result = self._compute(key)
        if len(key) <= self._max_key_length:
            if len(self) >= self._max_entries:
                self.clear()
            self[key] = result
        return result
