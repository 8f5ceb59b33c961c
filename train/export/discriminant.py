"""One discriminant function for all classifiers: the form in which a model is stored."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from train.counted import counted
from train.errors import InputError
from train.export.space import WANTED, Space


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


def folded(form: Discriminant, space: Space) -> Discriminant:
    """Return the same function of the space's run-time columns, whatever they are.

    The classifier's feature i is scale_i x_c(i) + shift_i, so with l_i and q_i as coefficients

        l_i (scale_i x + shift_i) + q_i (scale_i x + shift_i)^2
        = (q_i shift_i + l_i) shift_i + (l_i + 2 q_i shift_i) scale_i x + q_i scale_i^2 x^2.
    """
    if form.linear.shape[1] != space.count:
        raise InputError(
            f"the classifier has {form.linear.shape[1]} features and the vectorizer "
            f"{space.count} terms; {WANTED}"
        )
    if space.is_plain:
        return form
    if form.presence and (space.shift.any() or (space.scale <= 0).any()):
        raise InputError(
            "BernoulliNB after a transformer that centres, or has a factor of 0 or less, is not "
            "supported; expected positive factors only"
        )
    linear, scale, shift = form.linear, space.scale, space.shift
    intercept, quadratic = form.intercept, form.quadratic
    if form.presence:
        return replace(form, linear=space.placed(linear))
    if quadratic is not None:
        intercept = intercept + quadratic @ shift**2
        linear = linear + 2 * quadratic * shift
        quadratic = space.placed(quadratic * scale**2)
    return replace(
        form,
        intercept=intercept + form.linear @ shift,
        linear=space.placed(linear * scale),
        quadratic=quadratic,
    )


def checked(result: Discriminant, name: str) -> Discriminant:
    """Refuse what the reader refuses: another number of rows, or numbers that are not finite."""
    rows = 1 if len(result.classes) == 2 else len(result.classes)
    if len(result.classes) < 2 or len(result.linear) != rows:
        raise InputError(
            f"{name} with {counted(len(result.classes), 'class', 'classes')} and "
            f"{counted(len(result.linear), 'row')} of coefficients is not supported; "
            "expected at least 2 classes"
        )
    arrays = [result.intercept, result.linear]
    arrays += [] if result.quadratic is None else [result.quadratic]
    if not all(np.isfinite(array).all() for array in arrays):
        raise InputError(f"{name} has coefficients that are not finite; refit it with smoothing")
    return result
