"""Export multilayer perceptrons; the space is folded into the first layer."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from chalicelib.scoring.kinds.perceptron import ACTIVATIONS, MAX_HIDDEN_LAYERS, MAX_UNITS
from train.errors import InputError
from train.export.forms.node import Node
from train.export.forms.rows import check_features
from train.export.space import Floats, Space


def export(classifier: Any, space: Space) -> Node:
    """Export a fitted `MLPClassifier`.

    Raises
    ------
    InputError
        If the network is larger than the format allows.
    """
    weights = [np.asarray(layer, dtype=np.float64) for layer in classifier.coefs_]
    hidden = [layer.shape[1] for layer in weights[:-1]]
    check_features(weights[0].shape[0], space, "MLPClassifier")
    if len(hidden) > MAX_HIDDEN_LAYERS or max(hidden, default=1) > MAX_UNITS:
        raise InputError(
            f"MLPClassifier(hidden_layer_sizes={tuple(hidden)}) is not supported; expected at most "
            f"{MAX_HIDDEN_LAYERS} layers of at most {MAX_UNITS} units"
        )
    _check_activation(classifier)
    several = classifier._label_binarizer.y_type_.startswith("multilabel")
    config = {
        "kind": "perceptron",
        "activation": classifier.activation,
        "hidden": hidden,
        "output": "labels" if several else classifier.out_activation_,
    }
    link = "own" if several else "identity"
    tensors = _tensors(classifier, weights, space)
    return Node(config, tensors, tuple(classifier.classes_), link, several=several)


def _check_activation(classifier: Any) -> None:
    if classifier.activation not in ACTIVATIONS:
        raise InputError(
            f"MLPClassifier(activation={classifier.activation!r}) is not supported; expected one "
            f"of {', '.join(ACTIVATIONS)}"
        )


def _tensors(classifier: Any, weights: list[Floats], space: Space) -> dict[str, NDArray[Any]]:
    """Return bias and weights of each layer; (a x + b) W + c is x (a W) + (c + b W)."""
    biases = [np.asarray(bias, dtype=np.float64) for bias in classifier.intercepts_]
    tensors: dict[str, NDArray[Any]] = {
        "weights.0": space.placed((space.scale[:, None] * weights[0]).T).T,
        "bias.0": biases[0] + space.shift @ weights[0],
    }
    for number in range(1, len(weights)):
        tensors |= {f"weights.{number}": weights[number].T, f"bias.{number}": biases[number]}
    return tensors


EXPORTERS = {"sklearn.MLPClassifier": export}
