"""Export single estimators that were fitted to a table of labels, a column of 0 and 1 for each."""

from copy import copy
from typing import Any

import numpy as np

from train.errors import InputError
from train.export.forms import linear, neighbours
from train.export.forms.node import Node, nested
from train.export.forms.several import linear_pair, several_node
from train.export.space import Space

RIDGES = ("sklearn.RidgeClassifier", "sklearn.RidgeClassifierCV")


def _ridge(classifier: Any, space: Space) -> Node:
    """Export a `RidgeClassifier`; fitted to a table, it has coefficients for each label."""
    if not classifier._label_binarizer.y_type_.startswith("multilabel"):
        return linear.export(classifier, space)
    rows = np.asarray(classifier.coef_, dtype=np.float64)
    intercept = np.broadcast_to(np.asarray(classifier.intercept_, dtype=np.float64), rows.shape[:1])
    members = [linear_pair(row, number, space) for row, number in zip(rows, intercept, strict=True)]
    return several_node({"kind": "several", "take": "decision", "above": 0.0}, members)


def _neighbours(classifier: Any, space: Space) -> Node:
    """Export a `KNeighborsClassifier`; of a table, the different rows become its classes."""
    if not classifier.outputs_2d_:
        return neighbours.export(classifier, space)
    if any(not {*classes} <= {0, 1} for classes in classifier.classes_):
        raise InputError(
            "KNeighborsClassifier with several labels for each text has other values than 0 and 1; "
            "expected a column of 0 and 1 for each label"
        )
    columns = zip(classifier.classes_, classifier._y.T, strict=True)
    table = np.stack([np.asarray(classes)[column] for classes, column in columns], axis=1)
    patterns, numbers = np.unique(table, axis=0, return_inverse=True)
    single = copy(classifier)
    single.outputs_2d_, single.classes_ = False, np.arange(len(patterns))
    single._y = numbers.ravel()
    member = neighbours.export(single, space)
    tensors = {"patterns": patterns.astype(np.int32)} | nested("of", member)
    names = tuple(range(patterns.shape[1]))
    config = {"kind": "patterns", "of": member.config}
    return Node(config, tensors, names, "own", several=True)


EXPORTERS = {
    "sklearn.KNeighborsClassifier": _neighbours,
    **{name: _ridge for name in RIDGES if name in linear.EXPORTERS},
}
"""These take the places of the exporters for one label, which they call."""
