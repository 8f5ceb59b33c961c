"""The audit: how often the model is wrong where it is sure, by random texts that a person labelled.

An interval and not the share itself: of three right labels nothing follows.
"""

from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

from scipy.stats import beta

from train.learning.reported import AUDIT, Report

ALLOWED_ERROR = 0.1
"""The largest share of wrong labels at which the model's own labels may teach the next one."""

CONFIDENCE = 0.9
LATEST = 60
"""The number of audited texts that count; older ones say little about today's texts."""


class Audit(NamedTuple):
    """How many audited texts were sure, how many of these were wrong, and the bound on the rate."""

    texts: int
    wrong: int
    at_most: float

    @property
    def passed(self) -> bool:
        """Whether the model's sure labels may be taken as decided."""
        return self.at_most <= ALLOWED_ERROR


def audit(reports: Iterable[Report]) -> Audit:
    """Return what the audited texts show of the labels that were served."""
    checked = sorted(
        (each for each in reports if each.source == AUDIT), key=attrgetter("reported_at")
    )[-LATEST:]
    sure = [each for each in checked if each.served is not None and each.served.sure]
    wrong = sum(each.served is not None and each.served.label != each.label for each in sure)
    return Audit(len(sure), wrong, upper_bound(wrong, len(sure)))


def upper_bound(wrong: int, texts: int, confidence: float = CONFIDENCE) -> float:
    """Return the highest error rate that the sample does not rule out.

    The exact one-sided bound of Clopper and Pearson (Biometrika 26, 1934).

    >>> round(upper_bound(0, 22), 3)
    0.099

    A rate of r gives no error in 22 texts with probability (1 - r)^22, which is 0.1 at this rate.

    >>> upper_bound(0, 0)
    1.0
    """
    return 1.0 if wrong == texts else float(beta.ppf(confidence, wrong + 1, texts - wrong))
