"""Give the rows of a group the label that only its first row has, as people write by hand."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from train.corpus.columns.judging import LONGEST_LABEL, PlacedRow, is_empty

MOST_GROUPS = 50


def has_first_only(rows: Sequence[PlacedRow], label: str) -> bool:
    """Return whether labels may be those of the rows below them, too.

    The first row has one, most have none, and no two rows in succession have one.
    """
    found = _labels(rows, label)
    alone = not any(one and other for one, other in pairwise(found))
    return bool(found) and bool(found[0]) and alone and 2 * sum(map(bool, found)) < len(found)


def are_groups(rows: Sequence[PlacedRow], label: str) -> bool:
    """Return whether such labels are surely those of groups: several short ones, each of them once.

    Without the rows below it, each would be a class of one text.
    """
    labels = [each for each in _labels(rows, label) if each]
    are_few = 1 < len(labels) <= MOST_GROUPS and len({*labels}) == len(labels)
    return are_few and max(map(len, labels)) <= LONGEST_LABEL and has_first_only(rows, label)


def with_group_labels(rows: Iterable[PlacedRow], label: str) -> Iterator[PlacedRow]:
    """Yield rows; those without a label get that of the row above."""
    last: object = None
    for where, row in rows:
        value = row.get(label)
        if not is_empty(value):
            last = value
        yield PlacedRow(where, {**row, label: last})


def _labels(rows: Sequence[PlacedRow], label: str) -> list[str]:
    values = [row.get(label) for _, row in rows]
    return ["" if is_empty(value) else str(value).strip() for value in values]
