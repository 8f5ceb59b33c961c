"""Parse the values of options; each error names what was found and what is expected."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Number = TypeVar("Number", int, float)


def local_path(value: str) -> Path:
    """Parse a local path; an empty one is refused because it would be the current directory."""
    if not value.strip() or "://" in value:
        raise ArgumentTypeError(f"found {value!r}; expected a local path")
    return Path(value)


def reporter(value: str) -> str:
    """Parse a reporter's name or digest."""
    if not value.strip():
        raise ArgumentTypeError(f"found {value!r}; expected a reporter's name or digest")
    return value


def share(value: str) -> float:
    """Parse a share of the texts, a fraction."""
    return _number(value, float, 0.0, 0.5)


def probability(value: str, largest: float = 0.999999) -> float:
    """Parse a probability that a text can be above or below."""
    return _number(value, float, 0.000001, largest)


def band(value: str) -> float:
    """Parse how far a canary may move the share of a label."""
    return _number(value, float, 0.001, 0.999)


def cost(value: str) -> float:
    """Parse how many missed spam texts are as bad as one blocked ham text."""
    return _number(value, float, 0.001, 1e6)


def mistakes(value: str) -> int:
    """Parse the number of mistakes to show."""
    return _number(value, int, 0, 1000)


def epochs(value: str) -> int:
    """Parse how often a stream of texts is read."""
    return _number(value, int, 1, 100)


def terms(value: str) -> int:
    """Parse the number of terms that a model keeps."""
    return _number(value, int, 100, 10**6)


def kept(value: str) -> int:
    """Parse the number of versions to keep."""
    return _number(value, int, 0, 10**6)


def days(value: str) -> int:
    """Parse a number of days."""
    return _number(value, int, 0, 36_500)


def at_most(largest: int) -> Callable[[str], int]:
    """Return a function that parses a number of texts, which may be 0."""
    return lambda value: _number(value, int, 0, largest)


def repeats(value: str) -> int:
    """Parse the number of repeats."""
    return _number(value, int, 1, 100)


def processes(value: str) -> int:
    """Parse a number of processes."""
    return _number(value, int, 1, 1000)


def folds(value: str) -> int:
    """Parse a number of folds."""
    return _number(value, int, 2, 100)


def folds_or_none(value: str) -> int:
    """Parse a number of folds, or 0 for no cross-validation."""
    try:
        return 0 if value == "0" else folds(value)
    except ArgumentTypeError as exc:
        raise ArgumentTypeError(f"{exc}, or 0") from exc


def _number(value: str, kind: type[Number], smallest: Number, largest: Number) -> Number:
    try:
        number = kind(value)
    except ValueError:
        number = largest + 1
    noun = "whole number" if kind is int else "number"
    # NaN is refused, too: every comparison with it is false.
    if not smallest <= number <= largest:
        limits = f"from {_plain(smallest)} to {_plain(largest)}"
        raise ArgumentTypeError(f"found {value!r}; expected a {noun} {limits}")
    return number


def _plain(number: float) -> str:
    """Return a number as people write it.

    >>> _plain(0.000001), _plain(0.0), _plain(1e6)
    ('0.000001', '0', '1,000,000')
    """
    shown = f"{number:,f}" if isinstance(number, float) else f"{number:,}.0"
    return shown.rstrip("0").removesuffix(".")
