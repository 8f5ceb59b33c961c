"""The form "constant": the same for every vector.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from typing import NamedTuple

from chalicelib.scoring.kinds.form import Form, FormReader, Outcome, Vector


class Constant(NamedTuple):
    """The outcome for every vector."""

    always: Outcome

    def outcome(self, vector: Vector) -> Outcome:
        """Return the same outcome for every vector."""
        return self.always


def read(reader: FormReader) -> Form:
    """Read the scores, and the probabilities if there are any."""
    scores = tuple(reader.floats("scores", reader.classes))
    if not reader.has("probabilities"):
        return Constant(Outcome(scores, None))
    return Constant(Outcome(scores, tuple(reader.floats("probabilities", reader.classes))))
