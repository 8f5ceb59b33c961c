"""Turn the thresholds of a classifier's features into thresholds of the run-time columns.

A tree asks whether round(scale x + shift) is at most its threshold, where round is to 32 bits or
does nothing. As a function of the column x this is monotone, so it is x <= t or x > t for one t,
which is found exactly. The result is the same for each x, whatever the rounding does.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chalicelib.scoring.artifact import LARGEST_NUMBER
from train.export.space import Space

Floats = NDArray[np.float64]

_ALL_BUT_SIGN = np.int64(2**63 - 1)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """For each node its column, and the threshold t: it goes left if x <= t.

    Where `swapped` is true, it goes right if x <= t, because the feature falls as x rises. If
    `float32` is true, x is rounded to 32 bits first.
    """

    column: NDArray[np.int64]
    threshold: Floats
    swapped: NDArray[np.bool_]
    float32: bool


def column_thresholds(
    feature: NDArray[np.int64], threshold: Floats, space: Space, float32: bool
) -> Thresholds:
    """Return the thresholds of the columns; `feature` is -1 at a leaf, whose result means nothing.

    `float32` is whether the library rounds the features to 32 bits.
    """
    inner = np.maximum(feature, 0)
    column, scale, shift = space.columns[inner], space.scale[inner], space.shift[inner]
    same = (scale == 1.0) & (shift == 0.0)
    nowhere = np.zeros(len(feature), dtype=np.bool_)
    if (same | (feature < 0)).all():
        rounded = float32_floor(threshold) if float32 else threshold
        return Thresholds(column, rounded, nowhere, float32)
    falling = scale < 0

    def at_most(x: Floats) -> NDArray[np.bool_]:
        with np.errstate(over="ignore"):
            seen = x * scale + shift
            return (seen.astype(np.float32) if float32 else seen) <= threshold

    # The last x with the result of the lowest number: true if the feature rises, false if it falls.
    found = last(lambda x: at_most(x) != falling, len(feature))
    return Thresholds(column, found, falling, False)


def float32_floor(values: Floats) -> Floats:
    """Return the highest numbers of 32 bits that are not above these.

    >>> float32_floor(np.array([0.5, 0.1])) <= [0.5, 0.1]
    array([ True,  True])
    """
    with np.errstate(over="ignore"):
        rounded = values.astype(np.float32)
        lower = np.nextafter(rounded, np.float32(-np.inf))
    return np.where(rounded.astype(np.float64) > values, lower, rounded).astype(np.float64)


def last(holds: Callable[[Floats], NDArray[np.bool_]], count: int) -> Floats:
    """Return the highest x, from -1e50 to 1e50, for which a condition holds that holds below it.

    The bits of numbers above 0, read as integers, are in the order of the numbers; `_number` also
    orders those below 0. So 64 halvings find the very last bit.
    """
    low = np.full(count, _order(np.array([-LARGEST_NUMBER]))[0])
    high = np.full(count, _order(np.array([LARGEST_NUMBER]))[0])
    for _ in range(64):
        middle = (low >> 1) + (high >> 1) + (low & high & 1)
        held = holds(_number(middle))
        low, high = np.where(held, middle, low), np.where(held, high, middle)
    return _number(low)


def _order(numbers: Floats) -> NDArray[np.int64]:
    bits = numbers.view(np.int64)
    return np.where(bits < 0, bits ^ _ALL_BUT_SIGN, bits)


def _number(order: NDArray[np.int64]) -> Floats:
    return np.where(order < 0, order ^ _ALL_BUT_SIGN, order).view(np.float64)
