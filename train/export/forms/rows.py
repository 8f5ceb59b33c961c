"""Rows as the tensors of `chalicelib.scoring.kinds.rows`, over the columns of a space."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from train.errors import InputError
from train.export.space import WANTED, Floats, Space

DENSE_SHARE = 0.3
"""The share of numbers that are not 0 above which rows are stored as they are."""
ZERO = 1e-12
"""The share of a column's shift below which a difference from it is a rounding error."""


def row_tensors(matrix: Any, dense_share: float = DENSE_SHARE) -> dict[str, NDArray[Any]]:
    """Return rows [n, width], sparse or not, in the smaller of the two layouts."""
    columns = sparse.csc_array(matrix)
    columns.eliminate_zeros()
    columns.sort_indices()
    if columns.nnz > dense_share * np.prod(columns.shape):
        return {"matrix": columns.toarray().astype(np.float64)}
    return {
        "starts": columns.indptr.astype(np.int32),
        "rows": columns.indices.astype(np.int32),
        "values": columns.data.astype(np.float64),
    }


def columns_of(rows: Any, space: Space, name: str) -> sparse.csc_array:
    """Return rows of features [n, features] as what they were as run-time columns [n, width].

    A feature is scale x + shift, so x is (feature - shift) / scale. Where the shift is all that is
    left, x is 0: that keeps rows of texts sparse after their columns were centred. A column with a
    scale of 0 has no influence and stays 0.

    Raises
    ------
    InputError
        If the rows have another number of features.
    """
    check_features(rows.shape[1], space, name)
    if space.shift.any():
        rows = _without_shift(rows, space)
    used = space.scale != 0.0
    inverse = np.divide(1.0, space.scale, out=np.zeros(space.count), where=used)
    found = sparse.coo_array(sparse.csr_array(rows) * inverse[None, :])
    return sparse.csc_array(
        (found.data, (found.row, space.columns[found.col])), shape=(found.shape[0], space.width)
    )


def distances(rows: sparse.csc_array, space: Space, gamma: float) -> dict[str, NDArray[Any]]:
    """Return -gamma |x - v|^2 = -gamma |v|^2 - gamma |x|^2 + 2 gamma v x, by the columns' scales.

    The shift is the same in x and v.
    """
    square = space.placed(space.scale[None, :] ** 2)[0]
    scaled = rows * square[None, :]
    return {
        "offset": -gamma * np.asarray(rows.multiply(scaled).sum(axis=1), dtype=np.float64).ravel(),
        "square": -gamma * square,
    } | row_tensors(2.0 * gamma * scaled)


def products(
    rows: sparse.csc_array, shifts: Floats, space: Space, gamma: float, free: float
) -> dict[str, NDArray[Any]]:
    """Return gamma v x + free, with v = a t + b and x = a y + b in the features' scale and shift.

    The product is a^2 t y + a b y + v b: the second part is common to all vectors, and the third,
    `shifts`, does not depend on the text.
    """
    square = space.placed(space.scale[None, :] ** 2)[0]
    tensors = {"offset": gamma * shifts + free} | row_tensors(gamma * (rows * square[None, :]))
    if space.shift.any():
        tensors["common"] = gamma * space.placed((space.scale * space.shift)[None, :])[0]
    return tensors


def check_width(estimator: Any, space: Space) -> None:
    """Refuse an estimator that was fitted to another number of features than the space has."""
    check_features(estimator.n_features_in_, space, type(estimator).__name__)


def check_features(found: int, space: Space, name: str) -> None:
    """Refuse a classifier that was fitted to another number of features than the space has."""
    if found != space.count:
        raise InputError(
            f"{name} has {found} features and the vectorizer {space.count} terms; {WANTED}"
        )


def _without_shift(rows: Any, space: Space) -> Floats:
    dense = rows.toarray() if sparse.issparse(rows) else np.asarray(rows, dtype=np.float64)
    difference: Floats = dense - space.shift
    difference[np.abs(difference) <= ZERO * np.abs(space.shift)] = 0.0
    return difference
