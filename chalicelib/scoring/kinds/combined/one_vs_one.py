"""The form "one_vs_one": a form of two classes for each pair of classes; their labels are votes.

    score_k(x) = votes_k + c_k / (3 (|c_k| + 1))

c_k adds up what the forms of class k's pairs say for k: their decision or the probability of their
second class, with the sign turned if k is the pair's first class. So it decides between classes
with the same number of votes. Standard library only, see `chalicelib.scoring.artifact`.
"""

from itertools import combinations
from typing import NamedTuple

from chalicelib.scoring.kinds.combined.members import columns_of, label_of, read_members
from chalicelib.scoring.kinds.form import MAX_FORMS, Form, FormReader, Outcome, Vector


class OneVsOne(NamedTuple):
    """The forms, in the order of their pairs: 0 and 1, 0 and 2, and so on; what is taken."""

    members: list[Form]
    take: str
    classes: int

    def outcome(self, vector: Vector) -> Outcome:
        """Return the scores of all classes."""
        votes, sums = [0.0] * self.classes, [0.0] * self.classes
        pairs = combinations(range(self.classes), 2)
        for pair, form in zip(pairs, self.members, strict=True):
            outcome = form.outcome(vector)
            votes[pair[label_of(outcome.scores)]] += 1.0
            column = columns_of(outcome, self.take)[0]
            sums[pair[0]] -= column
            sums[pair[1]] += column
        scores = [vote + c / (3 * (abs(c) + 1)) for vote, c in zip(votes, sums, strict=True)]
        if len(scores) == 2:  # scikit-learn compares the second score with this
            scores[0] = 0.0 if self.take == "decision" else 0.5
        return Outcome(tuple(scores), None)


def read(reader: FormReader) -> Form:
    """Read one form for each pair."""
    take = reader.record.text("take", ("decision", "probabilities"))
    pairs = reader.classes * (reader.classes - 1) // 2
    if not 1 <= pairs <= MAX_FORMS:
        reader.fail(f"{reader.classes} classes have {pairs} pairs; expected 1 to {MAX_FORMS}")
    return OneVsOne(read_members(reader, take, pairs, pairs), take, reader.classes)
