"""Fit Gaussian naive Bayes on a sparse matrix without ever making it dense.

`GaussianNB.fit` takes dense input alone: 557,200 texts of 8,000 terms would need 35 GB. It wants
no more of the matrix than each class's mean and variance of every column, and those come from
the entries that are not zero.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.naive_bayes import GaussianNB
from sklearn.utils.sparsefuncs import mean_variance_axis


def fit_gaussian(matrix: Any, labels: Sequence[str]) -> GaussianNB:
    """Fit scikit-learn's own `GaussianNB` with the default parameters.

    Parameters
    ----------
    matrix
        Sparse CSR matrix of shape (texts, terms).
    labels
        One label per row; every class that is to be known occurs.

    Returns
    -------
    GaussianNB
        A fitted estimator whose `theta_` and `var_` are those of the dense fit but for rounding:
        per class the mean and the variance (divided by n), the variance raised by
        `var_smoothing` times the largest variance of a column over all texts.
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
