"""What one occurrence of each term adds to the two sums of `chalicelib.scoring.term_sums`.

They are idf_j linear_j and idf_j^2. A text multiplies those of its own terms, until the steps of
`multiply` have multiplied all. The products are the same, and looking them up takes less time.
Standard library only, see `chalicelib.scoring.artifact`.
"""

from array import array
from collections.abc import Collection, Iterator, Sequence
from operator import itemgetter, mul

STEP_COLUMNS = 2000
"""How many columns a step multiplies, in about a third of a millisecond."""


class TermValues:
    """The values of the columns of all blocks; `idf` and `linear` are their factors."""

    __slots__ = ("_products", "idf", "linear")

    def __init__(self, idf: "array[float]", linear: "array[float]") -> None:
        self.idf, self.linear = idf, linear
        self._products: tuple[array[float], list[float]] | None = None

    def sums(self, columns: Collection[int]) -> tuple[float, float]:
        """Return the sums over idf_j linear_j and over idf_j^2, for these columns."""
        idf, linear, products = self.idf, self.linear, self._products
        if len(columns) < 2:  # itemgetter returns a bare element, not a tuple, for a single column
            score = sum([idf[column] * linear[column] for column in columns])
            return score, sum([idf[column] * idf[column] for column in columns])
        take = itemgetter(*columns)
        if products is not None:
            scores, squares = products
            return sum(take(scores)), sum(take(squares))
        values = take(idf)
        return sum(map(mul, values, take(linear))), sum(map(mul, values, values))

    def multiply(self) -> Iterator[None]:
        """Multiply the factors of all columns, in steps.

        The first does nothing: a text before it may be part of a cold start.
        """
        yield
        scores = array("d")
        # Many columns have the same idf, so a list of squares that they share takes no more memory
        # than an array, and an element is not made anew each time it is read.
        squares: list[float] = []
        square_of: dict[float, float] = {}
        for start in range(0, len(self.idf), STEP_COLUMNS):
            some = slice(start, start + STEP_COLUMNS)
            values = self.idf[some]
            scores.extend(map(mul, values, self.linear[some]))
            squares += [square_of.setdefault(value, value * value) for value in values]
            yield
        self._products = scores, squares


def joined_idf(idfs: Sequence["array[float] | None"], widths: Sequence[int]) -> "array[float]":
    """Return the idf of all columns; zeros stand for the columns of a block without idf.

    >>> joined_idf([array("f", [1.5]), None], [1, 2])
    array('f', [1.5, 0.0, 0.0])
    >>> joined_idf([array("f", [1.5]), array("d", [2.5])], [1, 1])
    array('d', [1.5, 2.5])
    """
    found = [idf for idf in idfs if idf is not None]
    joined = array("d" if any(idf.typecode == "d" for idf in found) else "f")
    for idf, width in zip(idfs, widths, strict=True):
        if idf is None:
            joined.frombytes(bytes(joined.itemsize * width))
        else:  # an array accepts only one of its own type
            joined.extend(idf if idf.typecode == joined.typecode else iter(idf))
    return joined
