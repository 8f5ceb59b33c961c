"""The form "after": a form sees the vector after more steps.

The steps are a tree of features, as the classifier has one; its only block is the vector. Standard
library only, see `chalicelib.scoring.artifact`.
"""

from typing import NamedTuple

from chalicelib.scoring.features.reader import LARGEST_OF_BLOCKS
from chalicelib.scoring.features.steps import Features
from chalicelib.scoring.kinds.form import Form, FormReader, Outcome, Vector
from chalicelib.scoring.sparse_vector import BlockVector


class After(NamedTuple):
    """The steps, and the form that sees what they make."""

    features: Features
    form: Form

    def outcome(self, vector: Vector) -> Outcome:
        """Score the vector after the steps.

        No number is larger than that of a block, so that no step overflows.
        """
        limit = LARGEST_OF_BLOCKS
        values = [max(-limit, min(limit, value)) for value in vector.values()]
        block = BlockVector([*vector], values, 1.0)
        return self.form.outcome(self.features.vector([block]))


def read(reader: FormReader) -> Form:
    """Read the steps and the form."""
    features = reader.features("features", reader.record.take("features"))
    form = reader.child("of", reader.record.take("of"), reader.classes, features.width)
    return After(features, form)
