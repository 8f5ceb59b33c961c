"""The node "coordinate": non-negative factors of a text, by coordinate descent.

The factors w of a text x make |x - w H|^2 / 2 + l1 sum_k w_k + l2 |w|^2 / 2 small, where no w_k is
below 0. With G = H H^T, whose diagonal has l2 added, each step takes the factors in order:

    g = sum_i G_ki w_i + l1 - sum_j H_kj x_j
    w_k = max(w_k - g / G_kk, 0), unless G_kk is 0

from w = 0 on. Each g, or min(g, 0) where w_k is 0, is a violation. The steps end when the sum of
the violations' magnitudes is at most `tolerance` times that of the first step. So does scikit-learn
with a text alone; several texts end together there. Cichocki and Phan, "Fast local algorithms for
large scale nonnegative matrix and tensor factorizations" (2009). Standard library only, see
`chalicelib.scoring.artifact`.
"""

from collections.abc import Sequence
from operator import mul
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.scoring.features.factors import LARGEST_FACTOR, Products, read_size
from chalicelib.scoring.features.steps import Features, Vector
from chalicelib.scoring.part_reader import PartReader
from chalicelib.scoring.sparse_vector import BlockVector

if TYPE_CHECKING:
    from array import array


class Coordinate(NamedTuple):
    """Factors; `products` makes x H^T, `gram` has the rows of G with l2."""

    of: Features
    width: int
    largest: float
    products: Products
    gram: "list[array[float]]"
    l1: float
    steps: int
    tolerance: float

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return all factors."""
        sums = self.products.sums(self.of.vector(blocks))
        targets = [value - self.l1 for value in sums]
        factors = [0.0] * self.width
        first = self._step(factors, targets)
        left = self.steps - 1 if first else 0
        violation = first
        while left and violation / first > self.tolerance:
            violation = self._step(factors, targets)
            left -= 1
        return dict(enumerate(factors))

    def _step(self, factors: list[float], targets: Sequence[float]) -> float:
        """Change the factors in place, and return the violation."""
        violation = 0.0
        for at, row in enumerate(self.gram):
            factor = factors[at]
            gradient = sum(map(mul, row, factors)) - targets[at]
            if factor or gradient < 0.0:
                violation += abs(gradient)
            if row[at]:
                factors[at] = min(max(factor - gradient / row[at], 0.0), LARGEST_FACTOR)
        return violation


def read(reader: PartReader, of: Features) -> Features:
    """Read the factors."""
    width, steps = read_size(reader)
    gram = reader.positive_floats("gram", width, width)
    rows = [gram[first : first + width] for first in range(0, len(gram), width)]
    return Coordinate(
        of,
        width,
        LARGEST_FACTOR,
        Products(width, reader.positive_floats("components", of.width, width)),
        rows,
        reader.positive("l1"),
        steps,
        reader.positive("tolerance"),
    )
