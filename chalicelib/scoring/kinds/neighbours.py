"""The form "neighbours": the classes of the nearest rows of the training texts vote.

The distance from x to the text v, each multiplied by the columns' scales, is

    euclidean   the square root of lengths_v + sum_j square_j x_j^2 + sum_j row_vj x_j
    manhattan   lengths_v + sum_j scale_j (|x_j - row_vj| - |row_vj|)
    cosine      1 + sum_j row_vj x_j / |x|, where |x|^2 = sum_j square_j x_j^2

The rows are those of the texts, times -2 square_j (euclidean) or -square_j / |v| (cosine).

A neighbour's vote counts 1, or 1 divided by its distance; a neighbour at the distance 0 then
outvotes all that are not. The share of a class in the votes is its score and its probability.
Standard library only, see `chalicelib.scoring.artifact`.
"""

import math
from collections.abc import Callable, Sequence
from itertools import repeat
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.scoring.kinds.form import Form, FormReader, Outcome, Vector
from chalicelib.scoring.kinds.nearest import SELECTIONS, Select
from chalicelib.scoring.kinds.rows import Rows, SparseRows, read_count, read_rows

if TYPE_CHECKING:
    from array import array

Distances = Callable[[Vector], list[float]]

METRICS = ("euclidean", "manhattan", "cosine")
WEIGHTS = ("uniform", "distance")
LEAST_DISTANCE = 1e-307
"""The least distance that does not count as 0: 1 divided by it is finite."""


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


class Neighbours(NamedTuple):
    """The rows' distances, and how their classes vote.

    `without` has the nearest rows of a text without a known term. All rows of such a text are as
    good as equally far.
    """

    classes: int
    wanted: int
    distances: Distances
    squared: bool
    weighted: bool
    labels: "array[int]"
    select: Select
    without: "array[int]"

    def outcome(self, vector: Vector) -> Outcome:
        """Return each class's share of the votes, also as the scores."""
        vector = dict(sorted(vector.items()))  # a sum in another order may break a tie
        distances = self.distances(vector)
        rows: Sequence[int] = self.without
        if vector or not rows:
            rows = self.select(distances, self.wanted)
        votes = [0.0] * self.classes
        for row, weight in zip(rows, self._weights([distances[row] for row in rows]), strict=True):
            votes[self.labels[row]] += weight
        total = sum(votes)
        shares = tuple(vote / total for vote in votes)
        return Outcome(shares, shares)

    def _weights(self, distances: list[float]) -> list[float]:
        if not self.weighted:
            return [1.0] * len(distances)
        if self.squared:
            distances = [*map(math.sqrt, distances)]
        if min(distances) < LEAST_DISTANCE:
            return [float(distance < LEAST_DISTANCE) for distance in distances]
        return [1.0 / distance for distance in distances]


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


def read(reader: FormReader) -> Form:
    """Read nearest neighbours."""
    record = reader.record
    rows = read_count(reader, "labels")
    count = record.integer("count", 1, rows)
    metric = record.text("metric", METRICS)
    return Neighbours(
        reader.classes,
        count,
        _metric(reader, metric, rows),
        metric == "euclidean",
        record.text("weights", WEIGHTS) == "distance",
        reader.integers("labels", rows, low=0, high=reader.classes - 1),
        SELECTIONS[record.text("ties", tuple(SELECTIONS))],
        reader.integers("without", count, low=0, high=rows - 1),
    )


def _metric(reader: FormReader, metric: str, count: int) -> Distances:
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
