"""Export decision trees and forests of scikit-learn."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from train.errors import InputError
from train.export.forms.node import Node
from train.export.forms.rows import check_width
from train.export.forms.trees.ensemble import forest
from train.export.forms.trees.packing import Tree
from train.export.space import Space

Floats = NDArray[np.float64]


def tree_of(estimator: Any, value: Floats) -> Tree:
    """Return a fitted tree of scikit-learn with these numbers for its nodes."""
    fitted = estimator.tree_
    return Tree(
        feature=np.where(fitted.children_left < 0, -1, fitted.feature),
        threshold=fitted.threshold,
        left=fitted.children_left,
        right=fitted.children_right,
        value=value,
    )


def shares(estimator: Any) -> Floats:
    """Return each node's share of each class (nodes, classes).

    Until scikit-learn 1.3, a tree held numbers of texts in place of shares.
    """
    value: Floats = estimator.tree_.value[:, 0, :]
    total = value.sum(axis=1, keepdims=True)
    return value if np.allclose(total, 1.0) else value / np.where(total == 0.0, 1.0, total)


def _tree(classifier: Any, space: Space) -> Node:
    return _forest_of(classifier, [classifier], space)


def _forest(classifier: Any, space: Space) -> Node:
    return _forest_of(classifier, classifier.estimators_, space)


def _forest_of(classifier: Any, estimators: Sequence[Any], space: Space) -> Node:
    check_width(classifier, space)
    if classifier.n_outputs_ > 1:
        return _several(classifier, estimators, space)
    trees = [tree_of(each, shares(each)) for each in estimators]
    return forest(trees, space, classifier.classes_)


def _several(classifier: Any, estimators: Sequence[Any], space: Space) -> Node:
    """Export trees that were fitted to a table of 0 and 1, with a column for each label."""
    absent = [0 in classes for classes in classifier.classes_]
    present = [1 in classes for classes in classifier.classes_]
    if any(not {*classes} <= {0, 1} for classes in classifier.classes_):
        raise InputError(
            f"{type(classifier).__name__} with several labels for each text has other values than "
            "0 and 1; expected a column of 0 and 1 for each label"
        )
    trees = []
    for each in estimators:
        value = each.tree_.value
        total = value.sum(axis=2, keepdims=True)
        value = value / np.where(np.isclose(total, 1.0), 1.0, total)
        columns = []
        for label, (has_absent, has_present) in enumerate(zip(absent, present, strict=True)):
            no = value[:, label, 0] if has_absent else np.zeros(len(value))
            yes = value[:, label, int(has_absent)] if has_present else np.zeros(len(value))
            columns += [no, yes]
        trees.append(tree_of(each, np.stack(columns, axis=1)))
    return forest(trees, space, range(len(absent)), several=True)


EXPORTERS = {
    "sklearn.DecisionTreeClassifier": _tree,
    "sklearn.ExtraTreeClassifier": _tree,
    "sklearn.RandomForestClassifier": _forest,
    "sklearn.ExtraTreesClassifier": _forest,
    "imblearn.BalancedRandomForestClassifier": _forest,
}
