"""One discriminant function for all classifiers: the form in which a model is stored."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from train.errors import InputError


@dataclass(frozen=True, slots=True)
class Discriminant:
    """The classes, the link, and the coefficients: a row for each class, or only the margin's.

    Shapes: `intercept` (rows,), `linear` and `quadratic` (rows, terms), all float64. `presence`
    means that the classifier sees only whether a term occurs.
    """

    classes: tuple[str, ...]
    link: str
    intercept: NDArray[np.float64]
    linear: NDArray[np.float64]
    quadratic: NDArray[np.float64] | None = None
    presence: bool = False


def margin(full: Discriminant) -> Discriminant:
    """Reduce two rows to the margin: the second class's row minus the first's."""
    if len(full.classes) != 2 or len(full.intercept) != 2:
        return full
    return replace(
        full,
        intercept=full.intercept[1:] - full.intercept[:1],
        linear=full.linear[1:] - full.linear[:1],
        quadratic=None if full.quadratic is None else full.quadratic[1:] - full.quadratic[:1],
    )


def checked(result: Discriminant, name: str) -> Discriminant:
    """Refuse what the reader refuses: another number of rows, or numbers that are not finite."""
    rows = 1 if len(result.classes) == 2 else len(result.classes)
    if len(result.classes) < 2 or len(result.linear) != rows:
        raise InputError(
            f"{name} with {len(result.classes)} class(es) and {len(result.linear)} row(s) of "
            "coefficients is not supported; expected at least 2 classes"
        )
    arrays = [result.intercept, result.linear]
    arrays += [] if result.quadratic is None else [result.quadratic]
    if not all(np.isfinite(array).all() for array in arrays):
        raise InputError(f"{name} has coefficients that are not finite; refit it with smoothing")
    return result
