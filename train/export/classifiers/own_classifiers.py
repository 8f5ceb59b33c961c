"""Take a classifier of the author's own class for the one within it, if it predicts as that does.

An NB-SVM multiplies each column by a ratio before its `LogisticRegression`; other classes pass
vectors on. What a class does is tried, not believed: on vectors from one side of the boundary to
the other, it must give the labels and probabilities that the one within gives.
"""

import warnings
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.preprocessing import FunctionTransformer

from train.export.classifiers.unsupported import held_classifiers
from train.export.functions.origins import Origin, origin_of
from train.export.space import Floats

_ROWS = 60
_COLUMNS = 12
"""How many numbers a row that is tried has; they are from 0.1 to 100."""
_PAIRS = 20
_STEPS = np.linspace(0.0, 1.0, 25)
_TOLERANCE = 1e-9


class Within(NamedTuple):
    """The classifier that one of the author's own class holds, and the steps before it."""

    steps: list[Any]
    classifier: Any


def within(classifier: Any) -> Within:
    """Return what a classifier of the author's own class does, or the classifier itself."""
    same = Within([], classifier)
    inner = {id(each): each for each in held_classifiers(classifier)}
    if origin_of(type(classifier).__module__) is not Origin.AUTHOR or len(inner) != 1:
        return same
    found = next(iter(inner.values()))
    width = getattr(found, "n_features_in_", 0)
    for factors in _factors(classifier, width) if width else ():
        rows = _across_the_boundary(found, factors)
        if rows is not None and _agrees(classifier, found, rows, multiplied(rows, factors)):
            multiply = partial(multiplied, factors=factors)
            plain = bool((factors == 1.0).all())
            steps = [] if plain else [FunctionTransformer(multiply, accept_sparse=True)]
            return Within(steps, found)
    return same


def multiplied(rows: Any, factors: Floats) -> Any:
    """Return rows, sparse or dense, with each column multiplied by its factor."""
    return rows.multiply(factors).tocsr() if sparse.issparse(rows) else rows * factors


def _factors(classifier: Any, width: int) -> Iterator[Floats]:
    """Yield 1, and each attribute with a number for each column."""
    yield np.ones(width)
    for value in vars(classifier).values():
        if isinstance(value, np.ndarray) or sparse.issparse(value):
            held = np.asarray(value.toarray() if sparse.issparse(value) else value)
            if held.size == width and held.dtype.kind == "f" and np.isfinite(held).all():
                yield held.reshape(-1).astype(np.float64)


def _across_the_boundary(inner: Any, factors: Floats) -> Any:
    """Return rows between those that the classifier gives different labels, or None without any."""
    random, width = np.random.default_rng(0), len(factors)
    numbers = 10.0 ** random.uniform(-1, 2, _ROWS * _COLUMNS)
    places = np.repeat(np.arange(_ROWS), _COLUMNS), random.integers(0, width, len(numbers))
    rows = sparse.csr_matrix((numbers, places), shape=(_ROWS, width))
    labels = _result(inner, "predict", multiplied(rows, factors))
    if labels is None:
        return None
    pairs = [(one, two) for one in range(_ROWS) for two in range(one) if labels[one] != labels[two]]
    chosen = [pairs[at] for at in random.permutation(len(pairs))[:_PAIRS]]
    mixed = [rows[one] * t + rows[two] * (1.0 - t) for one, two in chosen for t in _STEPS]
    return sparse.vstack(mixed).tocsr() if mixed else None


def _agrees(outer: Any, inner: Any, given: Any, made: Any) -> bool:
    """Return whether one classifier makes of its rows what another makes of the other rows."""
    labels = _result(outer, "predict", given)
    if labels is None or labels.tolist() != _result(inner, "predict", made).tolist():
        return False
    for method in ("predict_proba", "decision_function"):
        if hasattr(outer, method) and hasattr(inner, method):
            found, expected = _result(outer, method, given), _result(inner, method, made)
            if found is None or found.shape != expected.shape:
                return False
            if not np.allclose(found, expected, _TOLERANCE, _TOLERANCE):
                return False
    return True


def _result(classifier: Any, method: str, rows: Any) -> Any:
    """Return what a method gives, or None if it fails, or gives no array."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return np.asarray(getattr(classifier, method)(rows))
        except Exception:  # noqa: BLE001 - an author's own code may raise anything
            return None
