"""Export detectors of outliers: they were fitted to texts of one kind, and know no labels.

Their classes are scikit-learn's: 1 for a text like those that they saw, and -1 for another.
"""

from typing import Any

import numpy as np

from chalicelib.scoring.kinds.pairwise import LEAST
from train.export.classifiers.label_names import OUTLIERS, class_names
from train.export.discriminant import Discriminant, checked, folded
from train.export.forms.kernel import check_kernel, vectors
from train.export.forms.linear import node_of
from train.export.forms.node import Node
from train.export.space import Space


def _linear(detector: Any, space: Space) -> Node:
    """Export an `SGDOneClassSVM`; a decision of 0 is an inlier."""
    intercept = -np.asarray(detector.offset_, dtype=np.float64)
    return _node(np.where(intercept == 0.0, LEAST, intercept), detector.coef_, space)


def _kernel(detector: Any, space: Space) -> Node:
    """Export a `OneClassSVM`: one decision, to which all vectors belong, turned to the outliers."""
    check_kernel(detector)
    if detector.kernel == "linear":
        return _node(detector.intercept_, detector.coef_, space)
    config, tensors = vectors(detector, space)
    tensors["sizes"] = np.array([tensors["coefficients"].shape[1], 0], dtype=np.int32)
    tensors["coefficients"] = -tensors["coefficients"]
    tensors["intercepts"] = -tensors["intercepts"]
    return Node({"kind": "kernel", "votes": True} | config, tensors, OUTLIERS, "none")


def _node(intercept: Any, coefficients: Any, space: Space) -> Node:
    dense = coefficients.toarray() if hasattr(coefficients, "toarray") else coefficients
    rows = np.atleast_2d(np.asarray(dense, dtype=np.float64))
    form = Discriminant(class_names(OUTLIERS), "none", np.asarray(intercept, np.float64), rows)
    return node_of(folded(checked(form, "the detector"), space), OUTLIERS)


EXPORTERS = {"sklearn.SGDOneClassSVM": _linear, "sklearn.OneClassSVM": _kernel}
