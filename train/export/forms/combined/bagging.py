"""Export a BaggingClassifier: a vote of estimators that saw other texts and other features."""

from copy import copy
from typing import Any

import numpy as np

from train.errors import InputError
from train.export.forms.combined.members import export_member, places
from train.export.forms.combined.voting import vote
from train.export.forms.node import Node
from train.export.forms.rows import check_width
from train.export.space import Space


def _bagging(classifier: Any, space: Space) -> Node:
    """Export a BaggingClassifier: each estimator sees features of its own.

    Its probabilities are the mean of its estimators', or the shares of their labels. Its decision
    function is the mean of theirs, and the labels do not follow from it.
    """
    check_width(classifier, space)
    classes = tuple(classifier.classes_)
    members = classifier.estimators_
    soft = hasattr(members[0], "predict_proba")
    take = "probabilities" if soft else "label"
    nodes = [
        export_member(_with_seen_classes(member), _subspace(space, features), take)
        for member, features in zip(members, classifier.estimators_features_, strict=True)
    ]
    numbers = range(len(classes))
    known = [places(node, numbers) for node in nodes]
    total = float(len(nodes))
    return vote(nodes, classes, np.ones(len(nodes)), take, total, known)


def _subspace(space: Space, features: Any) -> Space:
    """Return the space of some of the features."""
    features = np.asarray(features)
    if len(np.unique(features)) != len(features):
        raise InputError(
            "BaggingClassifier gives an estimator the same feature twice, which is not supported; "
            "expected bootstrap_features=False"
        )
    return Space(
        space.width,
        space.columns[features],
        space.scale[features],
        space.shift[features],
        space.dense,
    )


def _with_seen_classes(estimator: Any) -> Any:
    """Return the estimator without the classes that none of its texts has.

    scikit-learn gives these texts a weight of 0. Naive Bayes then gives the class the probability
    0, and LinearSVC has no row for it: its rows are those of the first classes.
    """
    name, seen = type(estimator).__name__, np.ones(len(estimator.classes_), dtype=bool)
    if name in ("MultinomialNB", "BernoulliNB"):
        seen = np.isfinite(estimator.class_log_prior_)
    elif name == "LinearSVC":
        seen[max(2, len(estimator.coef_)) :] = False
    if seen.all():
        return estimator
    copied = copy(estimator)
    copied.classes_ = estimator.classes_[seen]
    if name != "LinearSVC":
        copied.class_log_prior_ = estimator.class_log_prior_[seen]
        copied.feature_log_prob_ = estimator.feature_log_prob_[seen]
    return copied


EXPORTERS = {
    "sklearn.BaggingClassifier": _bagging,
    "imblearn.BalancedBaggingClassifier": _bagging,
    "imblearn.EasyEnsembleClassifier": _bagging,
}
