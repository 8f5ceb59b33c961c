"""Follow functions of matrices: those that do what a step of the format does.

A function such as `lambda rows: rows.toarray()` or `np.log1p` is tried on random matrices, not
believed: it must make of all what one of the known functions makes.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from chalicelib.scoring.features.reader import LARGEST
from train.errors import InputError
from train.export.space import Floats
from train.export.steps import tree as nodes
from train.export.steps.names import shown
from train.export.steps.stream import Stream

_TRIED = ((1, 0.2), (2, 0.2), (3, 1.0))
"""The rows of each matrix, and the share of its numbers that are not 0."""
_LEAST_NUMBERS = 2000
_TOLERANCE = 1e-12

EACH: Mapping[str, Callable[[Floats], Any]] = {
    "abs": np.abs,
    "log1p": np.log1p,
    "sign": np.sign,
    "sqrt": np.sqrt,
    "square": np.square,
    "sublinear": lambda x: np.where(x == 0.0, 0.0, 1.0 + np.log(x)),
    "tanh": np.tanh,
}
NORMS: Mapping[str, Callable[[Floats], Any]] = {
    "l1": lambda x: np.abs(x).sum(axis=1, keepdims=True),
    "l2": lambda x: np.linalg.norm(x, axis=1, keepdims=True),
    "max": lambda x: np.abs(x).max(axis=1, keepdims=True),
}


class Trial(NamedTuple):
    """A matrix, and what a step makes of it."""

    given: Floats
    made: Floats


def known_function(transformer: Any, stream: Stream, whole: bool) -> Stream | None:
    """Return what a step makes if a known function makes the same, or None.

    `whole` means that all numbers are counts, so it is tried on whole numbers of 0 or more.

    Raises
    ------
    InputError
        If the step fails.
    """
    trials: list[Trial] = []
    dense = stream.is_dense
    for matrix in _matrices(stream.count, whole):
        made = _made(transformer, matrix if stream.is_dense else sparse.csr_matrix(matrix))
        values = made.toarray() if sparse.issparse(made) else np.asarray(made)
        if values.shape != matrix.shape or values.dtype.kind not in "biuf":
            return None
        trials.append(Trial(matrix, values.astype(np.float64)))
        dense = not sparse.issparse(made)
    with np.errstate(all="ignore"):
        found = _found(trials, stream)
    return None if found is None else found.made(dense)


def _matrices(count: int, whole: bool) -> Iterator[Floats]:
    """Yield matrices of numbers of many magnitudes."""
    random = np.random.default_rng(0)
    for rows, density in (*_TRIED, (1 + _LEAST_NUMBERS // count, 1.0)):
        shape = rows, count
        numbers = 10.0 ** random.uniform(0 if whole else -6, 6, shape)
        if whole:
            numbers = np.floor(numbers)
        else:
            numbers *= random.choice([-1.0, 1.0], shape)
        yield numbers * (random.random(shape) < density)


def _made(transformer: Any, matrix: Any) -> Any:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return transformer.transform(matrix.copy())
        except Exception as exc:  # an author's own code may raise anything
            raise InputError(
                f"{shown(transformer)} raises {type(exc).__name__} for the vectors that it is "
                "given; expected the steps in their order"
            ) from exc


def _found(trials: list[Trial], stream: Stream) -> Stream | None:
    """Return the stream of the first function that makes what the step makes."""
    if all((given == made).all() or _is_rounded(given, made) for given, made in trials):
        return stream
    for name, each in EACH.items():
        if _agrees(trials, each):
            return _over(stream, name)
    if _agrees(trials, lambda x: x > 0.0):
        return _over(stream, "above", threshold=0.0)
    factors = trials[-1].made[0] / trials[-1].given[0]
    if np.isfinite(factors).all() and _agrees(trials, lambda x: x * factors):
        return stream.scaled(factors)
    for name, norm in NORMS.items():
        if _agrees(trials, partial(_divided, norm)):
            settled = stream.settled()
            return settled.over(nodes.normed(settled.tree, name))
    return _clipped(trials, stream)


def _is_rounded(given: Floats, made: Floats) -> bool:
    """Return whether numbers are those given as float32, as `astype(np.float32)` makes them.

    The service keeps all digits. XGBoost and trees round their input anyway; other scores differ
    by about 1e-7.
    """
    return bool((given.astype(np.float32) == made).all())


def _divided(norm: Callable[[Floats], Any], x: Floats) -> Floats:
    divisors = norm(x)
    return x / np.where(divisors == 0.0, 1.0, divisors)


def _clipped(trials: list[Trial], stream: Stream) -> Stream | None:
    """Return the stream of numbers that are cut off at a number, on one side or both."""
    given, made = (np.concatenate([*map(np.ravel, each)]) for each in zip(*trials, strict=True))
    low, high = float(made.min()), float(made.max())
    if not low <= 0.0 <= high or not _agrees(trials, lambda x: np.clip(x, low, high)):
        return None
    edges = -LARGEST if low == given.min() else low, LARGEST if high == given.max() else high
    return _over(stream, "clip", low=edges[0], high=edges[1])


def _over(stream: Stream, function: str, **fields: float) -> Stream:
    settled = stream.settled()
    return settled.over(nodes.mapped(settled.tree, function, **fields))


def _agrees(trials: list[Trial], function: Callable[[Floats], Any]) -> bool:
    return all(
        np.allclose(function(given), made, _TOLERANCE, _TOLERANCE, equal_nan=True)
        for given, made in trials
    )
