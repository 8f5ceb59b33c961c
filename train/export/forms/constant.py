"""Export a classifier that says the same of every text."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from train.counted import counted
from train.errors import InputError
from train.export.forms.node import Node
from train.export.space import Space


def constant(scores: ArrayLike, probabilities: ArrayLike, classes: Any) -> Node:
    """Return a form with these scores and probabilities for every vector."""
    tensors = {
        "scores": np.asarray(scores, dtype=np.float64),
        "probabilities": np.asarray(probabilities, dtype=np.float64),
    }
    return Node({"kind": "constant"}, tensors, tuple(classes), "identity")


def _dummy(classifier: Any, space: Space) -> Node:
    """Export a DummyClassifier that does not draw lots."""
    strategy = classifier._strategy
    if strategy not in ("most_frequent", "prior", "constant") or classifier.n_outputs_ != 1:
        raise InputError(
            f"DummyClassifier(strategy={strategy!r}) with "
            f"{counted(classifier.n_outputs_, 'label')} for each text is not supported; expected "
            "'prior', 'most_frequent' or 'constant' and 1"
        )
    # With 'constant', a LabelEncoder's other names for the classes leave none that is meant.
    shares = np.asarray(classifier.predict_proba(np.zeros((1, space.count)))[0])
    if not shares.any():
        raise InputError(
            "DummyClassifier(strategy='constant') with a LabelEncoder is not supported"
        )
    return constant(shares, shares, classifier.classes_)


EXPORTERS = {"sklearn.DummyClassifier": _dummy}
