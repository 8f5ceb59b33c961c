"""A cache of a function's results that is bounded in size and in time.

Standard library only, see `chalicelib.scoring.artifact`.
"""

import time
from collections.abc import Callable, Sized
from math import inf
from typing import TypeVar

Key = TypeVar("Key", bound=Sized)
Result = TypeVar("Result")


class BoundedCache(dict[Key, Result]):
    """The results of a function by its argument, computed on first access.

    A full cache is emptied, and `empty_if_old` empties it every `max_seconds`. A key is not cached
    if it is longer than `max_key_length` or `is_private`. What `keep` was given stays, and does not
    count towards `max_entries`. Threads may share a cache: an entry is complete when it is stored,
    and may be computed twice. `compute` may be replaced by a function with the same results.

    >>> lengths = BoundedCache(len, max_entries=2, max_key_length=3)
    >>> [lengths[word] for word in ("see", "you", "there")], dict(lengths)
    ([3, 3, 5], {'see': 3, 'you': 3})
    """

    def __init__(
        self,
        compute: Callable[[Key], Result],
        max_entries: int,
        max_key_length: int,
        is_private: Callable[[Key], bool] = lambda _: False,
        max_seconds: float = inf,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self.compute = compute
        self._kept: dict[Key, Result] = {}
        self._max_entries = max_entries
        self._max_key_length = max_key_length
        self._is_private = is_private
        self._max_seconds = max_seconds
        self._clock = clock
        self._empty_at = clock() + max_seconds

    def keep(self, key: Key) -> None:
        """Compute a result that stays; the key must not be private."""
        if key not in self._kept:
            self._max_entries += 1
        self._kept[key] = self[key] = self.compute(key)

    def empty(self) -> None:
        """Forget all results but those that stay."""
        self.clear()
        self.update(self._kept)

    def empty_if_old(self) -> None:
        """Empty the cache if that was last done `max_seconds` ago or earlier."""
        now = self._clock()
        if now >= self._empty_at:
            self.empty()
            self._empty_at = now + self._max_seconds

    def __missing__(self, key: Key) -> Result:
        """Compute, and usually store, what is not cached."""
        result = self.compute(key)
        if len(key) <= self._max_key_length and not self._is_private(key):
            if len(self) >= self._max_entries:
                self.empty()
            self[key] = result
        return result
