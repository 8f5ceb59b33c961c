"""Export AdaBoost over decision trees, and over any other estimators."""

from typing import Any

import numpy as np

from train.errors import InputError
from train.export.forms.ensemble import ensemble
from train.export.forms.members import export_member, places
from train.export.forms.node import Node, nested
from train.export.forms.packing import Tree
from train.export.forms.trees import shares, tree_of
from train.export.forms.voting import vote
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
    if any(type(estimator).__name__ not in BASES for estimator in classifier.estimators_):
        return _of_others(classifier, space)
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
    predicted = estimator.classes_.take(np.argmax(shares(estimator), axis=1))
    others = -1 / (len(classes) - 1) * weight
    return tree_of(estimator, np.where(predicted[:, None] == classes, weight, others))


def _of_others(classifier: Any, space: Space) -> Node:
    """Export a vote of labels and a temperature, which gives the same.

    A class with the share v of the weights has (k v - 1) / (k - 1) of the votes above. So the
    probabilities are softmax(k v / (k - 1)^2), and of two classes softmax(2 v).
    """
    classes = tuple(classifier.classes_)
    nodes = [export_member(estimator, space, "label") for estimator in classifier.estimators_]
    known = [places(node, classes) for node in nodes]
    weights = classifier.estimator_weights_[: len(nodes)]
    votes = vote(nodes, classes, weights, "label", float(weights.sum()), known)
    # Of two classes the temperature's scores are -d and d for d = v_2 - v_1.
    beta = 1.0 if len(classes) == 2 else len(classes) / (len(classes) - 1) ** 2
    config = {"kind": "calibrated", "method": "temperature", "take": "decision", "of": votes.config}
    tensors = nested("of", votes) | {"beta": np.array([beta])}
    return Node(config, tensors, classes, "identity", decides=False)


EXPORTERS = {"sklearn.AdaBoostClassifier": _adaboost}
