"""Export AdaBoost over decision trees."""

from typing import Any

import numpy as np

from train.errors import InputError
from train.export.forms.ensemble import ensemble
from train.export.forms.node import Node
from train.export.forms.packing import Tree
from train.export.forms.trees import shares, tree_of
from train.export.space import Space

BASES = ("DecisionTreeClassifier", "ExtraTreeClassifier")


def _adaboost(classifier: Any, space: Space) -> Node:
    """Let each tree vote with its weight w: w for its class, -w / (k - 1) for the k - 1 others.

    The votes are divided by the sum of the weights. With two classes the decision d is the second
    sum minus the first, and the probability logistic(d); with more it is softmax(sums / (k - 1)).
    """
    if getattr(classifier, "algorithm", "SAMME") == "SAMME.R":
        raise InputError(
            "AdaBoostClassifier(algorithm='SAMME.R') is not supported; expected 'SAMME'"
        )
    weights = classifier.estimator_weights_[: len(classifier.estimators_)]
    pairs = zip(classifier.estimators_, weights, strict=True)
    trees = [_voting_tree(estimator, weight, classifier.classes_) for estimator, weight in pairs]
    return ensemble(
        trees,
        space,
        classifier.classes_,
        np.zeros(len(classifier.classes_)),
        "softmax",
        divisor=classifier.estimator_weights_.sum(),
        factor=1.0 / (len(classifier.classes_) - 1),
    )


def _voting_tree(estimator: Any, weight: float, classes: Any) -> Tree:
    name = type(estimator).__name__
    if name not in BASES:
        raise InputError(
            f"AdaBoostClassifier over {name} is not supported; expected one over "
            + " or ".join(BASES)
        )
    predicted = estimator.classes_.take(np.argmax(shares(estimator), axis=1))
    others = -1 / (len(classes) - 1) * weight
    return tree_of(estimator, np.where(predicted[:, None] == classes, weight, others))


EXPORTERS = {"sklearn.AdaBoostClassifier": _adaboost}
