"""Export isolation forests: a text that few questions tell from all others is an outlier."""

from typing import Any

import numpy as np

from train.errors import InputError
from train.export.classifiers.label_names import OUTLIERS
from train.export.forms.node import Node, nested
from train.export.forms.rows import check_width
from train.export.forms.trees.ensemble import ensemble
from train.export.forms.trees.packing import Tree
from train.export.forms.trees.single_trees import tree_of
from train.export.forms.trees.thresholds import last
from train.export.space import Space


def _isolation_forest(detector: Any, space: Space) -> Node:
    """Export an `IsolationForest`.

    A text is an outlier if -2^(-d / n) is below `offset_`, where d adds up the depths of its leaves
    and n is the depth that is expected. The first of two sums is the highest such d, and the second
    is d, so that the margin is above 0 exactly for inliers, whatever the rounding does.
    """
    check_width(detector, space)
    expected = len(detector.estimators_) * _path_length(detector)
    offset = float(detector.offset_)

    def is_outlier(depths: Any) -> Any:
        with np.errstate(over="ignore"):
            return -(2 ** -(depths / expected)) - offset < 0

    start = np.array([last(is_outlier, 1)[0], 0.0])
    trees = [_tree(detector, number) for number in range(len(detector.estimators_))]
    forest = ensemble(trees, space, OUTLIERS, start, "softmax")
    # The forest's probabilities mean nothing, so only its decision is taken.
    config = {"kind": "one_vs_rest", "take": "decision", "probabilities": False}
    tensors = nested("0", forest)
    return Node(config | {"members": [forest.config]}, tensors, OUTLIERS, "none", decides=False)


def _path_length(detector: Any) -> float:
    """Return the mean depth of a tree of as many texts as each tree saw."""
    from sklearn.ensemble._iforest import _average_path_length

    length = float(_average_path_length([detector._max_samples])[0])
    if not length:
        raise InputError(
            "IsolationForest whose trees saw one text each is not supported; expected more "
            "texts, or a higher max_samples"
        )
    return length


def _tree(detector: Any, number: int) -> Tree:
    """Return a tree whose leaves have their depth, added as scikit-learn adds it."""
    depth = detector._decision_path_lengths[number]
    value = depth + detector._average_path_length_per_tree[number] - 1.0
    tree = tree_of(detector.estimators_[number], np.stack([np.zeros(len(value)), value], axis=1))
    features = np.asarray(detector.estimators_features_[number])
    seen = np.where(tree.feature < 0, -1, features[np.maximum(tree.feature, 0)])
    return Tree(seen, tree.threshold, tree.left, tree.right, tree.value)


EXPORTERS = {"sklearn.IsolationForest": _isolation_forest}
