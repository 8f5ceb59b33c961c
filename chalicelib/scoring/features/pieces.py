"""The node "pieces": functions of single columns, linear in pieces.

Function i is of column `column_i`. Its knots are `at`, in ascending order. At a knot it is `value`;
between two it goes in a straight line from the `right` of the lower one to the `left` of the
higher one; below all it is the first `left`, above all the last `right`. So a bin, a category and a
quantile are such functions. Standard library only, see `chalicelib.scoring.artifact`.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from operator import le, lt
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.scoring.features.steps import Features, Vector
from chalicelib.scoring.part_reader import PartReader
from chalicelib.scoring.sparse_vector import BlockVector

if TYPE_CHECKING:
    from array import array

MAX_FUNCTIONS = 100_000


class Knots(NamedTuple):
    """The knots of all functions: those of function i are from `starts[i]` to `starts[i + 1]`."""

    starts: "array[int]"
    at: "array[float]"
    left: "array[float]"
    value: "array[float]"
    right: "array[float]"

    def made(self, function: int, x: float) -> float:
        """Return the value of a function at x."""
        first, last, at = self.starts[function], self.starts[function + 1], self.at
        knot = bisect_left(at, x, first, last)
        if knot == last:
            return self.right[last - 1]
        if at[knot] == x:
            return self.value[knot]
        if knot == first:
            return self.left[first]
        low, high = self.right[knot - 1], self.left[knot]
        return low + (high - low) * (x - at[knot - 1]) / (at[knot] - at[knot - 1])


class Pieces(NamedTuple):
    """The functions; those of column j are from `firsts[j]` to `firsts[j + 1]`."""

    of: Features
    width: int
    largest: float
    firsts: Sequence[int]
    knots: Knots
    zeros: Vector

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the values of the functions; `zeros` has their values at 0."""
        made, vector = dict(self.zeros), self.of.vector(blocks)
        for column, x in vector.items():
            for function in range(self.firsts[column], self.firsts[column + 1]):
                made[function] = self.knots.made(function, x)
        return made


def read(reader: PartReader, of: Features) -> Features:
    """Read the functions."""
    width = reader.length("column")
    if not 1 <= width <= MAX_FUNCTIONS:
        reader.fail(f"found {width} functions; expected 1 to {MAX_FUNCTIONS}")
    column = reader.integers("column", width, low=0, high=of.width - 1)
    if not all(map(le, column, column[1:])):
        reader.fail("tensor 'column' must ascend")
    knots = _knots(reader, width)
    largest = max(max(map(abs, each)) for each in (knots.left, knots.value, knots.right))
    firsts = [bisect_left(column, number) for number in range(of.width + 1)]
    made = ((function, knots.made(function, 0.0)) for function in range(width))
    zeros = {function: value for function, value in made if value}
    return Pieces(of, width, largest, firsts, knots, zeros)


def _knots(reader: PartReader, width: int) -> Knots:
    count = reader.length("at")
    starts = reader.integers("starts", width + 1, low=0, high=count)
    if starts[0] != 0 or starts[-1] != count or not all(map(lt, starts, starts[1:])):
        reader.fail(f"tensor 'starts' must ascend from 0 to {count}, the length of 'at'")
    at, left, value, right = (
        reader.floats(name, count) for name in ("at", "left", "value", "right")
    )
    for first, last in pairwise(starts):
        if not all(map(lt, at[first:last], at[first + 1 : last])):
            reader.fail("the knots of each function must ascend")
    return Knots(starts, at, left, value, right)
