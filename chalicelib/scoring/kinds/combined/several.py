"""The form "several": a form of two classes for each label, which a text has or has not.

    score_k = value_k - above

The value is the second score minus the first, or the probability of the second class. A text has
the label if the score is above 0. Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from chalicelib.scoring.artifact import LARGEST_NUMBER
from chalicelib.scoring.kinds.form import Form, FormReader, Outcome, Vector

TAKES = ("decision", "probabilities")
BOUNDS = (0.0, 0.5)


class Several(NamedTuple):
    """A form for each label, what is taken of it, and the number that it must exceed."""

    members: Sequence[Form]
    take: str
    above: float

    def outcome(self, vector: Vector) -> Outcome:
        """Return a score and, if all forms have them, a probability for each label."""
        outcomes = [form.outcome(vector) for form in self.members]
        return together(outcomes, [taken(each, self.take) - self.above for each in outcomes])


def together(outcomes: Sequence[Outcome], scores: Sequence[float]) -> Outcome:
    """Return the scores of all labels, with the probabilities of the second classes."""
    pairs = [outcome.probabilities for outcome in outcomes]
    seconds = tuple(pair[1] for pair in pairs if pair is not None)
    return Outcome(tuple(scores), seconds if len(seconds) == len(scores) else None)


def taken(outcome: Outcome, take: str) -> float:
    """Return the number taken from a form of two classes, at most 1e50.

    >>> pair = Outcome((0.0, -3.0), (0.75, 0.25))
    >>> [taken(pair, take) for take in ("decision", "probabilities", "label")]
    [-3.0, 0.25, 0.0]
    """
    scores, probabilities = outcome
    if take == "probabilities" and probabilities is not None:
        return probabilities[1]
    margin = scores[1] - scores[0]
    if take == "label":
        return float(margin > 0.0)
    return max(-LARGEST_NUMBER, min(LARGEST_NUMBER, margin))


def read_pair(reader: FormReader, name: str, value: object, take: str, width: int) -> Form:
    """Read a form of two classes within this one; refuse it if it has not what is taken."""
    form = reader.child(name, value, 2, width)
    scores, probabilities = form.outcome({})
    if len(scores) != 2 or (take == "probabilities" and probabilities is None):
        reader.fail(
            f"form {name!r} has {len(scores)} scores and "
            f"{'no' if probabilities is None else len(probabilities)} probabilities; expected 2, "
            "and what is taken of them"
        )
    return form


def read(reader: FormReader) -> Form:
    """Read a form for each label."""
    take = reader.record.text("take", TAKES)
    above = reader.record.number("above")
    if above not in BOUNDS:
        reader.fail(f"field 'above' is {above}; expected 0 or 0.5")
    values = reader.record.items("members", reader.classes, reader.classes)
    members = [
        read_pair(reader, str(number), value, take, reader.width)
        for number, value in enumerate(values)
    ]
    return Several(members, take, above)
