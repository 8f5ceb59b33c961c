"""The node "topics": the shares of topics in a text, as latent Dirichlet allocation infers them.

With x_j how often term j occurs and t_jk how much topic k uses it, the variational E-step of
Hoffman, Blei and Bach, "Online learning for latent Dirichlet allocation" (2010) repeats

    gamma_k = prior + e_k sum_j t_jk x_j / (sum_i t_ji e_i + 2^-52)
    e_k = exp(psi(gamma_k) - psi(sum_i gamma_i))

from gamma_k = 1 on, until no gamma changes by `tolerance` in the mean, `steps` times at most. The
shares are gamma_k / sum_i gamma_i. psi is the digamma function, by algorithm AS 103 of J. Bernardo
(1976), which is as precise as scikit-learn's. Standard library only, see
`chalicelib.scoring.artifact`.
"""

import math
from collections.abc import Sequence
from operator import mul, sub
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.scoring.features.steps import Features, Vector
from chalicelib.scoring.part_reader import PartReader
from chalicelib.scoring.sparse_vector import BlockVector

if TYPE_CHECKING:
    from array import array

MAX_TOPICS = 1000
MAX_STEPS = 100_000
MAX_WORK = 100_000
LEAST_PRIOR = 1e-50
_EPSILON = 2.0**-52
_EULER = 0.5772156649015329


class Topics(NamedTuple):
    """The topics; `topics` has a row of `width` numbers for each column before it."""

    of: Features
    width: int
    largest: float
    topics: "array[float]"
    prior: float
    steps: int
    tolerance: float

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the share of each topic; together they are 1."""
        width, topics = self.width, self.topics
        counts: list[float] = []
        rows: list[Sequence[float]] = []
        for column, count in self.of.vector(blocks).items():
            if count > 0.0:
                counts.append(count)
                rows.append(topics[column * width : (column + 1) * width])
        gamma = self._gamma(counts, rows)
        total = sum(gamma)
        return {topic: value / total for topic, value in enumerate(gamma)}

    def _gamma(self, counts: Sequence[float], rows: Sequence[Sequence[float]]) -> list[float]:
        columns = [*zip(*rows, strict=True)] or [()] * self.width
        gamma = [1.0] * self.width
        for _ in range(self.steps):
            before, weights = gamma, _expectations(gamma)
            shares = [
                count / (sum(map(mul, row, weights)) + _EPSILON)
                for count, row in zip(counts, rows, strict=True)
            ]
            gamma = [
                self.prior + weight * sum(map(mul, column, shares))
                for weight, column in zip(weights, columns, strict=True)
            ]
            if sum(map(abs, map(sub, gamma, before))) / self.width < self.tolerance:
                break
        return gamma


def _expectations(gamma: Sequence[float]) -> list[float]:
    """Return e_k of each gamma_k."""
    whole = digamma(sum(gamma))
    return [math.exp(digamma(value) - whole) for value in gamma]


def digamma(x: float) -> float:
    """Return psi(x) for x above 0, with an error of up to 1e-8.

    psi(1) is minus Euler's constant, -0.5772157:

    >>> round(digamma(1.0), 7), digamma(1e-6) < -999_999
    (-0.5772157, True)
    """
    if x <= 1e-6:
        return -_EULER - 1.0 / x
    result = 0.0
    while x < 6.0:  # psi(x) = psi(x + 1) - 1 / x
        result -= 1.0 / x
        x += 1.0
    r = 1.0 / x
    result += math.log(x) - 0.5 * r
    r *= r
    return result - r * ((1.0 / 12.0) - r * ((1.0 / 120.0) - r * (1.0 / 252.0)))


def read(reader: PartReader, of: Features) -> Features:
    """Read the topics."""
    width = reader.record.integer("width", 1, MAX_TOPICS)
    steps = reader.record.integer("steps", 1, MAX_STEPS)
    if width * steps > MAX_WORK:
        reader.fail(f"{width} topics and {steps} steps; expected a product of {MAX_WORK} at most")
    return Topics(
        of,
        width,
        1.0,
        reader.positive_floats("topics", of.width, width),
        reader.positive("prior", LEAST_PRIOR),
        steps,
        reader.positive("tolerance"),
    )
