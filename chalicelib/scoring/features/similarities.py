"""The node "similarities": how similar the vector is to each of some rows, by a kernel.

With u_v(x) = offset_v + sum_j (common_j + square_j x_j) x_j + sum_j row_vj x_j as in
`chalicelib.scoring.kinds.kernel`, the similarity to row v is exp(u_v), u_v^degree or tanh(u_v), or
it is a distance, the square root of u_v. Standard library only, see `chalicelib.scoring.artifact`.
"""

import math
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from chalicelib.scoring.features.steps import Features, Vector
from chalicelib.scoring.kinds.kernel import MAX_DEGREE, SIMILARITIES, Affine, Similarities, powers
from chalicelib.scoring.kinds.rows import read_count, read_rows
from chalicelib.scoring.part_reader import PartReader
from chalicelib.scoring.sparse_vector import BlockVector

KERNELS = ("distance", "poly", "rbf", "sigmoid")
LARGEST_SIMILARITY = 1e100
"""The largest power and distance, so that no score overflows."""


class KernelRows(NamedTuple):
    """The rows and the kernel."""

    of: Features
    width: int
    largest: float
    affine: Affine
    similarities: Similarities

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the similarity to each row."""
        values = self.affine.values(self.of.vector(blocks))
        return dict(enumerate(self.similarities(values)))


def _roots(values: list[float]) -> Sequence[float]:
    limit = LARGEST_SIMILARITY
    return [min(math.sqrt(value), limit) if value > 0.0 else 0.0 for value in values]


def read(reader: PartReader, of: Features) -> Features:
    """Read the rows and the kernel."""
    kernel = reader.record.text("kernel", KERNELS)
    similarities = _roots if kernel == "distance" else SIMILARITIES.get(kernel)
    if similarities is None:
        degree = reader.record.integer("degree", 0, MAX_DEGREE)
        similarities = partial(powers, degree=degree, largest=LARGEST_SIMILARITY)
    count, width = read_count(reader, "offset"), of.width
    affine = Affine(
        read_rows(reader, count),
        reader.floats("offset", count),
        reader.floats("common", width) if reader.has("common") else None,
        reader.floats("square", width) if reader.has("square") else None,
    )
    return KernelRows(of, count, LARGEST_SIMILARITY, affine, similarities)
