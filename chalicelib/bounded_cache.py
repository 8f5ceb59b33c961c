"""A bounded memory of what a function has made.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Callable, Sized
from typing import TypeVar

Key = TypeVar("Key", bound=Sized)
Made = TypeVar("Made")


class BoundedCache(dict[Key, Made]):
    """What a function makes of a key, by key: made when it is first asked for.

    When `most` are remembered all are forgotten; a key longer than `longest` never is. Threads may
    share it: an entry is complete when it is made, and may be made twice.

    >>> lengths = BoundedCache(len, most=2, longest=3)
    >>> [lengths[word] for word in ("see", "you", "there")], dict(lengths)
    ([3, 3, 5], {'see': 3, 'you': 3})
    """

    def __init__(self, make: Callable[[Key], Made], most: int, longest: int) -> None:
        super().__init__()
        self._make = make
        self._most = most
        self._longest = longest

    def __missing__(self, key: Key) -> Made:
        """Make what is not remembered."""
        made = self._make(key)
        if len(key) <= self._longest:
            if len(self) >= self._most:
                self.clear()
            self[key] = made
        return made
