"""Follow linear maps to few columns, such as LSA; a linear classifier takes them into itself."""

from typing import Any

import numpy as np
from scipy import sparse

from train.errors import InputError
from train.export.steps import tree as nodes
from train.export.steps.stream import Stream
from train.export.steps.walker import Walker

TOLERANCE = 1e-9
_ROWS = 1000


def _svd(svd: Any, stream: Stream, _: Walker) -> Stream:
    return stream.projected(np.asarray(svd.components_, dtype=np.float64).T, 0.0)


def _random(projection: Any, stream: Stream, _: Walker) -> Stream:
    components = projection.components_
    matrix = components.toarray() if sparse.issparse(components) else np.asarray(components)
    dense = stream.is_dense or not sparse.issparse(components) or projection.dense_output
    return stream.projected(matrix.T.astype(np.float64), 0.0, dense)


def _linear(transformer: Any, stream: Stream, _: Walker) -> Stream:
    """Find the map from what the transformer makes of 0 and of each unit vector; prove it."""
    count = stream.count
    offset = np.asarray(transformer.transform(np.zeros((1, count))), dtype=np.float64)[0]
    rows = [
        transformer.transform(np.eye(min(_ROWS, count - start), count, start)) - offset
        for start in range(0, count, _ROWS)
    ]
    matrix = np.vstack(rows).astype(np.float64)
    sample = np.random.default_rng(0).random((3, count))
    found, expected = sample @ matrix + offset, transformer.transform(sample)
    if not np.allclose(found, expected, rtol=TOLERANCE, atol=TOLERANCE * np.abs(expected).max()):
        raise InputError(
            f"{type(transformer).__name__} is not supported: it is not linear; expected "
            "TruncatedSVD or another linear one"
        )
    return stream.projected(matrix, offset)


def _boltzmann(machine: Any, stream: Stream, _: Walker) -> Stream:
    """Take 1 / (1 + exp(-z)) as 1/2 + tanh(z / 2) / 2, which is 0 where tanh is."""
    weights, bias = np.asarray(machine.components_, dtype=np.float64), machine.intercept_hidden_
    made = stream.projected(weights.T / 2, bias / 2)
    return made.over(nodes.mapped(made.tree, "tanh")).scaled(0.5, 0.5)


LINEAR = (
    *("PCA", "IncrementalPCA", "SparsePCA", "MiniBatchSparsePCA", "FactorAnalysis", "FastICA"),
    *("LinearDiscriminantAnalysis", "NeighborhoodComponentsAnalysis", "FeatureAgglomeration"),
)
STEPS = {
    "sklearn.TruncatedSVD": _svd,
    "sklearn.BernoulliRBM": _boltzmann,
    "sklearn.GaussianRandomProjection": _random,
    "sklearn.SparseRandomProjection": _random,
    **{f"sklearn.{name}": _linear for name in LINEAR},
}
