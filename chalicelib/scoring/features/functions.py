"""Functions of single numbers, which make 0 of 0: nodes of the features.

Standard library only, see `chalicelib.scoring.artifact`.
"""

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from chalicelib.strict_json import Record

LARGEST_LOGARITHM = 1e3
"""The largest logarithm of a float, with or without its sign, and more than that."""
LARGEST_SQUARE = 1e124

FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    "abs": abs,
    "log1p": lambda value: math.log1p(value) if value > -1.0 else 0.0,
    "sqrt": lambda value: math.sqrt(value) if value > 0.0 else 0.0,
    "square": lambda value: min(value * value, LARGEST_SQUARE),
    "sublinear": lambda value: 1.0 + math.log(value) if value > 0.0 else 0.0,
    "sign": lambda value: (value > 0.0) - (value < 0.0) + 0.0,
    "sin": math.sin,
    "tanh": math.tanh,
}
_LARGEST = {"sign": 1.0, "sin": 1.0, "tanh": 1.0, "square": LARGEST_SQUARE}
FIELDS = ("above", "clip", "wave")
"""The functions with numbers of their own."""


class Function(NamedTuple):
    """A function, and the largest number that it makes, with or without its sign."""

    largest: float
    function: Callable[[float], float]


def read_function(kind: str, record: Record, largest: float) -> Function:
    """Read a function of numbers whose magnitude is at most `largest`.

    Raises
    ------
    FormatError
        If a number of its own breaks a rule of docs/format-2.md.
    """
    if kind == "clip":
        low, high = record.number("low"), record.number("high")
        if not low <= 0.0 <= high:
            raise record.error(f"found {low} to {high}; expected a range that contains 0")
        return Function(largest, partial(_clipped, low, high))
    if kind == "above":
        threshold = record.number("threshold")
        if threshold < 0.0:
            raise record.error(f"found the threshold {threshold}; expected 0 or more")
        return Function(1.0, partial(_is_above, threshold))
    if kind == "wave":
        frequency, phase = record.number("frequency"), record.number("phase")
        return Function(max(largest, 1.0), partial(_wave, frequency, phase))
    return Function(_LARGEST.get(kind, max(largest, LARGEST_LOGARITHM)), FUNCTIONS[kind])


def _clipped(low: float, high: float, value: float) -> float:
    return min(max(value, low), high)


def _is_above(threshold: float, value: float) -> float:
    return float(value > threshold)


def _wave(frequency: float, phase: float, value: float) -> float:
    """Return the square root times a sine of the logarithm; an angle that overflows counts as 0."""
    if value <= 0.0:
        return 0.0
    angle = frequency * math.log(value) + phase
    return math.sqrt(value) * math.sin(angle) if math.isfinite(angle) else 0.0
