"""The form "kernel": a support vector machine, one decision for each pair of classes.

With u_v(x) = offset_v + sum_j (common_j + square_j x_j) x_j + sum_j row_vj x_j for each support
vector v, its similarity to x is

    rbf      exp(u_v), where u_v = -gamma |x - v|^2
    poly     u_v^degree
    sigmoid  tanh(u_v)
    linear   u_v

The decision of a pair (i, j) of classes is an intercept and the sum of the similarities to the
vectors of class i and of class j, each times its coefficient. With the kernel "none" a row is no
vector but a pair, and u is its decision. `chalicelib.scoring.kinds.pairwise` makes scores of the
decisions. Standard library only, see `chalicelib.scoring.artifact`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import accumulate, combinations, repeat
from operator import add, mul
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.scoring.kinds.form import Form, FormReader, Outcome, Vector
from chalicelib.scoring.kinds.pairwise import probabilities_of, scores_of
from chalicelib.scoring.kinds.rows import Rows, read_count, read_rows

if TYPE_CHECKING:
    from array import array

KERNELS = ("rbf", "poly", "sigmoid", "linear", "none")
MAX_DEGREE = 1000
MAX_COUPLED_CLASSES = 128
LARGEST_POWER = 1e200
"""The largest power of a kernel "poly", so that no score overflows."""

Similarities = Callable[[list[float]], Sequence[float]]


class Pair(NamedTuple):
    """A pair of classes (i, j) and the coefficients of the vectors of i and of those of j."""

    i: int
    j: int
    intercept: float
    of_i: "array[float]"
    of_j: "array[float]"


class Affine(NamedTuple):
    """u_v(x) for each row v."""

    rows: Rows
    offset: "array[float]"
    common: "array[float] | None"
    square: "array[float] | None"

    def values(self, vector: Vector) -> list[float]:
        """Return u_v for each row v."""
        total = 0.0
        if self.common is not None:
            total += sum(self.common[column] * x for column, x in vector.items())
        if self.square is not None:
            total += sum(self.square[column] * x * x for column, x in vector.items())
        return self.rows.add_products([*map(add, self.offset, repeat(total))], vector)


class Kernel(NamedTuple):
    """A support vector machine; `ends` has the end of each class's vectors.

    `slopes` and `offsets` are those of the sigmoids that give the pairs' probabilities.
    """

    classes: int
    votes: bool
    affine: Affine
    similarities: Similarities
    ends: list[int]
    pairs: list[Pair]
    slopes: "array[float] | None"
    offsets: "array[float] | None"

    def outcome(self, vector: Vector) -> Outcome:
        """Return the scores, and the probabilities if there are sigmoids."""
        decisions = self._decisions(self.similarities(self.affine.values(vector)))
        scores = scores_of(decisions, self.classes, self.votes)
        if self.slopes is None or self.offsets is None:
            return Outcome(scores, None)
        return Outcome(scores, probabilities_of(decisions, self.slopes, self.offsets, self.classes))

    def _decisions(self, similarities: Sequence[float]) -> Sequence[float]:
        if not self.pairs:
            return similarities
        starts = [0, *self.ends]
        own = [similarities[first:last] for first, last in zip(starts, self.ends, strict=False)]
        return [
            intercept + (sum(map(mul, of_i, own[i])) + sum(map(mul, of_j, own[j])))
            for i, j, intercept, of_i, of_j in self.pairs
        ]


def exponentials(values: list[float]) -> Sequence[float]:
    """Return exp of each value, at most 1: a distance is not below 0."""
    if max(values) > 0.0:
        values = [min(value, 0.0) for value in values]
    return [*map(math.exp, values)]


def powers(values: list[float], degree: int, largest: float = LARGEST_POWER) -> Sequence[float]:
    """Return each value to a power, but at most `largest`, so that no score overflows."""
    limit = largest ** (1.0 / max(1, degree))
    if max(values) > limit or min(values) < -limit:
        values = [min(max(value, -limit), limit) for value in values]
    return [value**degree for value in values]


SIMILARITIES: Mapping[str, Similarities] = {
    "rbf": exponentials,
    "sigmoid": lambda values: [*map(math.tanh, values)],
    "linear": lambda values: values,
    "none": lambda values: values,
}


def read(reader: FormReader) -> Form:
    """Read a support vector machine."""
    kernel = reader.record.text("kernel", KERNELS)
    if kernel == "poly":
        degree = reader.record.integer("degree", 0, MAX_DEGREE)
        similarities: Similarities = partial(powers, degree=degree)
    else:
        similarities = SIMILARITIES[kernel]
    votes = reader.record.flag("votes")
    count = read_count(reader, "offset")
    pairs = reader.classes * (reader.classes - 1) // 2
    ends = [] if kernel == "none" else _ends(reader, count)
    if kernel == "none" and count != pairs:
        reader.fail(f"tensor 'offset' has {count} rows; expected {pairs}, one for each pair")
    platt = reader.has("slopes")
    if platt and reader.classes > MAX_COUPLED_CLASSES:
        reader.fail(
            f"found probabilities of {reader.classes} classes; expected at most "
            f"{MAX_COUPLED_CLASSES}"
        )
    return Kernel(
        reader.classes,
        votes,
        read_affine(reader, count, kernel),
        similarities,
        ends,
        _pairs(reader, ends) if ends else [],
        reader.floats("slopes", pairs) if platt else None,
        reader.floats("offsets", pairs) if platt else None,
    )


def read_affine(reader: FormReader, count: int, kernel: str) -> Affine:
    """Read u_v of `count` rows; "rbf" has squares."""
    width = reader.width
    return Affine(
        read_rows(reader, count),
        reader.floats("offset", count),
        reader.floats("common", width) if reader.has("common") else None,
        reader.floats("square", width) if kernel == "rbf" else None,
    )


def _ends(reader: FormReader, count: int) -> list[int]:
    """Return where the vectors of each class end."""
    sizes = reader.integers("sizes", reader.classes, low=0, high=count)
    if sum(sizes) != count:
        reader.fail(f"tensor 'sizes' has the sum {sum(sizes)}; expected {count}, the vectors")
    return [*accumulate(sizes)]


def _pairs(reader: FormReader, ends: list[int]) -> list[Pair]:
    """Return the pairs with their coefficients.

    A vector of class i has classes - 1 coefficients, one for each other class: row j - 1 for a
    class j above i, and row j for one below.
    """
    count, classes = ends[-1], len(ends)
    table = reader.floats("coefficients", classes - 1, count)
    intercepts = reader.floats("intercepts", classes * (classes - 1) // 2)
    starts = [0, *ends]
    return [
        Pair(
            i,
            j,
            intercept,
            table[(j - 1) * count + starts[i] : (j - 1) * count + ends[i]],
            table[i * count + starts[j] : i * count + ends[j]],
        )
        for (i, j), intercept in zip(combinations(range(classes), 2), intercepts, strict=True)
    ]
