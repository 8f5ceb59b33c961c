"""The distances from a vector to the rows of the training texts.

From x to the text v, each multiplied by the columns' scales, the distance is

    euclidean   the square root of lengths_v + sum_j square_j x_j^2 + sum_j row_vj x_j
    manhattan   lengths_v + sum_j scale_j (|x_j - row_vj| - |row_vj|)
    cosine      1 + sum_j row_vj x_j / |x|, where |x|^2 = sum_j square_j x_j^2

The rows are those of the texts, times -2 square_j (euclidean) or -square_j / |v| (cosine). Standard
library only, see `chalicelib.scoring.artifact`.
"""

import math
from collections.abc import Callable, Sequence
from itertools import repeat
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.scoring.kinds.form import FormReader, Vector
from chalicelib.scoring.kinds.rows import Rows, SparseRows, read_rows

if TYPE_CHECKING:
    from array import array

Distances = Callable[[Vector], list[float]]

METRICS = ("euclidean", "manhattan", "cosine")


class Euclidean(NamedTuple):
    """Squares of distances."""

    rows: Rows
    lengths: "array[float]"
    square: "array[float]"

    def distances(self, vector: Vector) -> list[float]:
        """Return the square of the distance to each row, added up in scikit-learn's order."""
        square = repeat(_squares(self.square, vector))
        products = self.rows.add_products([0.0] * len(self.lengths), vector)
        return _not_negative([*map(add, map(add, products, square), self.lengths)])


class Manhattan(NamedTuple):
    """Sums of absolute differences."""

    rows: SparseRows
    lengths: "array[float]"
    scale: "array[float]"

    def distances(self, vector: Vector) -> list[float]:
        """Return the distance to each row."""
        starts, rows, values = self.rows.starts, self.rows.rows, self.rows.values
        total = sum(self.scale[column] * abs(x) for column, x in vector.items())
        sums = [total + length for length in self.lengths]
        for column, x in vector.items():
            first, last, scale = starts[column], starts[column + 1], self.scale[column]
            for row, value in zip(rows[first:last], values[first:last], strict=True):
                sums[row] += scale * (abs(x - value) - abs(value) - abs(x))
        return _not_negative(sums)


class Cosine(NamedTuple):
    """One minus the cosine."""

    rows: Rows
    texts: int
    square: "array[float]"

    def distances(self, vector: Vector) -> list[float]:
        """Return the distance to each row."""
        norm = math.sqrt(_squares(self.square, vector)) or 1.0
        unit = {column: x / norm for column, x in vector.items()}
        products = self.rows.add_products([0.0] * self.texts, unit)
        return [min(max(1.0 + product, 0.0), 2.0) for product in products]


def _not_negative(distances: list[float]) -> list[float]:
    """Return distances with 0 for those that rounding errors make negative."""
    if min(distances) < 0.0:
        return [max(0.0, distance) for distance in distances]
    return distances


def _squares(square: Sequence[float], vector: Vector) -> float:
    total = 0.0
    for column, x in vector.items():
        total += square[column] * (x * x)
    return total


def read_distances(reader: FormReader, metric: str, count: int) -> Distances:
    """Read the distances to `count` rows; those of "euclidean" are squares.

    Raises
    ------
    FormatError
        If a tensor breaks a rule of docs/format-2.md.
    """
    rows = read_rows(reader, count)
    name = "scale" if metric == "manhattan" else "square"
    factors = reader.floats(name, reader.width)
    if min(factors) < 0.0:
        reader.fail(f"tensor {name!r} has the number {min(factors)}; expected 0 or more")
    if metric == "cosine":
        return Cosine(rows, count, factors).distances
    lengths = reader.floats("lengths", count)
    if metric == "euclidean":
        return Euclidean(rows, lengths, factors).distances
    if not isinstance(rows, SparseRows):
        reader.fail("found the tensor 'matrix'; expected 'starts', 'rows' and 'values'")
    return Manhattan(rows, lengths, factors).distances
