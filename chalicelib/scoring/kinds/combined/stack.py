"""The form "stack": a form scores the results of other forms for the vector.

The final form's columns are those that are taken of each member, one after the other, and, with
`passthrough`, those of the vector after them. Standard library only, see
`chalicelib.scoring.artifact`.
"""

from typing import NamedTuple

from chalicelib.scoring.kinds.combined.members import TAKES, columns_of, read_member
from chalicelib.scoring.kinds.form import MAX_FORMS, Form, FormReader, Outcome, Vector


class Stack(NamedTuple):
    """The members, what is taken of each, and the form that scores it."""

    members: tuple[tuple[Form, str], ...]
    passthrough: bool
    final: Form

    def outcome(self, vector: Vector) -> Outcome:
        """Score what the members say."""
        columns = [
            column
            for form, take in self.members
            for column in columns_of(form.outcome(vector), take)
        ]
        seen = dict(enumerate(columns))
        if self.passthrough:
            seen |= {len(columns) + column: value for column, value in vector.items()}
        return self.final.outcome(seen)


def read(reader: FormReader) -> Form:
    """Read a stack."""
    values = reader.record.items("members", 1, MAX_FORMS)
    takes = [str(take) for take in reader.record.items("take", len(values), len(values))]
    if not {*takes} <= {*TAKES}:
        reader.fail(f"field 'take' must contain only {', '.join(TAKES)}")
    members = [
        (read_member(reader, str(number), value, take, reader.classes), take)
        for number, (value, take) in enumerate(zip(values, takes, strict=True))
    ]
    passthrough = reader.record.flag("passthrough")
    each = 1 if reader.classes == 2 else reader.classes
    width = sum(1 if take == "label" else each for take in takes)
    width += reader.width if passthrough else 0
    final = reader.child("final", reader.record.take("final"), reader.classes, width)
    return Stack(tuple(members), passthrough, final)
