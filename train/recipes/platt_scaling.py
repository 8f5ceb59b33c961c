"""Calibrate a linear SVM: fit one sigmoid for each class to out-of-fold scores."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.svm import LinearSVC

from chalicelib.scoring.classifier import logistic


class Sigmoid(NamedTuple):
    """The function 1 / (1 + exp(-(slope * score + offset)))."""

    slope: float
    offset: float


def fit_sigmoid(scores: NDArray[np.float64], positive: NDArray[np.bool_]) -> Sigmoid:
    """Return slope a and offset b of the sigmoid 1 / (1 + exp(-(a score + b))).

    This is Platt's method (Probabilistic outputs for support vector machines, 1999). The targets
    are (P + 1) / (P + 2) and 1 / (N + 2) for P positive and N negative scores instead of 1 and 0,
    so that the sigmoid stays finite if the scores separate the classes perfectly. With 3 positive
    and 1 negative score the targets are 4 / 5 and 1 / 3. With few texts the fitted slope can be
    negative, which would invert every label; the score itself is then used as the log odds.

    Parameters
    ----------
    scores
        Scores [texts], each from an SVM that was not fitted to the text.
    positive
        Booleans [texts].
    """
    positives = int(np.sum(positive))
    negatives = len(positive) - positives
    target = np.where(positive, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    columns = np.concatenate([scores, scores])[:, np.newaxis]
    truth = np.repeat([1, 0], len(scores))
    weights = np.concatenate([target, 1 - target])
    sigmoid = LogisticRegression(C=np.inf).fit(columns, truth, sample_weight=weights)
    slope = float(sigmoid.coef_[0, 0])
    return Sigmoid(slope, float(sigmoid.intercept_[0])) if slope >= 0 else Sigmoid(1.0, 0.0)


def calibrated(
    svm: LinearSVC, out_of_fold: NDArray[np.float64], labels: Sequence[str] | NDArray[np.str_]
) -> SGDClassifier:
    """Return a classifier with the SVM's coefficients, each row merged with its sigmoid.

    a (w x + b') + b is linear in x with the coefficients a w and the intercept a b' + b. Its
    logistic function is the probability that `SGDClassifier(loss="log_loss")` returns: one class
    against the rest, divided by the sum over all classes if there are more than two.

    `svm` is a fitted linear classifier with `coef_` [rows, n] and `intercept_` [rows].
    `out_of_fold` are scores [texts] or [texts, rows], each from an SVM that was not fitted to the
    text, and `labels` are those of the texts.
    """
    scores = np.asarray(out_of_fold).reshape(len(labels), -1)
    classes = svm.classes_
    rows = classes[1:] if len(classes) == 2 else classes
    sigmoids = [
        fit_sigmoid(column, np.asarray(labels) == name)
        for column, name in zip(scores.T, rows, strict=True)
    ]
    slope, offset = np.array(sigmoids).T
    classifier = SGDClassifier(loss="log_loss")
    classifier.classes_ = classes
    classifier.coef_ = svm.coef_ * slope[:, np.newaxis]
    classifier.intercept_ = svm.intercept_ * slope + offset
    classifier.n_features_in_ = svm.coef_.shape[1]
    return classifier


def threshold_at(svm: LinearSVC, classifier: SGDClassifier) -> float | None:
    """Return the probability at which the SVM's score is 0; None for more than two classes."""
    if len(svm.classes_) > 2:
        return None
    # The classifier's score is slope * (SVM's score) + offset, and its coefficients are
    # slope * (the SVM's). The slope is therefore their ratio, and at an SVM score of 0 the
    # classifier's score is the offset.
    slope = classifier.coef_[0] @ svm.coef_[0] / (svm.coef_[0] @ svm.coef_[0])
    return logistic(float(classifier.intercept_[0] - slope * svm.intercept_[0]))
