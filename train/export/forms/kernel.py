"""Export support vector machines with a kernel.

A linear one of two classes without probabilities is a discriminant function.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from chalicelib.scoring.kinds.kernel import MAX_COUPLED_CLASSES, MAX_DEGREE
from chalicelib.scoring.kinds.pairwise import LEAST
from train.errors import InputError
from train.export.classifiers.label_names import class_names
from train.export.discriminant import Discriminant, folded
from train.export.forms.linear import node_of
from train.export.forms.node import Node
from train.export.forms.rows import columns_of, distances, products, row_tensors
from train.export.space import Floats, Space

KERNELS = ("linear", "poly", "rbf", "sigmoid")
Tensors = dict[str, NDArray[Any]]


def export(classifier: Any, space: Space) -> Node:
    """Export a fitted `SVC` or `NuSVC`.

    Raises
    ------
    InputError
        If a parameter or the number of classes cannot be expressed.
    """
    check_kernel(classifier)
    name, kernel = type(classifier).__name__, classifier.kernel
    classes, platt = len(classifier.classes_), _platt(classifier)
    if kernel == "linear" and classes == 2 and not platt:
        return node_of(folded(_margin(classifier), space), tuple(classifier.classes_))
    if platt and classes > MAX_COUPLED_CLASSES:
        raise InputError(
            f"{name}(probability=True) with {classes} classes is not supported; expected at most "
            f"{MAX_COUPLED_CLASSES}, or probability=False"
        )
    by_pairs = kernel == "linear" and _pairs_are_smaller(classifier)
    config, tensors = _pairs(classifier, space) if by_pairs else vectors(classifier, space)
    votes = not (classifier.break_ties and classes > 2)
    config = {"kind": "kernel", "votes": votes} | config
    return Node(config, tensors | platt, tuple(classifier.classes_), "own" if platt else "none")


def check_kernel(estimator: Any) -> None:
    """Refuse a support vector machine with a kernel of the author's own."""
    name, kernel = type(estimator).__name__, estimator.kernel
    if not isinstance(kernel, str) or kernel not in KERNELS:
        shown = getattr(kernel, "__name__", kernel)
        raise InputError(
            f"{name}(kernel={shown!r}) is not supported; expected one of {', '.join(KERNELS)}"
        )


def _margin(classifier: Any) -> Discriminant:
    """Return the decision function of two classes; libsvm takes the second if it is exactly 0."""
    intercept = np.asarray(classifier.intercept_, dtype=np.float64)
    return Discriminant(
        class_names(classifier.classes_),
        "none",
        np.where(intercept == 0.0, LEAST, intercept),
        _dense(classifier.coef_),
    )


def _pairs(classifier: Any, space: Space) -> tuple[dict[str, Any], Tensors]:
    """Return a linear machine as one row for each pair of classes."""
    sign = -1.0 if len(classifier.classes_) == 2 else 1.0
    names = class_names(classifier.classes_)
    form = Discriminant(
        names, "none", sign * classifier.intercept_, sign * _dense(classifier.coef_)
    )
    form = folded(form, space)
    return {"kernel": "none"}, {"offset": form.intercept} | row_tensors(form.linear)


def _pairs_are_smaller(classifier: Any) -> bool:
    """Return whether a linear machine has fewer numbers as rows of pairs than as vectors."""
    return int(np.count_nonzero(_dense(classifier.coef_))) <= 4 * _size(classifier.support_vectors_)


def vectors(classifier: Any, space: Space) -> tuple[dict[str, Any], Tensors]:
    """Return a machine as its support vectors and their coefficients."""
    config: dict[str, Any] = {"kernel": classifier.kernel}
    if classifier.kernel == "poly":
        if not 0 <= classifier.degree <= MAX_DEGREE:
            raise InputError(
                f"degree={classifier.degree} is not supported; expected 0 to {MAX_DEGREE}"
            )
        config["degree"] = int(classifier.degree)
    rows = columns_of(classifier.support_vectors_, space, type(classifier).__name__)
    tensors: Tensors = {
        "sizes": np.asarray(_attribute(classifier, "n_support"), dtype=np.int32),
        "coefficients": _dense(classifier._dual_coef_),
        "intercepts": np.asarray(classifier._intercept_, dtype=np.float64),
    }
    gamma, free = float(classifier._gamma), float(classifier.coef0)
    if classifier.kernel == "rbf":
        return config, tensors | distances(rows, space, gamma)
    gamma, free = (1.0, 0.0) if classifier.kernel == "linear" else (gamma, free)
    offset = np.asarray(classifier.support_vectors_ @ space.shift, dtype=np.float64).ravel()
    return config, tensors | products(rows, offset, space, gamma, free)


def _platt(classifier: Any) -> Tensors:
    """Return the sigmoids of the pairs, if there are any."""
    slopes = np.asarray(_attribute(classifier, "probA"), dtype=np.float64)
    if classifier.probability is not True or not slopes.size:
        return {}
    return {"slopes": slopes, "offsets": np.asarray(_attribute(classifier, "probB"), np.float64)}


def _attribute(classifier: Any, name: str) -> Any:
    """Return a fitted attribute; old versions of scikit-learn name it otherwise."""
    values = vars(classifier)
    return values[f"_{name}"] if f"_{name}" in values else values[f"{name}_"]


def _dense(matrix: Any) -> Floats:
    dense = matrix.toarray() if sparse.issparse(matrix) else matrix
    return np.atleast_2d(np.asarray(dense, dtype=np.float64))


def _size(matrix: Any) -> int:
    return int(matrix.nnz if sparse.issparse(matrix) else np.count_nonzero(matrix))


EXPORTERS = {"sklearn.SVC": export, "sklearn.NuSVC": export}
