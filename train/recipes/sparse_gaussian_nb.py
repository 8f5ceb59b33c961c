"""Fit Gaussian naive Bayes to a sparse matrix without making it dense.

`GaussianNB.fit` takes only dense input: 557,200 texts with 8,000 terms would need 35 GB. It needs
only each class's mean and variance of every column, which follow from the nonzero entries.
"""

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.naive_bayes import GaussianNB
from sklearn.utils.sparsefuncs import mean_variance_axis


def fit_gaussian(matrix: sparse.csr_matrix, labels: Sequence[str]) -> GaussianNB:
    """Return scikit-learn's `GaussianNB` with default parameters, fitted to a sparse matrix.

    Parameters
    ----------
    matrix
        Sparse CSR matrix of shape (texts, terms).
    labels
        One label for each row.

    Returns
    -------
    GaussianNB
        A fitted estimator. Its `theta_` and `var_` equal those of the dense fit except for
        rounding: each class's mean and variance (divided by n), the variance plus `var_smoothing`
        times the largest variance of a column over all texts.
    """
    classifier = GaussianNB()
    y = np.asarray(labels)
    classes, counts = np.unique(y, return_counts=True)
    moments = [mean_variance_axis(matrix[y == label], axis=0) for label in classes]
    classifier.epsilon_ = classifier.var_smoothing * mean_variance_axis(matrix, axis=0)[1].max()
    classifier.classes_ = classes
    classifier.class_count_ = counts.astype(np.float64)
    classifier.class_prior_ = classifier.class_count_ / counts.sum()
    classifier.theta_ = np.array([mean for mean, _ in moments])
    classifier.var_ = np.array([variance for _, variance in moments]) + classifier.epsilon_
    classifier.n_features_in_ = matrix.shape[1]
    return classifier
