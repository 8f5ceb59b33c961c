"""Export LightGBM's classifiers from what a booster dumps; the library is not imported."""

from typing import Any

import numpy as np

from train.errors import InputError
from train.export.forms.node import Node
from train.export.forms.rows import check_width
from train.export.forms.trees.ensemble import ensemble
from train.export.forms.trees.packing import Tree
from train.export.space import Space

LINKS = {
    "binary": "logistic",
    "cross_entropy": "logistic",
    "multiclass": "softmax",
    "multiclassova": "each",
}


def _classifier(classifier: Any, space: Space) -> Node:
    check_width(classifier, space)
    return export_dumped(classifier.booster_.dump_model(), space, tuple(classifier.classes_))


def export_booster(classifier: Any, space: Space) -> Node:
    """Export a booster as such; after early stopping it predicts with the rounds up to the best."""
    check_width(classifier, space)
    return export_dumped(classifier.booster.dump_model(), space, tuple(classifier.classes_))


def export_dumped(dumped: dict[str, Any], space: Space, classes: tuple[Any, ...]) -> Node:
    """Export a booster as `Booster.dump_model` gives it.

    The margin of two classes times the objective's number `sigmoid` is the logit of the
    probability; with "multiclassova", each class has its own.

    Raises
    ------
    InputError
        If the format cannot express the booster; names the parameter, and what is expected.
    """
    objective, *settings = dumped.get("objective", "a function").split()
    if objective not in LINKS:
        raise _refused(f"objective={objective!r}", "one of " + ", ".join(LINKS))
    given = dict(setting.split(":") for setting in settings if ":" in setting)
    trees = [_tree(each["tree_structure"], space) for each in dumped["tree_info"]]
    sums = dumped["num_tree_per_iteration"]
    return ensemble(
        trees,
        space,
        classes,
        np.zeros(sums),
        LINKS[objective],
        float32=False,
        turns=True,
        divisor=len(trees) // sums if dumped["average_output"] else 1,
        factor=float(given.get("sigmoid", 1.0)),
    )


def _tree(root: dict[str, Any], space: Space) -> Tree:
    nodes, left, right = [root], list[int](), list[int]()
    for node in nodes:  # grows on the way
        _check(node)
        for side, children in (("left_child", left), ("right_child", right)):
            children.append(len(nodes) if side in node else -1)
            nodes += [node[side]] if side in node else []
    zero_left = [_zero_goes_left(node) for node in nodes]
    zero_is_missing = any(node.get("missing_type") == "Zero" for node in nodes)
    if zero_is_missing and space.shift.any():
        raise _refused("zero_as_missing=True after a transformer that centres", "False")
    return Tree(
        feature=np.array([node.get("split_feature", -1) for node in nodes]),
        threshold=np.array([node.get("threshold", 0.0) for node in nodes], dtype=np.float64),
        left=np.array(left),
        right=np.array(right),
        value=np.array([[node.get("leaf_value", 0.0)] for node in nodes]),
        missing_left=np.array(zero_left) if zero_is_missing else None,
    )


def _zero_goes_left(node: dict[str, Any]) -> bool:
    """Return where an absent feature goes: it is missing, with `zero_as_missing`, or else 0."""
    if node.get("missing_type") == "Zero":
        return bool(node["default_left"])
    return bool(node.get("threshold", 0.0) >= 0.0)


def _check(node: dict[str, Any]) -> None:
    if node.get("decision_type", "<=") != "<=":
        raise _refused("a categorical feature", "numbers only")
    if "leaf_coeff" in node:
        raise _refused("linear_tree=True", "False")


def _refused(found: str, expected: str) -> InputError:
    return InputError(f"LightGBM with {found} is not supported; expected {expected}")


EXPORTERS = {"lightgbm.LGBMClassifier": _classifier}
