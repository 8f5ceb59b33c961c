"""Choose the smallest unsure band that keeps the share of wrong labels below an allowed error.

The predictions of a version for texts that it was not fitted to say which labels are wrong. A share
that was counted on few texts may be luck, so its upper limit counts: that of Clopper and Pearson.

The limit is that of 99 %, and is told as one of 95 %. The band is the best of up to 160,000 on the
same texts, so it owes more to luck than one that was given. In simulations of calibrated models
with 300 to 10,000 texts, the true share was above the limit of 95 % in 7 to 22 % of the bands, and
above that of 99 % in 1 to 6 %.
"""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import beta

from train.errors import InputError
from train.evaluation.predictions import Predictions

CONFIDENCE = 0.99
MAX_CANDIDATES = 400
LARGEST_ERROR = 0.5
"""A model that is wrong more often than not needs no band, but other training."""

ROUNDING = 1e-6
"""The probabilities of `predictions.json` are rounded; a band is wider by this much."""

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class ChosenBand:
    """The field `unsure` of a policy, and what it means for the texts that were predicted."""

    band: dict[str, float]
    texts: int
    decided: int
    wrong: int
    limit: float

    @property
    def is_needed(self) -> bool:
        """Whether it leaves a text unsure."""
        return self.decided < self.texts

    def describe(self) -> str:
        """Say how many texts stay unsure, and how many labels of the others are wrong."""
        unsure = self.texts - self.decided
        return (
            f"{unsure:,} of {self.texts:,} texts ({unsure / self.texts:.1%}) stay unsure; of the "
            f"others {self.wrong:,} are wrong ({self.wrong / self.decided:.2%}, with 95 % "
            f"confidence at most {self.limit:.2%})"
        )


class _Bands(NamedTuple):
    """Possible bands: their ends, and the wrong and the decided labels outside each of them.

    The shape of `wrong` and `decided` is that of the ends: [from, to], or [below].
    """

    ends: dict[str, Floats]
    wrong: Floats
    decided: Floats

    def least_error(self) -> float:
        """Return the smallest share of wrong labels that one of them keeps."""
        return float(np.min(upper_limit(self.wrong, self.decided)))

    def best(self, error: float, texts: int) -> ChosenBand | None:
        """Return the one with the most decided texts that keeps the error, if one does."""
        keeps = upper_limit(self.wrong, self.decided) <= error
        if not keeps.any():
            return None
        flat = int(np.argmax(np.where(keeps, self.decided, -1)))
        best = np.unravel_index(flat, self.decided.shape)
        pairs = zip(self.ends.items(), best, strict=True)
        band = {name: float(ends[place]) for (name, ends), place in pairs}
        return _chosen(band, self.wrong[best], self.decided[best], texts)


def choose_band(predictions: Predictions, threshold: float | None, error: float) -> ChosenBand:
    """Return the smallest band outside which at most a share of the labels is wrong.

    Parameters
    ----------
    predictions
        Of the version that the band is for.
    threshold
        The probability above which the positive class wins, in the band; None if the version has
        no positive class. The band is then below a limit of the highest probability.
    error
        The allowed share, above 0.

    Raises
    ------
    InputError
        If the predictions have no probabilities, or no band reaches the error.
    """
    texts = len(predictions.rows)
    if (chosen := _bands(predictions, threshold, error).best(error, texts)) is None:
        least = smallest_error(predictions, threshold, error)
        such = f"; the smallest that works is {least:g}" if least <= LARGEST_ERROR else ""
        needed = int(np.ceil(np.log(1 - CONFIDENCE) / np.log(1 - error)))
        raise InputError(
            f"no unsure band keeps the error at {error:g}: this needs {needed:,} texts outside the "
            f"band, or more if a label is wrong; found {texts:,} texts with predictions; allow a "
            f"larger error, or train and test on more texts{such}"
        )
    return chosen


def smallest_error(predictions: Predictions, threshold: float | None, error: float) -> float:
    """Return the smallest error that a band keeps, rounded up to 0.001; as in `choose_band`.

    The bands that are tried for a larger error include those that keep a smaller one. An error that
    is too small is replaced by one that a band keeps; more bands are tried for that.
    """
    for _ in range(2):
        error = _bands(predictions, threshold, error).least_error()
    return math.ceil(error * 1000) / 1000


def _bands(predictions: Predictions, threshold: float | None, error: float) -> _Bands:
    values = np.array([row.probability for row in predictions.rows])
    if not values.size or np.isnan(values).any():
        raise InputError("the version has no predictions with probabilities to choose a band from")
    if threshold is None:
        right = np.array([row.label == row.predicted for row in predictions.rows])
        two = len(predictions.classes) == 2
        return _below(np.maximum(values, 1 - values) if two else values, right)
    positive = np.array([row.label == predictions.classes[1] for row in predictions.rows])
    return _between(values, positive, threshold, error)


def upper_limit(wrong: Floats, decided: Floats) -> Floats:
    """Return the upper confidence limit of a share; 1 without texts.

    With none of n wrong it is 1 - 0.01^(1/n): 459 texts are needed for 1 %.

    >>> upper_limit(np.array([0.0, 0.0]), np.array([458.0, 459.0])) <= 0.01
    array([False,  True])
    """
    limit: Floats = beta.ppf(CONFIDENCE, wrong + 1, np.maximum(decided - wrong, 1e-9))
    return np.where(decided > wrong, limit, 1.0)


def _between(values: Floats, positive: Floats, threshold: float, error: float) -> _Bands:
    """Return each pair of ends at which the number of wrong labels outside the band changes."""
    others = np.sort(values[positive == 0])
    spam, texts = np.sort(values[positive == 1]), np.sort(values)
    budget = int(error * len(values))
    lows = _ends(np.minimum(spam - ROUNDING, threshold), threshold, budget)
    highs = 1 - _ends(np.minimum(1 - others[::-1] - ROUNDING, 1 - threshold), 1 - threshold, budget)
    wrong_low, wrong_high = (
        np.searchsorted(spam, lows, "left"),
        len(others) - np.searchsorted(others, highs, "right"),
    )
    below, above = (
        np.searchsorted(texts, lows, "left"),
        len(texts) - np.searchsorted(texts, highs, "right"),
    )
    wrong = (wrong_low[:, None] + wrong_high[None, :]).astype(float)
    decided = (below[:, None] + above[None, :]).astype(float)
    return _Bands({"from": lows, "to": highs}, wrong, decided)


def _ends(candidates: Floats, threshold: float, budget: int) -> Floats:
    """Return the ends of one side of a band: the n-th lets n labels outside it be wrong."""
    ends = np.append(candidates, threshold)[: budget + 1]
    if len(ends) > MAX_CANDIDATES:
        ends = ends[np.unique(np.linspace(0, len(ends) - 1, MAX_CANDIDATES).astype(int))]
    clipped: Floats = np.clip(ends, 0.0, 1.0)
    return clipped


def _below(values: Floats, right: Floats) -> _Bands:
    """Return each probability as the limit."""
    order = np.argsort(-values, kind="stable")
    wrong = np.cumsum(right[order] == 0).astype(float)
    decided = np.arange(1.0, len(values) + 1)
    ends = np.append(np.diff(values[order]) != 0, True)  # equal probabilities stay together
    wrong[~ends] = decided[~ends]
    limits = np.clip(values[order] - 2 * ROUNDING, ROUNDING, 1 - ROUNDING)
    return _Bands({"below": limits}, wrong, decided)


def _chosen(band: dict[str, float], wrong: Any, decided: Any, texts: int) -> ChosenBand:
    limit = float(upper_limit(np.array([wrong]), np.array([decided]))[0])
    # Rounded outwards: the band must go on holding the threshold.
    outwards = {"from": math.floor, "to": math.ceil, "below": math.ceil}
    rounded = {name: outwards[name](value * 1e6) / 1e6 for name, value in band.items()}
    return ChosenBand(rounded, texts, int(decided), int(wrong), limit)
