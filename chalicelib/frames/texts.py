"""Tell what a row of a column holds: a text, nothing, or what is refused."""

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from chalicelib.errors import ColumnError

_MISSING = ("NoneType", "NAType", "NaTType")
"""The types of None and of what pandas has in its place; pandas need not be installed."""


def checked_text(value: object) -> str | None:
    """Return a text, or None if it is missing: None, NaN, NaT, NA or nothing but white space.

    Raises
    ------
    ColumnError
        If the value is neither; the message has its type, never the value.

    Examples
    --------
    >>> checked_text("see you"), checked_text("  "), checked_text(float("nan"))
    ('see you', None, None)
    """
    if isinstance(value, str):
        return value if value.strip() else None
    if type(value).__name__ in _MISSING or _differs_from_itself(value):
        return None
    raise ColumnError(f"found a value of type {type(value).__name__}; expected a string")


def each(function: Callable[[object], Any], texts: Iterable[object]) -> list[Any]:
    """Apply a function to each text.

    Raises
    ------
    ColumnError
        If `texts` is a single string or no iterable, or if the function raises it; then the message
        begins with the place of the text, counted from 0.
    """
    if isinstance(texts, str):
        raise ColumnError("found one string; expected a list or a column of them")
    if not isinstance(texts, Iterable):
        raise ColumnError(
            f"found a value of type {type(texts).__name__}; expected a list or a column of strings"
        )
    results: list[Any] = []
    try:
        for text in texts:
            results.append(function(text))
    except ColumnError as exc:
        raise ColumnError(f"row {len(results)}: {exc}") from None
    return results


def _differs_from_itself(value: object) -> bool:
    """Return whether a value is NaN or NaT, of any library: nothing else differs from itself.

    An array compares its elements, so a column of lists would not be refused; it has no hash.
    """
    if not isinstance(value, Hashable):
        return False
    try:
        return bool(value != value)
    except (TypeError, ValueError, ArithmeticError):  # the last from Decimal("sNaN")
        return False
