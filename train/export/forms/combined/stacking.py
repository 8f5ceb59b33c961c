"""Export a StackingClassifier: a classifier of what other classifiers say."""

from typing import Any

import numpy as np

from train.errors import InputError
from train.export.forms.combined.members import TAKES, export_member
from train.export.forms.node import Node, listed, nested
from train.export.forms.registry import export_form
from train.export.space import Space, plain_space


def _stacking(classifier: Any, space: Space) -> Node:
    """Export the estimators, what is taken of each, and the final estimator."""
    if isinstance(getattr(classifier, "_label_encoder", None), list):
        raise InputError(
            "StackingClassifier with several labels for each text is not supported; "
            "expected one label"
        )
    classes = tuple(classifier.classes_)
    takes = [TAKES[method] for method in classifier.stack_method_]
    nodes = [
        _member(member, space, take, len(classes))
        for member, take in zip(classifier.estimators_, takes, strict=True)
    ]
    each = 1 if len(classes) == 2 else len(classes)
    width = sum(1 if take == "label" else each for take in takes)
    seen = _passed_through(space, width) if classifier.passthrough else plain_space(width, True)
    final = export_form(classifier.final_estimator_, seen)
    if len(final.classes) != len(classes):
        raise InputError("the final estimator of StackingClassifier lacks a class; expected all")
    configs, tensors = listed(nodes)
    config = {"kind": "stack", "take": takes, "passthrough": bool(classifier.passthrough)}
    config |= {"members": configs, "final": final.config}
    tensors |= nested("final", final)
    return Node(config, tensors, classes, final.link, several=final.several, decides=final.decides)


def _member(estimator: Any, space: Space, take: str, classes: int) -> Node:
    """Export an estimator; a label that is taken must be the number of its class."""
    node = export_member(estimator, space, take)
    if len(node.classes) != classes:
        raise InputError(
            f"StackingClassifier has {classes} classes and an estimator of {len(node.classes)}; "
            "expected the same"
        )
    if take == "label" and list(node.classes) != [*range(classes)]:
        raise InputError(
            "StackingClassifier with cv='prefit' that takes the labels "
            f"{', '.join(map(str, node.classes[:10]))} is not supported; expected the numbers from "
            "0 on"
        )
    return node


def _passed_through(space: Space, first: int) -> Space:
    """Return the space of `first` columns as they are, and the features of another after them."""
    return Space(
        first + space.width,
        np.concatenate([np.arange(first), first + space.columns]),
        np.concatenate([np.ones(first), space.scale]),
        np.concatenate([np.zeros(first), space.shift]),
        space.dense,
    )


EXPORTERS = {"sklearn.StackingClassifier": _stacking}
