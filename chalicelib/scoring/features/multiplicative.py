"""The node "multiplicative": non-negative factors of a text, by multiplicative updates.

The factors w make the loss of w H for the text x small. Each step multiplies all of them:

    frobenius          w_k sum_j H_kj x_j / (sum_i G_ki w_i + l1 + l2 w_k), with G = H H^T
    kullback-leibler   w_k sum_j H_kj x_j / (w H)_j / (sum_j H_kj + l1 + l2 w_k)

from w_k = sqrt(start sum_j x_j) on. A divisor of 0, and a (w H)_j below 2^-23, count as 2^-23. The
steps end by `stop`:

    change   when |w - w before| is at most `tolerance` times |w|
    error    when the square root of twice the loss fell by less than `tolerance` times its first
             value; every tenth step

unless `tolerance` is 0. So does scikit-learn with a text alone; several texts end together there.
Févotte and Idier, "Algorithms for nonnegative matrix factorization with the beta-divergence"
(2011). Standard library only, see `chalicelib.scoring.artifact`.
"""

import math
from collections.abc import Sequence
from operator import mul
from typing import TYPE_CHECKING, NamedTuple, Protocol

from chalicelib.scoring.features.factors import LARGEST_FACTOR, Products, read_size
from chalicelib.scoring.features.steps import Features, Vector
from chalicelib.scoring.part_reader import PartReader
from chalicelib.scoring.sparse_vector import BlockVector

if TYPE_CHECKING:
    from array import array

LOSSES = ("frobenius", "kullback-leibler")
STOPS = ("change", "error")
_EPSILON = 2.0**-23
_LARGEST_RATIO = 1e200
_BETWEEN_ERRORS = 10


class Target(Protocol):
    """A text, and how well factors make it."""

    def numerators(self, factors: Sequence[float]) -> Sequence[float]:
        """Return the multiplier of each factor."""
        ...

    def denominators(self, factors: Sequence[float]) -> Sequence[float]:
        """Return the divisor of each factor, without the penalties."""
        ...

    def loss(self, factors: Sequence[float]) -> float:
        """Return twice the loss."""
        ...


class Squares(NamedTuple):
    """The loss |x - w H|^2 / 2."""

    gram: "list[array[float]]"
    sums: Sequence[float]
    length: float

    def numerators(self, _: Sequence[float]) -> Sequence[float]:
        """Return x H^T."""
        return self.sums

    def denominators(self, factors: Sequence[float]) -> Sequence[float]:
        """Return w G."""
        return [sum(map(mul, row, factors)) for row in self.gram]

    def loss(self, factors: Sequence[float]) -> float:
        """Return |x|^2 + w G w - 2 w H x."""
        square: float = sum(map(mul, self.denominators(factors), factors))
        product: float = sum(map(mul, self.sums, factors))
        return self.length + square - 2.0 * product


class Divergence(NamedTuple):
    """The generalized divergence of Kullback and Leibler, over the columns that x has."""

    totals: Sequence[float]
    values: Sequence[float]
    rows: "list[array[float]]"
    columns: list[tuple[float, ...]]

    def numerators(self, factors: Sequence[float]) -> Sequence[float]:
        """Return (x / w H) H^T."""
        made = self._made(factors)
        ratios = [value / one for value, one in zip(self.values, made, strict=True)]
        return [sum(map(mul, column, ratios)) for column in self.columns]

    def denominators(self, _: Sequence[float]) -> Sequence[float]:
        """Return the sums of the rows of H."""
        return self.totals

    def loss(self, factors: Sequence[float]) -> float:
        """Return 2 (sum_j x_j ln(x_j / (w H)_j) - x_j, plus the sum of all numbers of w H)."""
        result: float = sum(map(mul, self.totals, factors))
        for value, made in zip(self.values, self._made(factors), strict=True):
            if value > _EPSILON:
                result += value * math.log(value / made) - value
        return max(2.0 * result, 0.0)

    def _made(self, factors: Sequence[float]) -> list[float]:
        return [max(sum(map(mul, row, factors)), _EPSILON) for row in self.rows]


class Multiplicative(NamedTuple):
    """Factors; `gram` has the rows of G, and `totals` the sums of the rows of H instead."""

    of: Features
    width: int
    largest: float
    products: Products
    gram: "list[array[float]]"
    totals: Sequence[float]
    l1: float
    l2: float
    start: float
    stop: str
    steps: int
    tolerance: float

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return all factors, or none if the text has no number above 0."""
        vector = {column: x for column, x in self.of.vector(blocks).items() if x > 0.0}
        if not vector:
            return {}
        first = min(math.sqrt(self.start * sum(vector.values())), LARGEST_FACTOR)
        found = self._by_change if self.stop == "change" else self._by_error
        return dict(enumerate(found(self._target(vector), [first] * self.width)))

    def _target(self, vector: Vector) -> Target:
        if self.gram:
            length = sum(x * x for x in vector.values())
            return Squares(self.gram, self.products.sums(vector), length)
        rows = [self.products.row(column) for column in vector]
        return Divergence(self.totals, [*vector.values()], rows, [*zip(*rows, strict=True)])

    def _by_change(self, target: Target, factors: list[float]) -> list[float]:
        for _ in range(self.steps):
            before, factors = factors, self._step(target, factors)
            if self.tolerance and math.dist(factors, before) <= self.tolerance * _norm(factors):
                break
        return factors

    def _by_error(self, target: Target, factors: list[float]) -> list[float]:
        first = error = _root(target.loss(factors))
        for number in range(1, self.steps + 1):
            factors = self._step(target, factors)
            if self.tolerance and number % _BETWEEN_ERRORS == 0:
                before, error = error, _root(target.loss(factors))
                if before - error < self.tolerance * first:
                    break
        return factors

    def _step(self, target: Target, factors: Sequence[float]) -> list[float]:
        tops, bottoms = target.numerators(factors), target.denominators(factors)
        l1, l2 = self.l1, self.l2
        return [
            min(
                factor * min(top / (bottom + l1 + l2 * factor or _EPSILON), _LARGEST_RATIO),
                LARGEST_FACTOR,
            )
            for factor, top, bottom in zip(factors, tops, bottoms, strict=True)
        ]


def _norm(factors: Sequence[float]) -> float:
    """Return the norm; factors of 0 have none, because a change of 0 / 0 ends nothing."""
    return math.hypot(*factors) or -1.0


def _root(loss: float) -> float:
    """Return the square root; a loss that rounding errors make negative is not comparable."""
    return math.sqrt(loss) if loss >= 0.0 else math.nan


def read(reader: PartReader, of: Features) -> Features:
    """Read the factors."""
    width, steps = read_size(reader)
    gram: array[float] | None = None
    totals: Sequence[float] = ()
    if reader.record.text("loss", LOSSES) == "frobenius":
        gram = reader.positive_floats("gram", width, width)
    else:
        totals = reader.positive_floats("totals", width)
    return Multiplicative(
        of,
        width,
        LARGEST_FACTOR,
        Products(width, reader.positive_floats("components", of.width, width)),
        [gram[first : first + width] for first in range(0, len(gram), width)] if gram else [],
        totals,
        reader.positive("l1"),
        reader.positive("l2"),
        reader.positive("start"),
        reader.record.text("stop", STOPS),
        steps,
        reader.positive("tolerance"),
    )
