"""A sparse vector, one block vector for each block, and fast access to many elements of an array.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import itemgetter

from chalicelib.named_tuple import NamedTuple


class BlockVector(NamedTuple):
    """A block's share of a vector: x_j = scale * value_j, and 0 at the block's other columns.

    Each column occurs once. A score is a sum over columns, so one multiplication by the scale
    replaces one for each column.
    """

    columns: Collection[int]
    values: Sequence[float]
    scale: float


def entries(vector: Sequence[BlockVector]) -> Iterator[tuple[int, float]]:
    """Yield each column of all blocks with its x_j.

    >>> list(entries([BlockVector([0, 2], [1.0, 3.0], 0.5), BlockVector([4], [1.0], 1.0)]))
    [(0, 0.5), (2, 1.5), (4, 1.0)]
    """
    for columns, values, scale in vector:
        for column, value in zip(columns, values, strict=True):
            yield column, scale * value


def take(
    elements: Sequence[float] | Mapping[int, float], columns: Collection[int]
) -> Sequence[float]:
    """Return the elements at these columns, in a third of the time of a comprehension.

    >>> take([0.5, 1.5, 2.5], [2, 0])
    (2.5, 0.5)
    >>> take([0.5], [0]), take([0.5], [])
    ([0.5], [])
    """
    if len(columns) > 1:  # itemgetter returns a bare element, not a tuple, for a single column
        return itemgetter(*columns)(elements)  # type: ignore[no-any-return]
    return [elements[column] for column in columns]
