"""Export classifiers that are one discriminant function."""

from dataclasses import replace
from typing import Any

import numpy as np

from train.export.classifiers.conversion import BUILDERS, discriminant
from train.export.discriminant import Discriminant, folded
from train.export.forms.node import Node
from train.export.space import Space


def export(classifier: Any, space: Space) -> Node:
    """Export a classifier that has a discriminant function, see `classifiers.conversion`."""
    node = node_of(folded(discriminant(classifier), space), tuple(classifier.classes_))
    doubled = len(node.classes) == 2 and vars(classifier).get("multi_class") == "multinomial"
    return replace(node, decides=not doubled)


def node_of(form: Discriminant, classes: tuple[Any, ...]) -> Node:
    """Return the node of a discriminant function over the run-time columns."""
    tensors = {
        "intercept": np.asarray(form.intercept, dtype=np.float64),
        "linear": np.asarray(form.linear, dtype=np.float64),
    }
    if form.quadratic is not None:
        tensors["quadratic"] = np.asarray(form.quadratic, dtype=np.float64)
    config = {"kind": "linear", "link": form.link, "presence": form.presence}
    return Node(config, tensors, classes, form.link, form, form)


EXPORTERS = {f"sklearn.{kind.__name__}": export for kind in BUILDERS}
