"""Operations on sparse matrices that copy less than SciPy's own, for corpora that fill the memory."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.preprocessing import normalize
from sklearn.utils import gen_batches


def keep_columns(vectors: Any, kept: Any, widths: Sequence[int]) -> Any:
    """Return the vectors [texts, kept], each block scaled to Euclidean length 1 again.

    That is what the blocks themselves give, of norm "l2" and weight 1, once `keep_terms` has
    taken the other terms out of them.

    Parameters
    ----------
    vectors
        Sparse CSR matrix of shape (texts, terms), each row the entries of block after block, as
        `beside` puts them together. With as many entries as a large corpus has, a copy is dear:
        none is made but the one that is returned.
    kept
        Booleans [terms].
    widths
        How many terms each block has.
    """
    result = vectors[:, np.flatnonzero(kept)]
    ends = [int(np.count_nonzero(kept[:end])) for end in np.cumsum(widths)]
    starts = [result.indptr[:-1], *(_entries_before(result, end) for end in ends[:-1])]
    pointers = np.append(np.stack(starts, axis=1), result.indptr[-1:])
    runs = sparse.csr_matrix(
        (result.data, result.indices, pointers), shape=(len(pointers) - 1, result.shape[1])
    )
    normalize(runs, copy=False)  # a row is a text's run of a block; the data is that of `result`
    return result


def _entries_before(vectors: Any, column: int) -> Any:
    """Return where in each row [texts] the entries of this column and of later ones begin."""
    counts = np.zeros(vectors.nnz + 1, dtype=vectors.indptr.dtype)
    np.cumsum(vectors.indices < column, out=counts[1:])
    return vectors.indptr[:-1] + counts[vectors.indptr[1:]] - counts[vectors.indptr[:-1]]


def beside(parts: Sequence[Any]) -> Any:
    """Put the columns of CSR matrices side by side, as `scipy.sparse.hstack`, with fewer copies.

    >>> beside([sparse.csr_matrix([[1.0], [0.0]]), sparse.csr_matrix([[0.0, 2], [3, 4]])]).toarray()
    array([[1., 0., 2.],
           [0., 3., 4.]])
    """
    pointers = sum(part.indptr for part in parts)
    data, indices = np.empty(pointers[-1]), np.empty(pointers[-1], dtype=np.int32)
    starts, width = pointers[:-1].copy(), 0
    for part in parts:
        lengths = np.diff(part.indptr)
        places = np.repeat(starts - part.indptr[:-1], lengths)
        places += np.arange(part.nnz, dtype=places.dtype)
        data[places], indices[places] = part.data, part.indices + width
        starts += lengths
        width += part.shape[1]
    return sparse.csr_matrix((data, indices, pointers), shape=(len(starts), width))


def transform_in_parts(vectorizer: Any, texts: Sequence[str], at_once: int) -> Any:
    """Return a fitted vectorizer's vectors [texts, terms], made from so many texts at once.

    While it counts, scikit-learn holds twice what the vectors take. Few large parts are better than
    many small ones: glibc gives what takes over 32 MB back to the system at once; of parts of
    10,000 texts, 0.8 GB in all were free and stayed with the process.
    """
    parts = [vectorizer.transform(texts[part]) for part in gen_batches(len(texts), at_once)]
    return sparse.vstack(parts, format="csr")
