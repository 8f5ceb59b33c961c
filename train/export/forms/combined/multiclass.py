"""Export classifiers of many classes that are made of classifiers of two."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from train.export.classifiers.label_names import class_names
from train.export.discriminant import Discriminant, checked
from train.export.forms import linear
from train.export.forms.combined.members import export_member, take_of
from train.export.forms.constant import constant
from train.export.forms.node import Node, listed
from train.export.space import Space


def _binary_members(classifier: Any, space: Space, take: str) -> list[Node]:
    """Export estimators of two classes each; one that saw a single class says always the same."""
    return [
        _always(member, space) if _is_constant(member) else export_member(member, space, take)
        for member in classifier.estimators_
    ]


def _take(classifier: Any) -> str:
    """Return what is taken of all members; of a constant one, any of it is the same number."""
    return next(
        (take_of(member) for member in classifier.estimators_ if not _is_constant(member)),
        "decision",
    )


def _is_constant(member: Any) -> bool:
    return type(member).__name__ == "_ConstantPredictor"


def _always(predictor: Any, space: Space) -> Node:
    """Export scikit-learn's predictor of a single label: 1, or 0 or -1 for the other class."""
    label = float(predictor.y_[0])
    always = constant([0.0, label], [1.0 - label, label], (0, 1))
    form = Discriminant(("0", "1"), "none", np.array([label]), np.zeros((1, space.width)))
    return Node(always.config, always.tensors, (0, 1), "own", decision=form)


def one_vs_rest(classifier: Any, space: Space) -> Node:
    """Export one estimator for each class, or one for two classes; a text has one label."""
    classes = tuple(classifier.classes_)
    take = _take(classifier)
    nodes = _binary_members(classifier, space, take)
    has_probabilities = hasattr(classifier, "predict_proba")
    form = _merged(nodes, classes, has_probabilities) if take == "decision" else None
    if form is not None:
        return linear.node_of(form, classes)
    configs, tensors = listed(nodes)
    config = {"kind": "one_vs_rest", "take": take, "probabilities": has_probabilities}
    link = "own" if has_probabilities else "none"
    if take == "probabilities" and len(classes) == 2:
        link = "identity"
    return Node(config | {"members": configs}, tensors, classes, link)


def _merged(
    nodes: Sequence[Node], classes: tuple[Any, ...], has_probabilities: bool
) -> Discriminant | None:
    """Return the linear functions of all estimators as one, if they are.

    With probabilities, each must be the logistic function of the decision.
    """
    forms = [node.decision for node in nodes]
    linear_only = [form for form in forms if form is not None and form.quadratic is None]
    logistic = all(node.discriminant and node.link in ("logistic", "softmax") for node in nodes)
    if len(linear_only) != len(nodes) or (has_probabilities and not logistic):
        return None
    merged = Discriminant(
        class_names(classes),
        "logistic" if has_probabilities else "none",
        np.concatenate([form.intercept for form in linear_only]),
        np.concatenate([form.linear for form in linear_only]),
    )
    return checked(merged, "OneVsRestClassifier")


def _one_vs_one(classifier: Any, space: Space) -> Node:
    """Export one estimator for each pair of classes.

    With two classes and no decision function, scikit-learn compares its own with 0.5.
    """
    classes = tuple(classifier.classes_)
    take = _take(classifier)
    configs, tensors = listed(_binary_members(classifier, space, take))
    config = {"kind": "one_vs_one", "take": take, "members": configs}
    decides = len(classes) > 2 or take == "decision"
    return Node(config, tensors, classes, "none", decides=decides)


def _output_codes(classifier: Any, space: Space) -> Node:
    """Export one estimator for each digit of the classes' codes."""
    take = _take(classifier)
    configs, tensors = listed(_binary_members(classifier, space, take))
    tensors["codes"] = np.asarray(classifier.code_book_, dtype=np.int32)
    config = {"kind": "codes", "take": take, "members": configs}
    return Node(config, tensors, tuple(classifier.classes_), "none")


EXPORTERS = {
    "sklearn.OneVsOneClassifier": _one_vs_one,
    "sklearn.OutputCodeClassifier": _output_codes,
}
