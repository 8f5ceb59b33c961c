"""The node "sketch": a count sketch of all products of `degree` columns.

A count sketch adds each column, or subtracts it, at one of k places. There is one sketch for each
of the `degree` factors. Their circular convolution is the sketch of the products, as of Pham and
Pagh, "Fast and scalable polynomial kernels via explicit feature maps" (2013): what is at the places
a and b goes to (a + b) mod k. Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.scoring.features.steps import Features, Vector
from chalicelib.scoring.part_reader import PartReader
from chalicelib.scoring.sparse_vector import BlockVector

if TYPE_CHECKING:
    from array import array

MAX_FACTORS = 16
MAX_PRODUCTS = 10_000_000
LARGEST_PRODUCT = 1e100


class Sketch(NamedTuple):
    """The sketches; a place p below 0 stands for -1 - p with the opposite sign."""

    of: Features
    width: int
    largest: float
    constant: float
    places: "list[array[int]]"

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the sketch of the products."""
        vector = self.of.vector(blocks)
        made = self._sums(vector, self.places[0])
        for places in self.places[1:]:
            made = self._product(made, self._sums(vector, places))
        return made

    def _sums(self, vector: Vector, places: "array[int]") -> Vector:
        """Return the count sketch of a vector, and of the constant after it."""
        sums: Vector = {}
        for column, x in (*vector.items(), (len(places) - 1, self.constant)):
            place = places[column]
            at, value = (place, x) if place >= 0 else (-1 - place, -x)
            sums[at] = sums.get(at, 0.0) + value
        return sums

    def _product(self, one: Mapping[int, float], other: Mapping[int, float]) -> Vector:
        """Return the circular convolution of two sketches."""
        width, product = self.width, [0.0] * self.width
        for first, x in one.items():
            for second, y in other.items():
                product[(first + second) % width] += x * y
        limit = LARGEST_PRODUCT
        return {at: min(max(x, -limit), limit) for at, x in enumerate(product) if x}


def read(reader: PartReader, of: Features) -> Features:
    """Read the sketches."""
    width = reader.record.integer("width", 1, MAX_PRODUCTS)
    factors = reader.record.integer("factors", 1, MAX_FACTORS)
    if (factors - 1) * width * width > MAX_PRODUCTS:
        reader.fail(
            f"{factors} factors and {width} places; expected at most {MAX_PRODUCTS} products of "
            "two places"
        )
    constant, row = reader.record.number("constant"), of.width + 1
    places = reader.integers("places", factors, row, low=-width, high=width - 1)
    rows = [places[first : first + row] for first in range(0, len(places), row)]
    largest = max(LARGEST_PRODUCT, (of.largest + abs(constant)) * row)
    return Sketch(of, width, largest, constant, rows)
