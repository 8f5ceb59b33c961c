"""Probabilities that were written with a few digits: how far the exact ones may be from them."""

import math
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from train.counted import counted

TOLERANCE = 1e-6
"""How far a probability may be from the exact one in the file."""
MOST_DIGITS = 6
"""With more digits than these, half of the last digit is less than the tolerance."""


class Rounding(NamedTuple):
    """How the probabilities of a file were rounded; None are exact.

    `digits` are those after the point, as of `round(p, 4)`. `significant` are those from the first
    that is not 0, as of `%.4g`, or None if the digits after the point explain all.
    """

    digits: int | None = None
    significant: int | None = None

    def tolerance(self, given: float) -> float:
        """Return how far the exact probability may be from a given one: half of its last digit.

        >>> round(Rounding(2).tolerance(0.25), 6)  # from 0.245 to 0.255, and 1e-6 more
        0.005001
        """
        if self.digits is None:
            return TOLERANCE
        last = -self.digits
        if self.significant is not None and given:
            last = max(last, math.floor(math.log10(given)) + 1 - self.significant)
        return 0.5 * 10.0**last + TOLERANCE

    def __str__(self) -> str:
        """Return the number of digits as messages have it."""
        number = self.significant or self.digits or 0
        kind = "significant digit" if self.significant else "digit"
        return counted(number, kind)


EXACT = Rounding()


def rounding_of(given: Iterable[float]) -> Rounding:
    """Return the rounding of the probabilities of a file; those that are all 0 or 1 are exact.

    The most digits of any of them count, because a file may leave out zeros at the end.

    >>> str(rounding_of([0.0776, 0.99])), str(rounding_of([0.00012, 0.98]))
    ('3 significant digits', '2 significant digits')
    >>> str(rounding_of([0.0776, 0.9938])), rounding_of([1.0, 0.0])
    ('4 digits', Rounding(digits=None, significant=None))
    """
    exact = [Decimal(repr(each)).normalize() for each in given]
    after_point = max((-int(each.as_tuple().exponent) for each in exact), default=0)
    significant = max((len(each.as_tuple().digits) for each in exact), default=0)
    if after_point < 1 or min(after_point, significant) > MOST_DIGITS:
        return EXACT
    return Rounding(after_point, significant if significant < after_point else None)
