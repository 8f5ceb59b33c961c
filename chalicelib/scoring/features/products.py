"""The node "products": all products of columns, as polynomial features are.

The columns are, for each degree d from `low` to `high`, the products of d columns in ascending
order, as `itertools.combinations_with_replacement` lists them, or `combinations` if no column may
repeat. A 1 comes first if `constant` is true. Standard library only, see
`chalicelib.scoring.artifact`.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations, combinations_with_replacement
from math import comb, prod
from typing import NamedTuple

from chalicelib.scoring.features.steps import Features, Vector
from chalicelib.scoring.part_reader import PartReader
from chalicelib.scoring.sparse_vector import BlockVector

MAX_DEGREE = 8
MAX_PRODUCTS = 1_000_000
LARGEST_PRODUCT = 1e100


class Degree(NamedTuple):
    """The products of `degree` columns, from `first` to before `last`."""

    degree: int
    first: int
    last: int


class Products(NamedTuple):
    """The products of each degree; with `repeats`, a column may occur more than once in one."""

    of: Features
    width: int
    largest: float
    constant: bool
    repeats: bool
    degrees: Sequence[Degree]

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the products that are not 0: those of columns that are not 0."""
        limit, items = LARGEST_PRODUCT, sorted(self.of.vector(blocks).items())
        ways = combinations_with_replacement if self.repeats else combinations
        made: Vector = {0: 1.0} if self.constant else {}
        for degree, first, _ in self.degrees:
            for chosen in ways(items, degree):
                columns, values = zip(*chosen, strict=True)
                at = first + rank(columns, self.of.width, self.repeats)
                made[at] = min(max(prod(values), -limit), limit)
        return made


def rank(columns: Sequence[int], width: int, repeats: bool) -> int:
    """Return the number of a combination of columns among all of its length.

    Of three columns with repeats: (0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2).

    >>> rank((1, 1), 3, True), rank((2, 2), 3, True), rank((1, 2), 3, False)
    (3, 5, 2)
    """
    length, strict = len(columns), columns
    if repeats:  # (1, 1) of three is the combination (1, 2) of four
        strict, width = [column + at for at, column in enumerate(columns)], width + length - 1
    after = sum(comb(width - 1 - column, length - at) for at, column in enumerate(strict))
    return comb(width, length) - 1 - after


def degrees_of(width: int, low: int, high: int, repeats: bool, first: int) -> Iterable[Degree]:
    """Yield the products of each degree; `first` is the number of columns before them."""
    for degree in range(low, high + 1):
        count = comb(width + degree - 1 if repeats else width, degree)
        yield Degree(degree, first, first + count)
        first += count


def read(reader: PartReader, of: Features) -> Features:
    """Read the degrees."""
    record = reader.record
    low = record.integer("low", 1, MAX_DEGREE)
    high = record.integer("high", low, MAX_DEGREE)
    constant, repeats = record.flag("constant"), record.flag("repeats")
    degrees = [*degrees_of(of.width, low, high, repeats, int(constant))]
    width = degrees[-1].last
    if width > MAX_PRODUCTS:
        reader.fail(f"found {width} products; expected at most {MAX_PRODUCTS}")
    return Products(of, width, LARGEST_PRODUCT, constant, repeats, degrees)
