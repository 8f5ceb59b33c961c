"""The form "spread": all training texts vote by their nearness, each with shares of the classes.

With u_v(x) = offset_v + sum_j square_j x_j^2 + sum_j row_vj x_j for each row v, a text x has the
probability

    p_k = sum_v exp(u_v(x)) share_vk / sum_v exp(u_v(x)) sum_l share_vl

of class k, which is also its score. Far from all rows each exp is 0; then all classes have the same
probability. Standard library only, see `chalicelib.scoring.artifact`.
"""

from operator import mul
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.scoring.kinds.form import Form, FormReader, Outcome, Vector
from chalicelib.scoring.kinds.kernel import Affine, exponentials, read_affine
from chalicelib.scoring.kinds.rows import read_count, read_shares, shared

if TYPE_CHECKING:
    from array import array


class Spread(NamedTuple):
    """The rows, and for each class its share of each row."""

    affine: Affine
    shares: "list[array[float]]"

    def outcome(self, vector: Vector) -> Outcome:
        """Return the probability of each class, also as the scores."""
        weights = exponentials(self.affine.values(vector))
        sums = [sum(map(mul, weights, share)) for share in self.shares]
        probabilities = shared(sums)
        return Outcome(probabilities, probabilities)


def read(reader: FormReader) -> Form:
    """Read the rows and their shares."""
    count = read_count(reader, "offset")
    return Spread(read_affine(reader, count, "rbf"), read_shares(reader, count))
