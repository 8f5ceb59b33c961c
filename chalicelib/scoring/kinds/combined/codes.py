"""The form "codes": each class has a code, and the code nearest to the forms' results wins.

    score_k(x) = 2 sum_m code_km c_m(x) - sum_m code_km^2

c_m is member m's decision or the probability of its second class. The score is the square of c's
length minus the square of its distance from the code. Standard library only, see
`chalicelib.scoring.artifact`.
"""

from collections.abc import Sequence
from operator import mul
from typing import NamedTuple

from chalicelib.scoring.kinds.combined.members import added, columns_of, read_members
from chalicelib.scoring.kinds.form import Form, FormReader, Outcome, Vector


class Codes(NamedTuple):
    """The forms, what is taken of each, and a code for each class."""

    members: list[Form]
    take: str
    codes: Sequence[Sequence[int]]

    def outcome(self, vector: Vector) -> Outcome:
        """Return the scores of all classes."""
        columns = [columns_of(form.outcome(vector), self.take)[0] for form in self.members]
        scores = [
            2.0 * added(map(mul, code, columns)) - added(map(mul, code, code))
            for code in self.codes
        ]
        return Outcome(tuple(scores), None)


def read(reader: FormReader) -> Form:
    """Read one form for each digit of the codes."""
    take = reader.record.text("take", ("decision", "probabilities"))
    members = read_members(reader, take, 1)
    count = len(members)
    digits = reader.integers("codes", reader.classes, count, low=-1, high=1)
    codes = [digits[first : first + count] for first in range(0, len(digits), count)]
    return Codes(members, take, codes)
