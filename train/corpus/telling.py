"""How reading tells the user what it chose and what it left out."""

from collections import Counter
from collections.abc import Callable

from train.counted import counted

Tell = Callable[[str], None]
"""Takes one line for the user, such as the encoding that was detected."""


def tell_nobody(line: str) -> None:
    """Ignore a line; the default where no user is watching."""


def some(names: list[str], limit: int = 5) -> str:
    """Join names, the first few only.

    >>> some(["a", "b", "c"], limit=2)
    'a, b and 1 more'
    """
    shown = ", ".join(names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit} more"


class ToldOnce:
    """Tells once what is the same of many files, such as their encoding, and counts the others.

    >>> once = ToldOnce()
    >>> for name in ("a.txt", "b.txt", "c.txt"):
    ...     once.of(name, print)(f"{name}: read as cp1252")
    a.txt: read as cp1252
    >>> once.tell_others(print)
    2 other files, too: read as cp1252
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def of(self, name: str, tell: Tell) -> Tell:
        """Return how to tell what is found in a file."""

        def once(line: str) -> None:
            found = line.removeprefix(f"{name}: ")
            self._counts[found] += 1
            if self._counts[found] == 1:
                tell(line)

        return once

    def tell_others(self, tell: Tell) -> None:
        """Tell of how many other files the same was found."""
        for found, count in self._counts.items():
            if count > 1:
                tell(f"{counted(count - 1, 'other file')}, too: {found}")
