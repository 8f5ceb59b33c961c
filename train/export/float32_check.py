"""Compute how storing coefficients in float32 changes the scores of texts.

All texts are scored at once, as matrices, with the numbers that the service's reader returns. This
is as exact as scoring each text with both models, and takes a fraction of the time.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import linalg

from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.tfidf_block import TfidfBlock
from chalicelib.scoring.vectorizer import Vectorizer
from train.export.exported import Export
from train.recipes.fast_vectors import FastVectors, can_be_fast

FLOAT32_TOLERANCE = 1e-6
"""The largest change of a training text's score at which coefficients are stored in float32."""
TRIED_TEXTS = 100
"""How many of the training texts, evenly spread, the exported model itself must score alike."""
BATCH_TEXTS = 10_000
"""How many texts one matrix holds, so that a large corpus takes no more memory."""


def scores_agree(
    exact: Export, small: Export, vectorizer: Any, texts: Sequence[str], presence: bool
) -> bool:
    """Return whether the float32 model's scores equal the exact ones, within the tolerance.

    All texts are compared as matrices. Some are also scored by the model itself, which shows that
    the matrices compute what the model computes.

    Parameters
    ----------
    exact, small
        The model with 64-bit and with 32-bit floats.
    vectorizer, presence
        What `vectors_of` takes.
    """
    every = max(1, len(texts) // TRIED_TEXTS)
    for at in range(0, len(texts), BATCH_TEXTS):
        batch = texts[at : at + BATCH_TEXTS]
        vectors = vectors_of(vectorizer, batch, presence)[:, exact.columns]
        expected = margins(exact.linear, vectors)
        vectors = rounded(vectors, exact.read_vectorizer, small.read_vectorizer)
        tried = [small.scores(text)[-expected.shape[1] :] for text in batch[::every]]
        changes = (margins(small.linear, vectors) - expected, tried - expected[::every])
        if not all(np.abs(change).max() <= FLOAT32_TOLERANCE for change in changes):
            return False
    return True


def vectors_of(vectorizer: Any, texts: Sequence[str], presence: bool) -> sparse.csr_matrix:
    """Return scikit-learn's vectors [texts, n]; with `presence`, 1 for each term that occurs."""
    if can_be_fast(vectorizer):
        vectorizer = FastVectors(vectorizer)
    vectors = sparse.csr_matrix(vectorizer.transform(texts), dtype=np.float64)
    return (vectors != 0).astype(np.float64) if presence else vectors


def rounded(vectors: sparse.csr_matrix, exact: Vectorizer, small: Vectorizer) -> sparse.csr_matrix:
    """Return the vectors as they are with the idf values of the other file.

    x_j = weight * tf_j * idf_j / norm, so each x_j is multiplied by the ratio of its two idf
    values, and each row by the ratio of its norms before and after.
    """
    blocks = [
        _rounded(vectors[:, one.first_column : one.first_column + one.width], one, other)
        for one, other in zip(exact.blocks, small.blocks, strict=True)
    ]
    return sparse.hstack(blocks, format="csr")


def _rounded(vectors: sparse.csr_matrix, exact: TfidfBlock, small: TfidfBlock) -> sparse.csr_matrix:
    if exact.idf is None or small.idf is None:
        return vectors
    before, after = np.array(exact.idf), np.array(small.idf, dtype=np.float64)
    ratios = np.divide(after, before, out=np.ones_like(before), where=before != 0)
    result = vectors @ sparse.diags(ratios)
    if exact.norm is None:
        return result
    order = {"l1": 1, "l2": 2}[exact.norm]
    length, other = (linalg.norm(rows, order, axis=1) for rows in (vectors, result))
    scales = np.divide(length, other, out=np.ones_like(length), where=other != 0)
    return sparse.diags(scales) @ result


def margins(classifier: Classifier, vectors: sparse.csr_matrix) -> NDArray[np.float64]:
    """Return the scores [texts, rows] of a classifier without a quadratic term."""
    linear = np.array(classifier.linear, dtype=np.float64).reshape(-1, classifier.width)
    scores: NDArray[np.float64] = vectors @ linear.T + np.array(classifier.intercept)
    return scores
