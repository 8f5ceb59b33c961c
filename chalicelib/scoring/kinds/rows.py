"""The rows of a matrix, and the product of each with a vector.

Support vectors and nearest neighbours are rows. Of texts, they have few columns that are not 0, so
they are stored by column: a vector touches only the entries of its own columns. Rows that have all
columns, as after a projection, are stored one after another. Standard library only, see
`chalicelib.scoring.artifact`.
"""

from collections.abc import Sequence
from operator import le, mul
from typing import TYPE_CHECKING, NamedTuple, Protocol

from chalicelib.scoring.kinds.form import FormReader, Vector
from chalicelib.scoring.part_reader import PartReader

if TYPE_CHECKING:
    from array import array

MAX_ROWS = 100_000


class Rows(Protocol):
    """The rows of a matrix."""

    def add_products(self, sums: list[float], vector: Vector) -> list[float]:
        """Add sum_j row_ij x_j to `sums` for each row i, in place or not; return the sums."""
        ...


class SparseRows(NamedTuple):
    """The entries that are not 0: those of column j are from `starts[j]` to before `starts[j + 1]`.

    Example: the rows (0, 7) and (5, 9) have `starts` 0, 1, 3, `rows` 1, 0, 1 and `values` 5, 7, 9.
    """

    starts: "array[int]"
    rows: "array[int]"
    values: "array[float]"

    def add_products(self, sums: list[float], vector: Vector) -> list[float]:
        """Add the products in place, in the order of the vector's columns."""
        starts, rows, values = self.starts, self.rows, self.values
        for column, x in vector.items():
            first, last = starts[column], starts[column + 1]
            for row, value in zip(rows[first:last], values[first:last], strict=True):
                sums[row] += value * x
        return sums


class DenseRows(NamedTuple):
    """Rows of which each is an array of all columns."""

    width: int
    rows: "list[array[float]]"

    def add_products(self, sums: list[float], vector: Vector) -> list[float]:
        """Return new sums."""
        x = [0.0] * self.width
        for column, value in vector.items():
            x[column] = value
        return [start + sum(map(mul, row, x)) for start, row in zip(sums, self.rows, strict=True)]


def read_rows(reader: PartReader, count: int) -> Rows:
    """Read `count` rows: the tensor "matrix", or "starts", "rows" and "values".

    Raises
    ------
    FormatError
        If a tensor breaks a rule of docs/format-2.md.
    """
    if reader.has("matrix"):
        width = reader.width
        matrix = reader.floats("matrix", count, width)
        return DenseRows(
            width, [matrix[first : first + width] for first in range(0, len(matrix), width)]
        )
    entries = reader.length("rows")
    starts = reader.integers("starts", reader.width + 1, low=0, high=entries)
    if starts[0] != 0 or starts[-1] != entries or not all(map(le, starts, starts[1:])):
        reader.fail(f"tensor 'starts' must ascend from 0 to {entries}, the length of 'rows'")
    return SparseRows(
        starts,
        reader.integers("rows", entries, low=0, high=count - 1),
        reader.floats("values", entries),
    )


def read_shares(reader: FormReader, count: int) -> "list[array[float]]":
    """Read the tensor "shares": for each class its share of each of `count` rows, from 0 to 1.

    Raises
    ------
    FormatError
        If a share is below 0 or above 1.
    """
    shares = reader.floats("shares", reader.classes, count)
    if min(shares) < 0.0 or max(shares) > 1.0:
        reader.fail("tensor 'shares' must hold numbers from 0 to 1")
    return [shares[first : first + count] for first in range(0, len(shares), count)]


def shared(sums: Sequence[float]) -> tuple[float, ...]:
    """Return the share of each number in their sum; of zeros, all are the same.

    >>> shared([3.0, 1.0]), shared([0.0, 0.0])
    ((0.75, 0.25), (0.5, 0.5))
    """
    total = sum(sums)
    return tuple(each / total for each in sums) if total else (1.0 / len(sums),) * len(sums)


def read_count(reader: PartReader, name: str) -> int:
    """Return the number of rows that a tensor has a number for.

    Raises
    ------
    FormatError
        If there is none, or there are too many.
    """
    count = reader.length(name)
    if not 1 <= count <= MAX_ROWS:
        reader.fail(f"tensor {name!r} has {count} rows; expected 1 to {MAX_ROWS}")
    return count
