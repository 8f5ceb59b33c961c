"""Decide from a canary's requests whether to stop it: errors, labels that shift, disagreement.

The promoted model also labels the texts of the canary's requests, so both are compared on the same
texts: what kind of texts the canary happens to get does not matter. Each request counts once,
however many texts it holds, and one that is repeated is not counted again.

For each label, a request counts as up if the candidate gives it to more of the texts, as down if to
fewer. If both models gave a label equally often, these would be tosses of a fair coin. For the
disagreement, the share of a request's texts is a toss of a coin that shows it with probability p.
The evidence against a coin is the test martingale with a uniform prior of its bias (Robbins 1970,
Annals of Mathematical Statistics 41; Shafer, Shen, Vereshchagin and Vovk 2011, Statistical
Science 26):

    E = B(up + 1, down + 1) / (p^up * (1 - p)^down)

By Ville's inequality, E ever reaches 1/a with a probability of at most a, so it may be looked at
after every request, and there is no window. A canary may differ a little, and should: so it only
stops if, in addition, the mean difference of the shares leaves the band.
"""

import threading
from collections.abc import Callable, Sequence
from math import lgamma, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.serving.trial.second_scoring import Compared

FALSE_ALARMS = 1e-4
"""The most likely that a process ever stops a canary that does not differ."""
DISAGREEMENT_BANDS = 4
"""How many bands of the texts the two models may label differently, 20 % with the usual band."""
LEAST_ERRORS = 5
MOST_ERRORS = 0.01
"""A share of requests: those that the candidate fails on, but not the promoted model."""
MAX_REMEMBERED = 10_000
"""The requests that are not counted again, in about a megabyte."""


def log_evidence(up: float, down: float, p: float = 0.5) -> float:
    """Return the logarithm of E.

    >>> round(log_evidence(2, 0), 12) == round(log(2 / 6 / 0.5**2), 12)
    True
    """
    beta = lgamma(up + 1) + lgamma(down + 1) - lgamma(up + down + 2)
    return beta - up * log(p) - down * log(1 - p)


class LabelShift:
    """How much more often the candidate gives a label than the promoted model does."""

    def __init__(self) -> None:
        self.up = 0
        self.down = 0
        self.total = 0.0

    def add(self, difference: float) -> None:
        """Add the difference of a request: the candidate's share of texts minus the other's."""
        self.up += difference > 0
        self.down += difference < 0
        self.total += difference


class Breaker:
    """Counts the requests of a canary in one process.

    Parameters
    ----------
    classes
        The model's classes; a policy may add a label.
    band
        How far the share of a label may move.
    """

    def __init__(self, classes: Sequence[str], band: float) -> None:
        self._shifts = {label: LabelShift() for label in classes}
        self._band = band
        self._requests = 0
        self._compared = 0
        self._disagreement = 0.0
        self._errors = 0
        self._seen: set[int] = set()
        self._lock = threading.Lock()

    def failed(self, request: int) -> str | None:
        """Count a request that only the candidate failed on; return why to stop, or None."""
        return self._counted(request, self._count_error)

    def compared(self, request: int, texts: "Sequence[Compared]") -> str | None:
        """Count a request by its digest and its texts; return why to stop, or None.

        `served` is the candidate's label, `second` the promoted model's.
        """
        return self._counted(request, lambda: self._count_labels(texts))

    def _counted(self, request: int, count: Callable[[], str | None]) -> str | None:
        with self._lock:
            if request in self._seen:
                return None
            if len(self._seen) == MAX_REMEMBERED:
                self._seen.clear()
            self._seen.add(request)
            self._requests += 1
            return count()

    def _count_error(self) -> str | None:
        self._errors += 1
        if self._errors < LEAST_ERRORS or self._errors <= MOST_ERRORS * self._requests:
            return None
        return f"it failed on {self._errors} of {self._requests} requests"

    def _count_labels(self, texts: "Sequence[Compared]") -> str | None:
        if not texts:
            return None
        self._compared += 1
        self._disagreement += sum(each.served != each.second for each in texts) / len(texts)
        for label, difference in _differences(texts).items():
            self._shifts.setdefault(label, LabelShift()).add(difference / len(texts))
        limit = log((len(self._shifts) + 1) / FALSE_ALARMS)
        return self._shifted_label(limit) or self._too_different(limit)

    def _shifted_label(self, limit: float) -> str | None:
        for label, shift in self._shifts.items():
            mean = shift.total / self._compared
            if abs(mean) > self._band and log_evidence(shift.up, shift.down) >= limit:
                return (
                    f"it gives the label {label[:100]!r} to {abs(mean):.1%} of the texts "
                    f"{'more' if mean > 0 else 'less'} than the promoted version, "
                    f"in {self._compared} requests"
                )
        return None

    def _too_different(self, limit: float) -> str | None:
        most, mean = DISAGREEMENT_BANDS * self._band, self._disagreement / self._compared
        if mean <= most or most >= 1:
            return None
        agreement = self._compared - self._disagreement
        if log_evidence(self._disagreement, agreement, most) < limit:
            return None
        return (
            f"it labels {mean:.1%} of the texts differently from the promoted version, "
            f"in {self._compared} requests"
        )


def _differences(texts: "Sequence[Compared]") -> dict[str, int]:
    """Return for each label how many more texts the candidate gives it to; 0 is left out."""
    differences: dict[str, int] = {}
    for candidate, promoted in texts:
        if candidate != promoted:
            for labels, step in ((candidate, 1), (promoted, -1)):
                for label in (labels,) if isinstance(labels, str) else labels:
                    differences[label] = differences.get(label, 0) + step
    return differences
