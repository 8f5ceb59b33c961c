"""What both ways of finding non-negative factors have in common.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Sequence
from operator import add, mul
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.scoring.features.steps import Vector
from chalicelib.scoring.part_reader import PartReader

if TYPE_CHECKING:
    from array import array

MAX_FACTORS = 1000
MAX_STEPS = 100_000
MAX_WORK = 10_000_000
LARGEST_FACTOR = 1e100
"""The largest factor, so that no score overflows."""


class Products(NamedTuple):
    """x H^T; `components` has a row of `width` numbers for each column of x: H by its columns."""

    width: int
    components: "array[float]"

    def row(self, column: int) -> "array[float]":
        """Return the numbers of one column."""
        return self.components[column * self.width : (column + 1) * self.width]

    def sums(self, vector: Vector) -> Sequence[float]:
        """Return sum_j H_kj x_j for each k."""
        sums: Sequence[float] = [0.0] * self.width
        for column, x in vector.items():
            sums = [*map(add, sums, map(mul, self.row(column), [x] * self.width))]
        return sums


def read_size(reader: PartReader) -> tuple[int, int]:
    """Take the number of factors and the most steps."""
    width = reader.record.integer("width", 1, MAX_FACTORS)
    steps = reader.record.integer("steps", 1, MAX_STEPS)
    if width * width * steps > MAX_WORK:
        reader.fail(
            f"{width} factors and {steps} steps; expected a product of {MAX_WORK} at most, with "
            "the factors squared"
        )
    return width, steps
