"""The form "calibrated": curves turn the scores of another form into probabilities.

There is one curve for each class that the other form knows, or one if it knows two. The methods:

    sigmoid       1 / (1 + exp(slope s + offset))
    steps         straight lines between points (x, y), and beyond them the first or last y
    temperature   softmax(beta s); s is -d and d for a decision d, and ln(p + 1e-12) for
                  probabilities

Except with "temperature", two classes have the probabilities 1 - p and p. More are divided by their
sum; if that is 0, all are equal. Standard library only, see `chalicelib.scoring.artifact`.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.scoring.artifact import LEAST_IDF
from chalicelib.scoring.classifier import logistic
from chalicelib.scoring.kinds.combined.members import added, columns_of, read_member, read_places
from chalicelib.scoring.kinds.form import Form, FormReader, Outcome, Vector

if TYPE_CHECKING:
    from array import array

METHODS = ("sigmoid", "steps", "temperature")
_LEAST = 1e-12
"""What scikit-learn adds to a probability, so that its logarithm is finite."""


class Sigmoid(NamedTuple):
    """1 / (1 + exp(slope s + offset))."""

    slope: float
    offset: float

    def at(self, score: float) -> float:
        """Return the probability of a score."""
        return logistic(-(self.slope * score + self.offset))


class Steps(NamedTuple):
    """Straight lines between points."""

    x: "array[float]"
    y: "array[float]"

    def at(self, score: float) -> float:
        """Return the probability of a score, in the operations of `numpy.interp`.

        >>> from array import array
        >>> curve = Steps(array("d", [-1.0, 1.0]), array("d", [0.0, 1.0]))
        >>> curve.at(-3.0), curve.at(0.5), curve.at(1.0)
        (0.0, 0.75, 1.0)
        """
        after = bisect_right(self.x, score)
        if after in (0, len(self.x)):
            return self.y[max(after - 1, 0)]
        left, right = self.x[after - 1], self.x[after]
        low, high = self.y[after - 1], self.y[after]
        return (high - low) / (right - left) * (score - left) + low


Curve = Sigmoid | Steps


class Calibrated(NamedTuple):
    """The form, the curves with the class of each, and whether the form's own label stands."""

    form: Form
    take: str
    curves: tuple[Curve, ...]
    places: Sequence[int]
    classes: int
    own_label: bool

    def outcome(self, vector: Vector) -> Outcome:
        """Return the calibrated probabilities."""
        outcome = self.form.outcome(vector)
        values = [0.0] * self.classes
        columns = columns_of(outcome, self.take)
        for place, curve, column in zip(self.places, self.curves, columns, strict=True):
            values[place] = curve.at(column)
        probabilities = _normalized(values)
        return Outcome(outcome.scores if self.own_label else probabilities, probabilities)


class Temperature(NamedTuple):
    """The form, and beta."""

    form: Form
    take: str
    beta: float

    def outcome(self, vector: Vector) -> Outcome:
        """Return the calibrated probabilities."""
        scores, probabilities = self.form.outcome(vector)
        logits = columns_of(Outcome(scores, probabilities), self.take)
        if self.take == "probabilities":
            # Two classes have one column here; the first is what is missing to 1.
            both = [1.0 - logits[0], logits[0]] if len(logits) == 1 else logits
            logits = [math.log(max(value, 0.0) + _LEAST) for value in both]
        elif len(logits) == 1:
            logits = [-logits[0], logits[0]]
        highest = max(logits)
        positives = [math.exp(self.beta * (logit - highest)) for logit in logits]
        total = added(positives)
        shares = tuple(positive / total for positive in positives)
        return Outcome(shares, shares)


def _normalized(values: list[float]) -> tuple[float, ...]:
    if len(values) == 2:
        return 1.0 - values[1], values[1]
    total = added(values)
    if total == 0.0:
        return (1.0 / len(values),) * len(values)
    return tuple(value / total for value in values)


def read(reader: FormReader) -> Form:
    """Read a calibration."""
    record = reader.record
    method = record.text("method", METHODS)
    take = record.text("take", ("decision", "probabilities"))
    if method == "temperature":
        form = read_member(reader, "of", record.take("of"), take, reader.classes)
        beta = reader.floats("beta", 1)[0]
        if beta < 0.0:
            reader.fail(f"beta is {beta}; expected 0 or more")
        return Temperature(form, take, beta)
    own_label = record.flag("own_label")
    known = read_places(reader, "classes")
    form = read_member(reader, "of", record.take("of"), take, len(known))
    if own_label and len(known) != reader.classes:
        reader.fail("own_label is true and classes are missing; expected all classes")
    # A single column belongs to the second of two classes. If the form knows two of more classes,
    # scikit-learn gives it to the first of them.
    places = [1] if reader.classes == 2 else known[:1] if len(known) == 2 else known
    curves = _sigmoids(reader, places) if method == "sigmoid" else _steps(reader, places)
    return Calibrated(form, take, curves, places, reader.classes, own_label)


def _sigmoids(reader: FormReader, places: Sequence[int]) -> tuple[Curve, ...]:
    slopes, offsets = (reader.floats(name, len(places)) for name in ("slope", "offset"))
    return tuple(map(Sigmoid, slopes, offsets))


def _steps(reader: FormReader, places: Sequence[int]) -> tuple[Curve, ...]:
    return tuple(_curve(reader, number) for number in range(len(places)))


def _curve(reader: FormReader, number: int) -> Steps:
    count = reader.length(f"x.{number}")
    x, y = (reader.floats(f"{name}.{number}", count) for name in "xy")
    if not count or any(right - left < LEAST_IDF for left, right in pairwise(x)):
        reader.fail(f"x.{number} must hold 1 number or more, each above the one before by 1e-50")
    if not 0.0 <= min(y) <= max(y) <= 1.0:
        reader.fail(f"y.{number} holds {min(y)} to {max(y)}; expected 0 to 1")
    return Steps(x, y)
