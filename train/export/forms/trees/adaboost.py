"""Export AdaBoost over decision trees or any other classifier."""

from typing import Any

import numpy as np

from train.errors import InputError
from train.export.forms.combined.members import export_member
from train.export.forms.node import Node, listed, nested
from train.export.forms.rows import check_width
from train.export.forms.trees.ensemble import ensemble
from train.export.forms.trees.packing import Tree
from train.export.forms.trees.single_trees import shares, tree_of
from train.export.space import Space, plain_space

TREES = ("DecisionTreeClassifier", "ExtraTreeClassifier")


def _adaboost(classifier: Any, space: Space) -> Node:
    """Let each estimator vote with its weight w: w for its class, -w / (k - 1) for the others.

    The votes are divided by the sum of the weights. With two classes the decision d is the second
    sum minus the first, and the probability logistic(d); with more it is softmax(sums / (k - 1)).
    """
    check_width(classifier, space)
    if getattr(classifier, "algorithm", "SAMME") == "SAMME.R":
        raise InputError(
            "AdaBoostClassifier(algorithm='SAMME.R') is not supported; expected 'SAMME'"
        )
    weights = classifier.estimator_weights_[: len(classifier.estimators_)]
    pairs = [*zip(classifier.estimators_, weights, strict=True)]
    classes = classifier.classes_
    if type(classifier.estimators_[0]).__name__ in TREES:
        return _sum([_voting_tree(*pair, classes) for pair in pairs], classifier, space)
    votes = [_label_tree(number, pair[1], len(classes)) for number, pair in enumerate(pairs)]
    final = _sum(votes, classifier, plain_space(len(votes), True))
    nodes = [_member(estimator, classes, space) for estimator in classifier.estimators_]
    configs, tensors = listed(nodes)
    config = {"kind": "stack", "take": ["label"] * len(nodes), "passthrough": False}
    config |= {"members": configs, "final": final.config}
    return Node(config, tensors | nested("final", final), tuple(classes), final.link)


def _sum(trees: list[Tree], classifier: Any, space: Space) -> Node:
    count = len(classifier.classes_)
    return ensemble(
        trees,
        space,
        classifier.classes_,
        np.zeros(count),
        "softmax",
        divisor=classifier.estimator_weights_.sum(),
        factor=1.0 / (count - 1),
    )


def _voting_tree(estimator: Any, weight: float, classes: Any) -> Tree:
    predicted = estimator.classes_.take(np.argmax(shares(estimator), axis=1))
    others = -1 / (len(classes) - 1) * weight
    return tree_of(estimator, np.where(predicted[:, None] == classes, weight, others))


def _label_tree(column: int, weight: float, classes: int) -> Tree:
    """Return a tree that votes for the class whose number is in a column.

    Of the k - 1 inner nodes, node i asks whether the number is at most i, and leads to leaf
    k - 1 + i or to the next node; the last one leads to the leaf of the last class, 2 k - 2.
    """
    inner = np.arange(classes - 1)
    leaves = np.full(classes, -1)
    others = -1 / (classes - 1) * weight
    votes = np.where(np.eye(classes, dtype=bool), weight, others)
    following = np.where(inner == classes - 2, 2 * classes - 2, inner + 1)
    return Tree(
        feature=np.concatenate([np.full(classes - 1, column), leaves]),
        threshold=np.concatenate([inner + 0.5, np.zeros(classes)]),
        left=np.concatenate([classes - 1 + inner, leaves]),
        right=np.concatenate([following, leaves]),
        value=np.concatenate([np.zeros((classes - 1, classes)), votes]),
    )


def _member(estimator: Any, classes: Any, space: Space) -> Node:
    node = export_member(estimator, space, "label")
    if list(node.classes) != list(classes):
        raise InputError(
            f"AdaBoostClassifier has the classes {', '.join(map(str, classes))} and an estimator "
            f"{', '.join(map(str, node.classes))}; expected the same"
        )
    return node


EXPORTERS = {
    "sklearn.AdaBoostClassifier": _adaboost,
    "imblearn.RUSBoostClassifier": _adaboost,
}
