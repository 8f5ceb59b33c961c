"""Export the estimators within an estimator, with what it takes of each."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from train.errors import InputError
from train.export.forms.node import Node
from train.export.forms.registry import export_form
from train.export.space import Space

TAKES = {
    "decision_function": "decision",
    "predict_proba": "probabilities",
    "predict": "label",
}
"""What the format calls the methods of an estimator."""


def take_of(estimator: Any) -> str:
    """Return what most estimators take of another: the decision if there is one."""
    for method in ("decision_function", "predict_proba"):
        if hasattr(estimator, method):
            return TAKES[method]
    raise InputError(
        f"{_name(estimator)} within another estimator has neither decision_function nor "
        "predict_proba; expected one of them"
    )


def export_member(estimator: Any, space: Space, take: str) -> Node:
    """Export an estimator within another, which takes this of it.

    Raises
    ------
    InputError
        If the format cannot express the estimator, or what is taken of it.
    """
    node = export_form(estimator, space)
    if node.several:
        raise InputError(
            f"{_name(estimator)} with several labels for each text is not supported within another "
            "estimator; expected one label"
        )
    if take == "decision" and not node.decides:
        raise InputError(
            f"{_name(estimator)} is not supported within another estimator that takes its "
            "decision_function, because its labels do not follow from that"
        )
    return _deciding(estimator, node) if take == "decision" else node


def _deciding(estimator: Any, node: Node) -> Node:
    """Return a node whose scores are the decision function, though the labels do not follow it.

    libsvm counts votes; with more than two classes scikit-learn's decision function is finer.
    """
    if node.config["kind"] != "kernel" or len(node.classes) == 2:
        return node
    if estimator.decision_function_shape != "ovr":
        raise InputError(
            f"{_name(estimator)}(decision_function_shape={estimator.decision_function_shape!r}) is "
            "not supported within another estimator; expected 'ovr'"
        )
    return replace(node, config=node.config | {"votes": False})


def places(node: Node, classes: Sequence[Any]) -> list[int] | None:
    """Return the numbers of a node's classes among these, or None if both are the same.

    Raises
    ------
    InputError
        If one of the node's classes is not among them.
    """
    known = [*classes]
    strange = [label for label in node.classes if label not in known]
    if strange:
        raise InputError(
            f"an estimator within another has the class {strange[0]}; expected one of {known[:10]}"
        )
    numbers = [known.index(label) for label in node.classes]
    return None if numbers == [*range(len(known))] else numbers


def class_numbers(numbers: list[int] | None, name: str) -> dict[str, NDArray[Any]]:
    """Return the tensor of the class numbers, if there are any."""
    return {} if numbers is None else {name: np.array(numbers, dtype=np.int32)}


def _name(estimator: Any) -> str:
    return type(estimator).__name__
