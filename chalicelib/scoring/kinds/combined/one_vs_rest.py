"""The form "one_vs_rest": a form of two classes for each class, or one if there are two classes.

The score of a class is its form's decision or the probability of its form's second class. The
probabilities are those of the second classes, divided by their sum. Standard library only, see
`chalicelib.scoring.artifact`.
"""

from typing import NamedTuple

from chalicelib.scoring.kinds.combined.members import added, columns_of, read_members
from chalicelib.scoring.kinds.form import Form, FormReader, Outcome, Vector


class OneVsRest(NamedTuple):
    """The forms, what is taken of each, and whether there are probabilities."""

    members: list[Form]
    take: str
    has_probabilities: bool

    def outcome(self, vector: Vector) -> Outcome:
        """Return the scores of all classes."""
        outcomes = [form.outcome(vector) for form in self.members]
        scores = [columns_of(outcome, self.take)[0] for outcome in outcomes]
        if len(scores) == 1:
            scores = [0.0 if self.take == "decision" else 1.0 - scores[0], scores[0]]
        if not self.has_probabilities:
            return Outcome(tuple(scores), None)
        seconds = [columns_of(outcome, "probabilities")[0] for outcome in outcomes]
        if len(seconds) == 1:
            seconds = [1.0 - seconds[0], seconds[0]]
        total = added(seconds) or 1.0
        return Outcome(tuple(scores), tuple(second / total for second in seconds))


def read(reader: FormReader) -> Form:
    """Read one form for each class."""
    take = reader.record.text("take", ("decision", "probabilities"))
    has_probabilities = reader.record.flag("probabilities")
    if take == "probabilities" and not has_probabilities:
        reader.fail("probabilities is false; expected true, because they are taken")
    count = 1 if reader.classes == 2 else reader.classes
    needed = "probabilities" if has_probabilities else take
    return OneVsRest(read_members(reader, needed, count, count), take, has_probabilities)
