"""How reading tells the user what it chose and what it left out."""

from collections.abc import Callable

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
