"""What a model decides about a text: its label, how far from the boundary, and if that is sure."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple


class Decision(NamedTuple):
    """A model's label, its confidence, and whether it is outside the unsure band.

    The label is never "unsure". The confidence is 0 at the decision boundary and 1 if the model is
    certain.
    """

    label: str
    confidence: float
    sure: bool


Decide = Callable[[Sequence[str]], list[Decision]]
"""Returns a model's decision for each text, in the order of the texts."""

Refit = Callable[[Sequence[str], Sequence[str]], Decide]
"""Fits a recipe to texts with their labels, and returns what the fitted model decides."""


class Band(NamedTuple):
    """The probabilities of the positive class between which a label is unsure, both included."""

    start: float
    end: float


def two_class_decision(
    probability: float, classes: tuple[str, str], threshold: float, band: Band
) -> Decision:
    """Return the decision for a probability of the second class.

    >>> two_class_decision(0.9, ("ham", "spam"), 0.8, Band(0.3, 0.95))
    Decision(label='spam', confidence=0.5, sure=False)

    It is half the way from the threshold to 1: (0.9 - 0.8) / (1 - 0.8).
    """
    positive = probability > threshold
    room = 1 - threshold if positive else threshold
    distance = abs(probability - threshold) / room if room else 1.0
    sure = not band.start <= probability <= band.end
    return Decision(classes[positive], round(distance, 12), sure)


def likeliest_decision(probabilities: Mapping[str, float], below: float) -> Decision:
    """Return the decision for the probabilities of several classes.

    The confidence is the highest probability minus the next. Below the probability `below`, the
    label is unsure.

    >>> likeliest_decision({"ham": 0.25, "spam": 0.625, "smishing": 0.125}, 0.6)
    Decision(label='spam', confidence=0.375, sure=True)
    """
    (label, best), (_, following) = sorted(
        probabilities.items(), key=lambda item: item[1], reverse=True
    )[:2]
    return Decision(label, best - following, best >= below)
