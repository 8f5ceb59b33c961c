"""An explanation: the label of a text, and the weight of each word.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from chalicelib.scoring.model import Label

EXACT = "exact"
LEAVE_ONE_OUT = "leave-one-out"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A word or sign, its start and end in code points of the submitted text, and its weight."""

    text: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The label, its probability if there is one, the score of each class, and the evidence.

    Positive weights favour the class `favours`. With two classes it is the positive class even if
    the other wins; if the model has no positive class, the second takes its place. The margin is
    its score minus that of the other. With more classes it is the winner, and the margin is the
    highest score minus the second highest. If a text can have several labels, it is the label with
    the highest score, and the margin is that score; `probability` is that of this label.

    With the method "exact", `intercept` plus all weights is the margin. With "leave-one-out",
    `intercept` is the margin of an empty text, and the weights do not add up.
    """

    label: Label
    probability: float | None
    scores: Mapping[str, float]
    favours: str
    method: str
    intercept: float
    evidence: tuple[Evidence, ...]


class Sides(NamedTuple):
    """The number of the class that positive weights favour, and of the one they speak against."""

    plus: int
    minus: int | None

    def margin(self, scores: Sequence[float]) -> float:
        """Return the margin that these scores give."""
        return scores[self.plus] - (0.0 if self.minus is None else scores[self.minus])


def sides_of(scores: Sequence[float], first_is_positive: bool, several: bool = False) -> Sides:
    """Return the classes between which an explanation weighs.

    >>> sides_of((1.0, 3.0, 2.0), False), sides_of((5.0, 0.0), False)
    (Sides(plus=1, minus=2), Sides(plus=1, minus=0))
    >>> sides_of((5.0, 0.0), False, several=True)
    Sides(plus=0, minus=None)
    """
    ranked = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)
    if several:
        return Sides(ranked[0], None)
    if len(scores) == 2:
        return Sides(0, 1) if first_is_positive else Sides(1, 0)
    return Sides(ranked[0], ranked[1])
