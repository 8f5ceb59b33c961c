"""The form "chain": a form for each label, each of which also sees what those before it gave.

The form at place i has i columns more than the vector: what the forms before it gave. Place i is
that of the label `order_i`. A text has the label if the form's second score is above its first.
Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from chalicelib.scoring.kinds.combined.several import read_pair, taken, together
from chalicelib.scoring.kinds.form import Form, FormReader, Outcome, Vector

PASSES = ("label", "probabilities", "decision")


class Chain(NamedTuple):
    """The forms in their order, the place of each label, and what a form passes on."""

    members: Sequence[Form]
    places: Sequence[int]
    passes: str
    width: int

    def outcome(self, vector: Vector) -> Outcome:
        """Return a score and, if all forms have them, a probability for each label."""
        seen, outcomes = dict(vector), []
        for column, form in enumerate(self.members, self.width):
            outcome = form.outcome(seen)
            outcomes.append(outcome)
            passed = taken(outcome, self.passes)
            if passed:
                seen[column] = passed
        in_order = [outcomes[place] for place in self.places]
        return together(in_order, [taken(outcome, "decision") for outcome in in_order])


def read(reader: FormReader) -> Form:
    """Read the forms of a chain."""
    count = reader.classes
    order = reader.integers("order", count, low=0, high=count - 1)
    if len({*order}) < count:
        reader.fail("tensor 'order' contains a number twice; expected each label once")
    passes = reader.record.text("passes", PASSES)
    values = reader.record.items("members", count, count)
    members = [
        read_pair(reader, str(place), value, passes, reader.width + place)
        for place, value in enumerate(values)
    ]
    return Chain(members, [order.index(label) for label in range(count)], passes, reader.width)
