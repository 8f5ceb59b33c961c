"""Follow functions of matrices: those that leave every number as it is, and a few of numpy's.

A step such as `toarray` is tried, not believed.
"""

from typing import Any

import numpy as np
from scipy import sparse

from train.errors import InputError
from train.export.steps import tree as nodes
from train.export.steps.names import shown
from train.export.steps.stream import Stream

_TRIED_ROWS = (1, 2, 5)
_DENSITY = 0.2


_FUNCTIONS = {"log1p": np.log1p, "sqrt": np.sqrt, "abs": np.abs}


def applied(transformer: Any, stream: Stream) -> Stream | None:
    """Return what a `FunctionTransformer` makes with a function that the format has, or None."""
    function, arguments = getattr(transformer, "func", None), getattr(transformer, "kw_args", None)
    for name, known in _FUNCTIONS.items():
        if function is known and not arguments:
            settled = stream.settled()
            return settled.over(nodes.mapped(settled.tree, name))
    return None


def same_values(transformer: Any, stream: Stream) -> Stream | None:
    """Return the stream with dense or sparse rows, or None if the step changes numbers.

    The step is called with random matrices of the form that it was fitted to.
    """
    random = np.random.default_rng(0)
    dense = stream.is_dense
    for rows in _TRIED_ROWS:
        given = sparse.random_array(
            (rows, stream.count), density=_DENSITY, format="csr", rng=random
        )
        matrix = sparse.csr_matrix(given * 3.0 - (given > 0.5) * 1.0)
        try:
            made = transformer.transform(matrix.toarray() if stream.is_dense else matrix.copy())
        except Exception as exc:  # an author's own code may raise anything
            raise InputError(
                f"{shown(transformer)} raises {type(exc).__name__} for the vectors that it is "
                "given; expected the steps in their order"
            ) from exc
        values = made.toarray() if sparse.issparse(made) else np.asarray(made)
        if values.shape != matrix.shape or not (values == matrix.toarray()).all():
            return None
        dense = not sparse.issparse(made)
    return stream.made(dense)
