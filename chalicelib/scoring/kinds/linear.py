"""The form "linear": one discriminant function, as a classifier of format 1 has it.

    score_k(x) = intercept_k + sum_j linear_kj x_j + sum_j quadratic_kj x_j^2

With `presence`, x_j is 1 at the columns whose value is above 0. Standard library only, see
`chalicelib.scoring.artifact`.
"""

from typing import NamedTuple

from chalicelib.scoring.classifier import LINKS, Classifier
from chalicelib.scoring.kinds.form import Form, FormReader, Outcome, Vector
from chalicelib.scoring.sparse_vector import BlockVector


class Linear(NamedTuple):
    """A discriminant function, and whether it sees only which columns are above 0."""

    function: Classifier
    presence: bool

    def outcome(self, vector: Vector) -> Outcome:
        """Return the scores, and the probabilities if there is a link."""
        if self.presence:
            vector = {column: 1.0 for column, value in vector.items() if value > 0.0}
        entries = BlockVector(vector.keys(), [*vector.values()], 1.0)
        scores = self.function.scores([entries])
        return Outcome(scores, self.function.probabilities(scores))


def read(reader: FormReader) -> Form:
    """Read a discriminant function."""
    rows = 1 if reader.classes == 2 else reader.classes
    shape = (rows, reader.width)
    function = Classifier(
        classes=tuple(map(str, range(reader.classes))),
        link=reader.record.text("link", LINKS),
        width=reader.width,
        intercept=reader.floats("intercept", rows),
        linear=reader.floats("linear", *shape),
        quadratic=reader.floats("quadratic", *shape) if reader.has("quadratic") else None,
    )
    return Linear(function, reader.record.flag("presence"))
