"""The form "patterns": a form whose classes are combinations of labels.

The probability of a label is the sum of those of the patterns that have it, and its score is that
minus the sum of the others. A text has the label if the score is above 0. Standard library only,
see `chalicelib.scoring.artifact`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from chalicelib.scoring.kinds.form import Form, FormReader, Outcome, Vector

MAX_PATTERNS = 100_000
LEAST_SCORE = 1e-9
"""Shares that should cancel out do not quite: 1/6 + 2/6 is not exactly 3/6."""


class Patterns(NamedTuple):
    """The form of the patterns, the labels of each of them, and how many labels there are."""

    member: Form
    labels: Sequence[Sequence[int]]
    width: int

    def outcome(self, vector: Vector) -> Outcome:
        """Return a score and a probability for each label."""
        has, total = [0.0] * self.width, 0.0
        for share, labels in zip(_shares(self.member, vector), self.labels, strict=True):
            if share:
                total += share
                for label in labels:
                    has[label] += share
        scores = (2.0 * each - total for each in has)
        return Outcome(
            tuple(score if abs(score) > LEAST_SCORE else 0.0 for score in scores),
            tuple(min(each, 1.0) for each in has),
        )


def _shares(form: Form, vector: Vector) -> Sequence[float]:
    return form.outcome(vector).probabilities or ()


def read(reader: FormReader) -> Form:
    """Read the form, and which labels each of its classes stands for."""
    count = reader.length("patterns")
    if not 1 <= count <= MAX_PATTERNS:
        reader.fail(f"found {count} patterns; expected 1 to {MAX_PATTERNS}")
    width = reader.classes
    table = reader.integers("patterns", count, width, low=0, high=1)
    rows = (table[first : first + width] for first in range(0, len(table), width))
    labels = [[label for label, has in enumerate(row) if has] for row in rows]
    member = reader.child("of", reader.record.take("of"), count)
    if len(_shares(member, {})) != count:
        reader.fail(f"form 'of' has no probability for each of the {count} patterns; expected one")
    return Patterns(member, labels, width)
