"""Operations on sparse matrices that copy less than SciPy's, for corpora that fill the memory."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.preprocessing import normalize
from sklearn.utils import gen_batches


def keep_columns(
    vectors: sparse.csr_matrix, kept: NDArray[np.bool_], widths: Sequence[int]
) -> sparse.csr_matrix:
    """Return the vectors [texts, kept], with each block scaled to Euclidean length 1 again.

    Blocks of norm "l2" and weight 1 give the same vectors after `keep_terms` removed the other
    terms. Each row of `vectors` [texts, terms] has the entries of block after block, as
    `hstack_csr` puts them together. `kept` are booleans [terms], and `widths` the number of terms
    of each block. Only the returned matrix is a copy, because a large corpus leaves no memory for a
    second one.
    """
    # To scale each block's share of a row by itself, `runs` has one row for each text and block.
    # It shares its data with `result`. Example: two texts with two blocks each,
    #     columns 0 1 | 2      columns 1 | 2 4      indptr [0, 3, 6]
    # become four rows, indptr [0, 2, 3, 4, 6].
    result = vectors[:, np.flatnonzero(kept)]
    ends = [int(np.count_nonzero(kept[:end])) for end in np.cumsum(widths)]
    starts = [result.indptr[:-1], *(_entries_before(result, end) for end in ends[:-1])]
    pointers = np.append(np.stack(starts, axis=1), result.indptr[-1:])
    runs = sparse.csr_matrix(
        (result.data, result.indices, pointers), shape=(len(pointers) - 1, result.shape[1])
    )
    normalize(runs, copy=False)
    return result


def _entries_before(vectors: sparse.csr_matrix, column: int) -> NDArray[np.int_]:
    """Return the position [texts] in each row at which this column and later ones start.

    `counts[i]` is how many of the first i entries are before the column. Example: for column 2 and
    rows with the columns 0 1 2 and 1 2 4, counts is [0, 1, 2, 2, 3, 3, 3] and the positions are
    0 + 2 - 0 = 2 and 3 + 3 - 2 = 4.
    """
    counts = np.zeros(vectors.nnz + 1, dtype=vectors.indptr.dtype)
    np.cumsum(vectors.indices < column, out=counts[1:])
    positions: NDArray[np.int_] = (
        vectors.indptr[:-1] + counts[vectors.indptr[1:]] - counts[vectors.indptr[:-1]]
    )
    return positions


def hstack_csr(matrices: Sequence[sparse.csr_matrix]) -> sparse.csr_matrix:
    """Stack CSR matrices horizontally, as `scipy.sparse.hstack` does, with fewer copies.

    >>> left, right = sparse.csr_matrix([[1.0], [0.0]]), sparse.csr_matrix([[0.0, 2], [3, 4]])
    >>> hstack_csr([left, right]).toarray()
    array([[1., 0., 2.],
           [0., 3., 4.]])
    """
    pointers = sum(matrix.indptr for matrix in matrices)
    data, indices = np.empty(pointers[-1]), np.empty(pointers[-1], dtype=np.int32)
    starts, width = pointers[:-1].copy(), 0
    for matrix in matrices:
        # Where each entry goes: the next free position of its row, plus its position in the row.
        lengths = np.diff(matrix.indptr)
        positions = np.repeat(starts - matrix.indptr[:-1], lengths)
        positions += np.arange(matrix.nnz, dtype=positions.dtype)
        data[positions], indices[positions] = matrix.data, matrix.indices + width
        starts += lengths
        width += matrix.shape[1]
    return sparse.csr_matrix((data, indices, pointers), shape=(len(starts), width))


def transform_in_batches(
    vectorizer: Any, texts: Sequence[str], batch_size: int
) -> sparse.csr_matrix:
    """Return a fitted vectorizer's vectors [texts, terms], computed batch by batch.

    While terms are counted, they need twice the memory of the vectors. A few large batches
    are better than many small ones: glibc returns blocks over 32 MB to the system at once, whereas
    with batches of 10,000 texts 0.8 GB of free memory stayed with the process.
    """
    batches = [vectorizer.transform(texts[rows]) for rows in gen_batches(len(texts), batch_size)]
    return sparse.vstack(batches, format="csr")
