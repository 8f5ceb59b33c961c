"""Choose the nearest rows, also among rows at the same distance, as scikit-learn does.

Texts often are at the same distance from several rows, because two messages are equal or all counts
are small. Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Callable, Mapping, Sequence
from heapq import nsmallest

Select = Callable[[Sequence[float], int], list[int]]


def first(distances: Sequence[float], count: int) -> list[int]:
    """Return the nearest rows; of those at the same distance, the first.

    >>> first([3.0, 1.0, 2.0, 2.0], 2)
    [1, 2]
    """
    limit = nsmallest(count, distances)[-1]
    rows = [row for row, distance in enumerate(distances) if distance <= limit]
    if len(rows) > count:
        rows.sort(key=distances.__getitem__)  # equal ones stay in their order
    return rows[:count]


def heap(distances: Sequence[float], count: int) -> list[int]:
    """Return the nearest rows; of those at the same distance, the ones that a heap keeps.

    Each row takes the place of the farthest of the `count` nearest so far, if it is nearer than
    that. Which of several farthest ones that is, follows from where they are in the heap: so this
    is scikit-learn's own heap, whose root is the farthest.

    >>> heap([1.0, 1.0, 0.0], 2)
    [0, 2]
    """
    kept, rows = [float("inf")] * count, [0] * count
    farthest = kept[0]
    for row, distance in enumerate(distances):
        if distance < farthest:
            _replace_root(kept, rows, distance, row)
            farthest = kept[0]
    return rows


def _replace_root(kept: list[float], rows: list[int], distance: float, row: int) -> None:
    """Put a row in place of the root, and move it down to where no child is farther."""
    at, count = 0, len(kept)
    while (child := 2 * at + 1) < count:
        if child + 1 < count and kept[child + 1] > kept[child]:
            child += 1
        if kept[child] <= distance:
            break
        kept[at], rows[at] = kept[child], rows[child]
        at = child
    kept[at], rows[at] = distance, row


SELECTIONS: Mapping[str, Select] = {"first": first, "heap": heap}
