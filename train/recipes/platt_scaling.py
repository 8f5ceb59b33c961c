"""Probabilities for linear machines: a sigmoid per class, fitted to out-of-fold scores."""

from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression, SGDClassifier


def fit_sigmoid(scores: Any, positive: Any) -> tuple[float, float]:
    """Return slope a and offset b of the sigmoid 1 / (1 + exp(-(a score + b))).

    Platt's method (Probabilistic outputs for support vector machines, 1999): the targets are not
    1 and 0 but (P + 1) / (P + 2) and 1 / (N + 2) for P positive and N negative scores, so that
    the sigmoid stays finite where the scores divide the classes without a mistake. Where a higher
    score does not mean a higher probability, which few texts can pretend, the score is taken for
    the log odds: a sigmoid that falls would turn every label around.

    Parameters
    ----------
    scores
        Scores [texts] of machines that were not fitted to the text.
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
    return (slope, float(sigmoid.intercept_[0])) if slope >= 0 else (1.0, 0.0)


def calibrated(machine: Any, out_of_fold: Any, labels: Any) -> SGDClassifier:
    """Return a classifier with the machine's weights and each row's sigmoid worked into them.

    a (w x + b') + b is linear in x again, with the weights a w and the intercept a b' + b; its
    logistic is what `SGDClassifier(loss="log_loss")` gives as a probability, one class against
    the rest, divided by the sum over the classes where there are more than two.

    Parameters
    ----------
    machine
        A fitted linear classifier with `coef_` [rows, n] and `intercept_` [rows].
    out_of_fold
        Scores [texts] or [texts, rows] of machines that were not fitted to the text.
    labels
        The texts' labels.
    """
    scores = np.asarray(out_of_fold).reshape(len(labels), -1)
    classes = machine.classes_
    rows = classes[1:] if len(classes) == 2 else classes
    sigmoids = [
        fit_sigmoid(column, np.asarray(labels) == name)
        for column, name in zip(scores.T, rows, strict=True)
    ]
    slope, offset = np.array(sigmoids).T
    classifier = SGDClassifier(loss="log_loss")
    classifier.classes_ = classes
    classifier.coef_ = machine.coef_ * slope[:, np.newaxis]
    classifier.intercept_ = machine.intercept_ * slope + offset
    classifier.n_features_in_ = machine.coef_.shape[1]
    return classifier
