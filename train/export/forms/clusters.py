"""Export clusters found by their centres: the label of a text is the number of the nearest centre.

argmin_k |x - c_k|^2 = argmax_k (c_k x - |c_k|^2 / 2),  as |x|^2 is the same for all k
"""

from typing import Any

import numpy as np

from train.export.classifiers.label_names import class_names
from train.export.discriminant import Discriminant, checked, folded, margin
from train.export.forms.linear import node_of
from train.export.forms.node import Node
from train.export.space import Space


def _centres(clusters: Any, space: Space) -> Node:
    """Export a `KMeans` or `MiniBatchKMeans`."""
    centres = np.asarray(clusters.cluster_centers_, dtype=np.float64)
    numbers = tuple(range(len(centres)))
    intercept = -0.5 * (centres**2).sum(axis=1)
    form = margin(Discriminant(class_names(numbers), "none", intercept, centres))
    return node_of(folded(checked(form, type(clusters).__name__), space), numbers)


EXPORTERS = {"sklearn.KMeans": _centres, "sklearn.MiniBatchKMeans": _centres}
