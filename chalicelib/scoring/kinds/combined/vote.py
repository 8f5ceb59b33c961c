"""The form "vote": several forms vote, each with its weight.

    score_k(x) = sum_m weight_m v_mk(x) / total

v_mk is member m's probability of class k, or 1 if k is its label and otherwise 0. Standard library
only, see `chalicelib.scoring.artifact`.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from chalicelib.scoring.artifact import LEAST_IDF
from chalicelib.scoring.kinds.combined.members import label_of, read_member, read_places
from chalicelib.scoring.kinds.form import MAX_FORMS, Form, FormReader, Outcome, Vector


class _Voter(NamedTuple):
    """A form, its weight, and the number of each of its classes in the vote."""

    form: Form
    weight: float
    places: Sequence[int]


class Vote(NamedTuple):
    """The voters; the total divides the sums, and `shares` says that these are probabilities."""

    voters: tuple[_Voter, ...]
    classes: int
    by_label: bool
    total: float
    shares: bool

    def outcome(self, vector: Vector) -> Outcome:
        """Add up the votes, in the order of the members."""
        sums = [0.0] * self.classes
        for form, weight, places in self.voters:
            scores, probabilities = form.outcome(vector)
            if self.by_label:
                sums[places[label_of(scores)]] += weight
            else:
                for place, probability in zip(places, probabilities or (), strict=True):
                    sums[place] += weight * probability
        shares = tuple(value / self.total for value in sums)
        return Outcome(shares, shares if self.shares else None)


def read(reader: FormReader) -> Form:
    """Read a vote."""
    take = reader.record.text("take", ("probabilities", "label"))
    shares = reader.record.flag("shares")
    total = reader.record.number("total")
    values = reader.record.items("members", 1, MAX_FORMS)
    places = [read_places(reader, f"classes.{number}") for number in range(len(values))]
    weights = reader.floats("weights", len(values))
    if min(weights) < 0.0 or max(weights) < LEAST_IDF:
        reader.fail("a weight is below 0, or none is 1e-50 or more; expected one above 0")
    if not math.isclose(total, math.fsum(weights) if shares else 1.0, rel_tol=1e-9):
        reader.fail(f"total is {total}; expected the sum of the weights, or 1 without shares")
    voters = [
        _Voter(read_member(reader, str(number), value, take, len(own)), weight, own)
        for number, (value, own, weight) in enumerate(zip(values, places, weights, strict=True))
    ]
    return Vote(tuple(voters), reader.classes, take == "label", total, shares)
