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
from train.recipes.fast_vectors import FastVectors, can_be_fast


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
