"""Find the threshold that an author's code sets on its own: the gap between the two sides."""

import json
import math
from collections.abc import Iterable
from typing import NamedTuple

from train.checking.comparison import Check


class Gap(NamedTuple):
    """The numbers between which each threshold gives all texts their labels."""

    highest: float
    lowest: float

    def __str__(self) -> str:
        """Return the gap as messages have it."""
        return f"from {self.highest:.6g} to {self.lowest:.6g}"

    @property
    def middle(self) -> str:
        """The number in the middle, as an option takes it."""
        return f"{(self.highest + self.lowest) / 2:.6g}"


def threshold_cause(check: Check) -> str | None:
    """Return the range of a threshold under which the labels agree."""
    if check.several:
        return _several_threshold(check)
    if len(check.classes) != 2:
        return None
    positive = check.positive or check.classes[1]
    at = check.classes.index(positive)
    rows = [(text.label, check.classify(text.text).probabilities) for text in check.texts]
    shares = [(label == positive, row[at]) for label, row in rows if row is not None]
    if len(shares) < len(rows):
        return _margin_cause(check)
    gap = _gap(shares, 0.0, 1.0)
    return gap and (
        f"your code decides by a threshold of its own: with --threshold {float(gap.middle)} "
        f"({gap}) for {positive} all labels agree"
    )


def _margin_cause(check: Check) -> str | None:
    """Return the range of a cut of the decision function under which the labels agree."""
    rows = [(text.label, check.classify(text.text).margin) for text in check.texts]
    margins = [(label == check.classes[1], each) for label, each in rows if each is not None]
    gap = _gap(margins, -math.inf, math.inf) if len(margins) == len(rows) else None
    return gap and (
        f"your code cuts decision_function at a number of its own, {gap}: export "
        "FixedThresholdClassifier(FrozenEstimator(classifier), "
        f"threshold={gap.middle}, response_method='decision_function') of scikit-learn in its place"
    )


def _several_threshold(check: Check) -> str | None:
    """Return the range of a threshold above which a text has each of several labels."""
    rows = [
        (set(json.loads(text.label)), check.classify(text.text).probabilities or ())
        for text in check.texts
    ]
    shares = [
        (name in theirs, share)
        for theirs, row in rows
        for name, share in zip(check.classes, row, strict=False)
    ]
    gap = _gap(shares, 0.0, 1.0)
    return gap and (
        f"your code gives a text each label above a threshold of its own, {gap}: the service "
        "gives the labels of predict, and callers can compare the probabilities of "
        "?probabilities=1 themselves"
    )


def _gap(numbers: Iterable[tuple[bool, float]], least: float, most: float) -> Gap | None:
    """Return the gap between the numbers below (False) and above, if both are within limits."""
    numbers = [*numbers]
    highest = max([least, *(number for above, number in numbers if not above)])
    lowest = min([most, *(number for above, number in numbers if above)])
    return Gap(highest, lowest) if least < highest < lowest < most else None
