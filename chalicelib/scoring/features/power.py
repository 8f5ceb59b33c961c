"""The node "power": the transformation of Yeo and Johnson, with an exponent for each column.

    ((x + 1)^p - 1) / p, or ln(x + 1) if p is 0              where x is 0 or more
    -((1 - x)^(2 - p) - 1) / (2 - p), or -ln(1 - x) if p is 2   where x is below 0

"A new family of power transformations to improve normality or symmetry" (2000). Standard library
only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Sequence
from math import expm1, log1p
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.scoring.features.steps import Features, Vector
from chalicelib.scoring.part_reader import PartReader
from chalicelib.scoring.sparse_vector import BlockVector

if TYPE_CHECKING:
    from array import array

LARGEST_POWER = 1e100
_LARGEST_EXPONENT = 200.0
_ZERO = 2.0**-52


class Power(NamedTuple):
    """The exponents."""

    of: Features
    width: int
    largest: float
    exponents: "array[float]"

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the columns that are not 0."""
        return {
            column: yeo_johnson(x, self.exponents[column])
            for column, x in self.of.vector(blocks).items()
        }


def yeo_johnson(x: float, exponent: float) -> float:
    """Return the transformation of x, but at most 10^100.

    >>> round(yeo_johnson(3.0, 2.0), 9), yeo_johnson(-3.0, 1.0), yeo_johnson(0.0, 0.5)
    (7.5, -3.0, 0.0)
    """
    if x < 0.0:
        return -yeo_johnson(-x, 2.0 - exponent)
    if abs(exponent) < _ZERO:
        return log1p(x)
    made = expm1(min(exponent * log1p(x), _LARGEST_EXPONENT)) / exponent
    return min(made, LARGEST_POWER)


def read(reader: PartReader, of: Features) -> Features:
    """Read the exponents."""
    return Power(of, of.width, LARGEST_POWER, reader.floats("exponents", of.width))
