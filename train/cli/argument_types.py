"""What the options of the commands accept; anything else is refused with what is accepted."""

from argparse import ArgumentTypeError
from pathlib import Path
from typing import TypeVar

Number = TypeVar("Number", int, float)


def local_path(value: str) -> Path:
    """Read a path on this machine; an empty one would be the current directory."""
    if not value.strip() or "://" in value:
        raise ArgumentTypeError(f"{value!r} is no path on this machine")
    return Path(value)


def share(value: str) -> float:
    """Read a share of the texts, a fraction."""
    return _number(value, float, 0.0, 0.5)


def cost(value: str) -> float:
    """Read how many mistakes of one kind one of the other is worth."""
    return _number(value, float, 0.001, 1e6)


def mistakes(value: str) -> int:
    """Read how many mistakes to show."""
    return _number(value, int, 0, 1000)


def repeats(value: str) -> int:
    """Read how often to repeat."""
    return _number(value, int, 1, 100)


def folds(value: str) -> int:
    """Read a number of folds."""
    return _number(value, int, 2, 100)


def folds_or_none(value: str) -> int:
    """Read a number of folds, or 0 for none."""
    try:
        return 0 if value == "0" else folds(value)
    except ArgumentTypeError as exc:
        raise ArgumentTypeError(f"{exc}, or 0") from exc


def _number(value: str, kind: type[Number], least: Number, most: Number) -> Number:
    try:
        number = kind(value)
    except ValueError:
        number = most + 1
    noun = "whole number" if kind is int else "number"
    if not least <= number <= most:
        raise ArgumentTypeError(f"found {value!r}; accepted is a {noun} from {least} to {most}")
    return number
