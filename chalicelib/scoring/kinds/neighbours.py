"""The form "neighbours": the nearest rows of the training texts vote.

A neighbour's vote counts 1, or 1 divided by its distance; a neighbour at the distance 0 then
outvotes all that are not. A row votes for its class, or has shares of all classes. The share of a
class in the votes is its score and its probability. If a text can have several labels, a label's
probability is the share of the neighbours that have it, and its score the probability minus 0.5.
Standard library only, see `chalicelib.scoring.artifact`.
"""

import math
from collections.abc import Sequence
from operator import mul
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.scoring.kinds.distances import METRICS, Distances, read_distances
from chalicelib.scoring.kinds.form import Form, FormReader, Outcome, Vector
from chalicelib.scoring.kinds.nearest import SELECTIONS, Select
from chalicelib.scoring.kinds.rows import read_count, read_shares, shared

if TYPE_CHECKING:
    from array import array

WEIGHTS = ("uniform", "distance")
LEAST_DISTANCE = 1e-307
"""The least distance that does not count as 0: 1 divided by it is finite."""


class Search(NamedTuple):
    """How to find the nearest rows of a vector, and what their votes count.

    `without` has those of a text without a known term: all rows are as good as equally far from it.
    """

    wanted: int
    distances: Distances
    squared: bool
    weighted: bool
    select: Select
    without: "array[int]"

    def votes(self, vector: Vector) -> tuple[Sequence[int], list[float]]:
        """Return the nearest rows, and what the vote of each counts."""
        # A sum in another order may break a tie. A projection gives its zeros, too.
        vector = {column: vector[column] for column in sorted(vector) if vector[column]}
        distances = self.distances(vector)
        rows = self.select(distances, self.wanted) if vector else self.without
        return rows, self._weights([distances[row] for row in rows])

    def _weights(self, distances: list[float]) -> list[float]:
        if not self.weighted:
            return [1.0] * len(distances)
        if self.squared:
            distances = [*map(math.sqrt, distances)]
        if min(distances) < LEAST_DISTANCE:
            return [float(distance < LEAST_DISTANCE) for distance in distances]
        return [1.0 / distance for distance in distances]


class Neighbours(NamedTuple):
    """The search, and the class of each row."""

    search: Search
    classes: int
    labels: "array[int]"

    def outcome(self, vector: Vector) -> Outcome:
        """Return each class's share of the votes, also as the scores."""
        votes = [0.0] * self.classes
        for row, weight in zip(*self.search.votes(vector), strict=True):
            votes[self.labels[row]] += weight
        total = sum(votes)
        shares = tuple(vote / total for vote in votes)
        return Outcome(shares, shares)


class SharedNeighbours(NamedTuple):
    """The search, and for each class its share of each row."""

    search: Search
    shares: "list[array[float]]"

    def outcome(self, vector: Vector) -> Outcome:
        """Return each class's part of the votes, also as the scores."""
        rows, weights = self.search.votes(vector)
        sums = [sum(map(mul, weights, [share[row] for row in rows])) for share in self.shares]
        parts = shared(sums)
        return Outcome(parts, parts)


class SeveralNeighbours(NamedTuple):
    """The search, and for each row whether its text has each label."""

    search: Search
    labels: int
    marks: "array[int]"

    def outcome(self, vector: Vector) -> Outcome:
        """Return each label's share of the votes, and how much more than half that is."""
        rows, weights = self.search.votes(vector)
        total, count = sum(weights), self.labels
        shares = [
            sum(map(mul, weights, [self.marks[row * count + label] for row in rows])) / total
            for label in range(count)
        ]
        return Outcome(tuple(share - 0.5 for share in shares), tuple(shares))


def read(reader: FormReader) -> Form:
    """Read nearest neighbours; the tensor "marks" means that a text can have several labels.

    With the tensor "shares" a row votes for several classes.
    """
    classes = reader.classes
    if reader.has("shares"):
        rows = read_count(reader, "lengths")
        return SharedNeighbours(_search(reader, rows), read_shares(reader, rows))
    if reader.has("marks"):
        rows = read_count(reader, "marks")
        marks = reader.integers("marks", rows, classes, low=0, high=1)
        return SeveralNeighbours(_search(reader, rows), classes, marks)
    rows = read_count(reader, "labels")
    labels = reader.integers("labels", rows, low=0, high=classes - 1)
    return Neighbours(_search(reader, rows), classes, labels)


def _search(reader: FormReader, rows: int) -> Search:
    record = reader.record
    count = record.integer("count", 1, rows)
    metric = record.text("metric", METRICS)
    return Search(
        count,
        read_distances(reader, metric, rows),
        metric == "euclidean",
        record.text("weights", WEIGHTS) == "distance",
        SELECTIONS[record.text("ties", tuple(SELECTIONS))],
        reader.integers("without", count, low=0, high=rows - 1),
    )
