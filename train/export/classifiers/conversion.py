"""Turn fitted scikit-learn classifiers into one discriminant function, the stored form.

    score_k(x) = intercept_k + sum_j linear_kj x_j + sum_j quadratic_kj x_j^2

docs/format.md derives it for each estimator. Estimators without such a form are refused by name.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse
from sklearn import linear_model
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import (
    LogisticRegression,
    LogisticRegressionCV,
    Perceptron,
    RidgeClassifier,
    RidgeClassifierCV,
    SGDClassifier,
)
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.neighbors import NearestCentroid
from sklearn.svm import LinearSVC

from train.errors import InputError
from train.export.classifiers.label_names import class_names
from train.export.discriminant import Discriminant, checked, margin


def discriminant(classifier: Any) -> Discriminant:
    """Return the discriminant function of a fitted classifier of a type in `BUILDERS`.

    Raises
    ------
    InputError
        If the classifier has no such form; names the parameter, and what is expected.
    """
    with np.errstate(all="ignore"):  # what is not finite is refused, without numpy's warning
        form = margin(BUILDERS[type(classifier)](classifier))
    return checked(form, type(classifier).__name__)


def _gaussian(classifier: GaussianNB) -> Discriminant:
    """Expand ln P(k) - sum_j [ln(2 pi v_kj) + (x_j - m_kj)^2 / v_kj] / 2 into powers of x_j."""
    mean, variance = classifier.theta_, classifier.var_
    constant = -0.5 * (np.log(2 * np.pi * variance) + mean**2 / variance)
    return Discriminant(
        classes=_classes(classifier),
        link="softmax",
        intercept=np.log(classifier.class_prior_) + [math.fsum(row) for row in constant],
        linear=mean / variance,
        quadratic=-0.5 / variance,
    )


def _multinomial(classifier: MultinomialNB) -> Discriminant:
    return Discriminant(
        _classes(classifier),
        "softmax",
        np.asarray(classifier.class_log_prior_, dtype=np.float64),
        classifier.feature_log_prob_,
    )


def _complement(classifier: ComplementNB) -> Discriminant:
    """Complement naive Bayes scores without the class prior."""
    zeros = np.zeros(len(classifier.classes_))
    return Discriminant(_classes(classifier), "softmax", zeros, classifier.feature_log_prob_)


def _bernoulli(classifier: BernoulliNB) -> Discriminant:
    """Put ln(1 - p_kj) of every term into the intercept; a present term adds ln p - ln(1 - p).

    Example: with p = 0.8 for one term, its absence adds ln 0.2 and its presence ln 0.8. The
    intercept holds ln 0.2, and the coefficient is ln 0.8 - ln 0.2.
    """
    if classifier.binarize not in (0.0, None):
        raise InputError(
            f"BernoulliNB(binarize={classifier.binarize!r}) is not supported; expected 0.0 or None"
        )
    present = classifier.feature_log_prob_
    absent = np.log1p(-np.exp(present))
    return Discriminant(
        classes=_classes(classifier),
        link="softmax",
        intercept=np.array([math.fsum(row) for row in absent]) + classifier.class_log_prior_,
        linear=present - absent,
        presence=classifier.binarize is not None,
    )


def linear_function(classifier: Any) -> Discriminant:
    """Copy a linear model's coefficients: one row for each class, or the margin's row for two."""
    coefficients = classifier.coef_
    if sparse.issparse(coefficients):  # after `sparsify`
        coefficients = coefficients.toarray()
    linear = np.atleast_2d(np.asarray(coefficients, dtype=np.float64))
    intercept = np.broadcast_to(
        np.asarray(classifier.intercept_, dtype=np.float64), linear.shape[:1]
    )
    return Discriminant(_classes(classifier), "none", intercept, linear)


def _logistic_regression(classifier: LogisticRegression) -> Discriminant:
    """Take the link that `predict_proba` had; until scikit-learn 1.8, `multi_class` chose it.

    A multinomial model of two classes with the decision d has the scores -d and d, so the margin
    is 2 d.
    """
    form, two = linear_function(classifier), len(classifier.classes_) == 2
    chosen = vars(classifier).get("multi_class", "auto")
    one_versus_rest = chosen in ("ovr", "warn") or classifier.solver == "liblinear"
    if two and chosen == "multinomial":
        form = replace(form, intercept=2 * form.intercept, linear=2 * form.linear)
    return replace(form, link="logistic" if one_versus_rest and not two else "softmax")


def _sgd(classifier: SGDClassifier) -> Discriminant:
    if classifier.loss == "modified_huber":
        raise InputError(
            "SGDClassifier(loss='modified_huber') is not supported: its probabilities are neither "
            "softmax nor logistic; expected another loss, such as 'log_loss' or 'hinge'"
        )
    return replace(
        linear_function(classifier), link="logistic" if classifier.loss == "log_loss" else "none"
    )


def _nearest_centroid(classifier: NearestCentroid) -> Discriminant:
    """Turn the least distance to a centroid c_k into the highest score c_k x - |c_k|^2 / 2.

    |x - c_k|^2 is |x|^2 - 2 c_k x + |c_k|^2, and |x|^2 is the same for all classes. scikit-learn's
    probabilities are those of another distance, so there are none.
    """
    if classifier.metric != "euclidean":
        raise InputError(
            f"NearestCentroid(metric={classifier.metric!r}) is not supported; expected 'euclidean'"
        )
    priors = getattr(classifier, "class_prior_", np.ones(1))
    if not np.isclose(priors, 1 / len(priors)).all():
        raise InputError(
            "NearestCentroid with priors that are not equal is not supported; expected "
            "priors='uniform'"
        )
    centroids = np.asarray(classifier.centroids_, dtype=np.float64)
    return Discriminant(_classes(classifier), "none", -0.5 * (centroids**2).sum(axis=1), centroids)


def _softmax(classifier: Any) -> Discriminant:
    """Copy the coefficients of a classifier whose probabilities are the softmax of its scores."""
    return replace(linear_function(classifier), link="softmax")


BUILDERS: dict[type, Callable[[Any], Discriminant]] = {
    GaussianNB: _gaussian,
    MultinomialNB: _multinomial,
    ComplementNB: _complement,
    BernoulliNB: _bernoulli,
    LogisticRegression: _logistic_regression,
    LinearSVC: linear_function,
    SGDClassifier: _sgd,
    RidgeClassifier: linear_function,
    Perceptron: linear_function,
    RidgeClassifierCV: linear_function,
    LogisticRegressionCV: _logistic_regression,
    LinearDiscriminantAnalysis: _softmax,
    NearestCentroid: _nearest_centroid,
}
if hasattr(linear_model, "PassiveAggressiveClassifier"):  # scikit-learn removes it in 1.10
    BUILDERS[linear_model.PassiveAggressiveClassifier] = linear_function


def _classes(classifier: Any) -> tuple[str, ...]:
    return class_names(classifier.classes_)
