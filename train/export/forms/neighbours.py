"""Export nearest neighbours: the training texts' rows, as functions of a space's columns."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils.extmath import row_norms

from chalicelib.scoring.kinds.distances import METRICS
from chalicelib.scoring.kinds.neighbours import WEIGHTS
from chalicelib.scoring.kinds.rows import MAX_ROWS
from train.errors import InputError
from train.export.forms.node import Node
from train.export.forms.rows import columns_of, row_tensors
from train.export.space import Floats, Space

Tensors = dict[str, NDArray[Any]]


def export(classifier: Any, space: Space) -> Node:
    """Export a fitted `KNeighborsClassifier`.

    Raises
    ------
    InputError
        If a parameter or the number of rows cannot be expressed.
    """
    _check(classifier, space)
    config, tensors = search(classifier, space, classifier.weights)
    if classifier.outputs_2d_:
        tensors["marks"] = _marks(classifier)
        labels = tuple(range(len(classifier.classes_)))
        return Node(config, tensors, labels, "own", several=True)
    tensors["labels"] = np.asarray(classifier._y, dtype=np.int32)
    return Node(config, tensors, tuple(classifier.classes_), "identity")


def search(fitted: Any, space: Space, weights: str) -> tuple[dict[str, Any], Tensors]:
    """Return how fitted neighbours are found, and what their votes count, without their votes."""
    metric = fitted.effective_metric_
    rows = columns_of(fitted._fit_X, space, type(fitted).__name__)
    config = {
        "kind": "neighbours",
        "metric": metric,
        "weights": weights,
        "count": int(fitted.n_neighbors),
        "ties": "heap" if is_by_heap(fitted) else "first",
    }
    tensors = _FOLDS[metric](rows, space, _squares(fitted, rows, space))
    return config, tensors | {"without": _without(fitted, space)}


def _marks(classifier: Any) -> NDArray[Any]:
    """Return for each training text whether it has each label: 0 or 1, [texts, labels].

    Raises
    ------
    InputError
        If a column of the labels has other values.
    """
    columns = zip(classifier.classes_, classifier._y.T, strict=True)
    marks = np.column_stack([values[codes] for values, codes in columns])
    if not np.isin(marks, (0, 1)).all():
        raise InputError(
            "KNeighborsClassifier with several columns of classes is not supported; expected 0 and "
            "1 in each column, whether a text has the label"
        )
    return marks.astype(np.int32)


def _check(classifier: Any, space: Space) -> None:
    """Refuse what the form cannot express."""
    metric, found = classifier.effective_metric_, None
    if not isinstance(metric, str) or metric not in METRICS:
        found = f"metric={metric!r}", f"one of {', '.join(METRICS)}"
    elif classifier.effective_metric_params_:
        found = f"metric_params={classifier.metric_params!r}", "None"
    elif not isinstance(classifier.weights, str) or classifier.weights not in WEIGHTS:
        found = f"weights={classifier.weights!r}", f"one of {', '.join(WEIGHTS)}"
    elif metric == "cosine" and space.shift.any():
        found = "metric='cosine' after a step that centres", "another metric"
    elif classifier.n_samples_fit_ > MAX_ROWS:
        found = f"{classifier.n_samples_fit_} training texts", f"at most {MAX_ROWS}"
    if found:
        raise InputError(
            f"KNeighborsClassifier with {found[0]} is not supported; expected {found[1]}"
        )


def is_by_heap(classifier: Any) -> bool:
    """Return whether scikit-learn keeps the nearest rows in a heap, or partitions the distances.

    It partitions them if the rows are whole numbers, as counts are, by Euclidean distances of
    sparse rows, and by cosines.
    """
    rows, metric = classifier._fit_X, classifier.effective_metric_
    if metric == "cosine" or not np.issubdtype(rows.dtype, np.floating):
        return False
    return metric == "manhattan" or not sparse.issparse(rows)


def _without(classifier: Any, space: Space) -> NDArray[Any]:
    """Return the rows that scikit-learn takes for a text without a known term.

    Where all rows have the norm 1, rounding errors alone decide which are nearest.
    """
    text: Any = space.shift[None, :]
    if sparse.issparse(classifier._fit_X):
        text = sparse.csr_matrix(text)
    return np.asarray(classifier.kneighbors(text, return_distance=False)[0], dtype=np.int32)


def _square(space: Space) -> Floats:
    square: Floats = space.placed(space.scale[None, :] ** 2)[0]
    return square


def _squares(classifier: Any, rows: sparse.csc_array, space: Space) -> Floats:
    """Return the sum of the squares of each row of features without their shift.

    It is added up in the order in which the classifier has the numbers, because another order can
    break a tie.
    """
    fitted = classifier._fit_X
    if not sparse.issparse(fitted) or space.shift.any() or (space.scale != 1.0).any():
        fitted = sparse.csr_matrix(rows * np.sqrt(_square(space))[None, :])
        fitted.sort_indices()
    squares: Floats = row_norms(fitted, squared=True)
    return squares


def _euclidean(rows: sparse.csc_array, space: Space, squares: Floats) -> Tensors:
    square = _square(space)
    return {"lengths": squares, "square": square} | row_tensors(rows * (-2.0 * square)[None, :])


def _manhattan(rows: sparse.csc_array, space: Space, _: Floats) -> Tensors:
    scale = space.placed(np.abs(space.scale)[None, :])[0]
    lengths = np.asarray((abs(rows) * scale[None, :]).sum(axis=1), dtype=np.float64).ravel()
    return {"lengths": lengths, "scale": scale} | row_tensors(rows, dense_share=1.0)


def _cosine(rows: sparse.csc_array, space: Space, squares: Floats) -> Tensors:
    square = _square(space)
    inverse = 1.0 / np.sqrt(np.where(squares == 0.0, 1.0, squares))
    return {"square": square} | row_tensors((rows * -square[None, :]) * inverse[:, None])


_FOLDS = {"euclidean": _euclidean, "manhattan": _manhattan, "cosine": _cosine}
EXPORTERS = {"sklearn.KNeighborsClassifier": export}
