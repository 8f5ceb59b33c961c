"""Export the spreading of labels: a text has the classes of the training texts that are near."""

from typing import Any

import numpy as np

from chalicelib.scoring.kinds.rows import MAX_ROWS
from train.errors import InputError
from train.export.forms.neighbours import search
from train.export.forms.node import Node
from train.export.forms.rows import columns_of, distances
from train.export.space import Space


def _spread(classifier: Any, space: Space) -> Node:
    """Export a fitted `LabelSpreading` or `LabelPropagation`.

    Each training text has shares of the classes: `label_distributions_`. By "rbf" the weight of a
    text v is exp(-gamma |x - v|^2), by "knn" that of the nearest is 1 and that of others 0.

    Raises
    ------
    InputError
        If the kernel is a function, or there are too many rows.
    """
    name, kernel = type(classifier).__name__, classifier.kernel
    if not isinstance(kernel, str):
        raise InputError(f"{name} with a kernel of your own is not supported; expected rbf or knn")
    if classifier.X_.shape[0] > MAX_ROWS:
        raise InputError(
            f"{name} with {classifier.X_.shape[0]} training texts is not supported; expected at "
            f"most {MAX_ROWS}"
        )
    rows = columns_of(classifier.X_, space, name)
    if kernel == "knn":
        config, tensors = search(classifier.nn_fit, space, "uniform")
    else:
        config, tensors = {"kind": "spread"}, distances(rows, space, float(classifier.gamma))
    shares = np.asarray(classifier.label_distributions_, dtype=np.float64)
    return Node(config, tensors | {"shares": shares.T}, tuple(classifier.classes_), "identity")


EXPORTERS = {"sklearn.LabelSpreading": _spread, "sklearn.LabelPropagation": _spread}
