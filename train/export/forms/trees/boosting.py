"""Export gradient boosting of scikit-learn."""

from typing import Any

import numpy as np
from sklearn.dummy import DummyClassifier

from train.errors import InputError
from train.export.forms.node import Node
from train.export.forms.registry import export_form
from train.export.forms.rows import check_width
from train.export.forms.trees.ensemble import ensemble
from train.export.forms.trees.packing import Tree
from train.export.forms.trees.single_trees import tree_of
from train.export.space import Space

CONSTANT = ("prior", "most_frequent", "constant")
"""The strategies of a `DummyClassifier` whose probabilities are the same for each text."""


def _gradient_boosting(classifier: Any, space: Space) -> Node:
    """Add up learning rate times the leaf of each stage; stage i has a tree for each sum.

    The probabilities are logistic(d) for two classes, logistic(2 d) with the exponential loss.
    """
    check_width(classifier, space)
    rate = classifier.learning_rate
    trees = [
        tree_of(each, rate * each.tree_.value[:, 0, :])
        for each in classifier.estimators_.reshape(-1)
    ]
    init, start = classifier.init_, np.zeros(classifier.estimators_.shape[1])
    child = None
    if (isinstance(init, DummyClassifier) and init.strategy in CONSTANT) or init == "zero":
        nothing = np.zeros((1, classifier.n_features_in_), dtype=np.float32)
        start = classifier._raw_predict_init(nothing)[0]
    else:
        child = export_form(init, space)
    return ensemble(
        trees,
        space,
        classifier.classes_,
        start,
        "softmax",
        turns=True,
        factor=2.0 if classifier.loss == "exponential" else 1.0,
        ties="second",
        init=child,
    )


def _hist_gradient_boosting(classifier: Any, space: Space) -> Node:
    check_width(classifier, space)
    if classifier.is_categorical_ is not None and np.any(classifier.is_categorical_):
        raise InputError(
            "HistGradientBoostingClassifier with categorical features is not supported; expected "
            "numbers only"
        )
    trees = [_hist_tree(each.nodes) for stage in classifier._predictors for each in stage]
    start = np.asarray(classifier._baseline_prediction, dtype=np.float64).reshape(-1)
    return ensemble(trees, space, classifier.classes_, start, "softmax", float32=False, turns=True)


def _hist_tree(nodes: Any) -> Tree:
    leaf = nodes["is_leaf"].astype(bool)
    return Tree(
        feature=np.where(leaf, -1, nodes["feature_idx"]).astype(np.int64),
        threshold=nodes["num_threshold"],
        left=nodes["left"].astype(np.int64),
        right=nodes["right"].astype(np.int64),
        value=nodes["value"][:, None],
    )


EXPORTERS = {
    "sklearn.GradientBoostingClassifier": _gradient_boosting,
    "sklearn.HistGradientBoostingClassifier": _hist_gradient_boosting,
}
