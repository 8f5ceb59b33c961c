"""The nodes of all trees of a form "trees", and the walk from each root to a leaf.

Standard library only, see `chalicelib.scoring.artifact`.
"""

import math
from array import array
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from chalicelib.scoring.kinds.form import FormReader, Vector

MAX_TREES = 50_000
MAX_NODES = 2**22
"""So that no walk takes longer than about a second: each tree has its own nodes."""


class Nodes(NamedTuple):
    """The nodes of all trees, one tree after the other; a number below 0 is leaf ~number.

    A path at node i continues at `others[i]` if the value of `columns[i]` is above `thresholds[i]`,
    and at i + 1 if it is not, or if the vector lacks the column. Column `width` stands for a leaf,
    and column `width` + 1 + c for the negated column c. `float32` means that values are rounded to
    32 bits first.
    """

    width: int
    float32: bool
    negated: bool
    roots: "array[int]"
    columns: list[int]
    thresholds: "array[float]"
    others: "array[int]"

    def leaves(self, vector: Vector) -> list[int]:
        """Return the leaf of each tree; this is the inner loop of the form."""
        values = array("f" if self.float32 else "d", vector.values())
        seen = dict(zip(vector, values, strict=True))
        if self.negated:
            first = self.width + 1
            seen |= {first + column: -value for column, value in seen.items()}
        seen[self.width] = math.inf  # a leaf leads to its `other`
        value_of, leaves = seen.get, []
        columns, thresholds, others = self.columns, self.thresholds, self.others
        for node in self.roots:
            while node >= 0:
                value = value_of(columns[node])
                if value is None or value <= thresholds[node]:
                    node += 1
                else:
                    node = others[node]
            leaves.append(~node)
        return leaves


def read_nodes(reader: FormReader, leaves: int) -> Nodes:
    """Read the nodes of trees that have `leaves` different leaves.

    Raises
    ------
    FormatError
        If a path could leave its tree, or never end.
    """
    count = reader.length("column")
    trees = reader.length("root")
    if count > MAX_NODES or not 1 <= trees <= MAX_TREES:
        reader.fail(
            f"found {count} nodes of {trees} trees; expected at most {MAX_NODES} of 1 to "
            f"{MAX_TREES}"
        )
    columns = reader.integers("column", count, low=0, high=2 * reader.width)
    others = reader.integers("other", count, low=-leaves, high=count - 1)
    roots = reader.integers("root", trees, low=-leaves, high=count - 1)
    _check_paths(reader, columns, others, roots)
    return Nodes(
        width=reader.width,
        float32=reader.record.flag("float32"),
        negated=max(columns, default=0) > reader.width,
        roots=roots,
        columns=columns.tolist(),
        thresholds=reader.floats("threshold", count),
        others=others,
    )


def _check_paths(
    reader: FormReader, columns: Sequence[int], others: Sequence[int], roots: Sequence[int]
) -> None:
    """Check that each path goes forward, and ends within its tree."""
    if any(0 <= other <= node for node, other in enumerate(others)):
        reader.fail("a node leads to itself or to a node before it; expected one after it")
    starts = [root for root in roots if root >= 0]
    if starts[:1] != [0][: len(columns)]:
        reader.fail("the nodes do not start with a tree's root; expected no other nodes")
    for first, end in pairwise([*starts, len(columns)]):
        _check_tree(reader, columns[first:end], others[first:end], end)


def _check_tree(
    reader: FormReader, columns: Sequence[int], others: Sequence[int], end: int
) -> None:
    """Check that the tree of these nodes ends before node `end`, and ends with a leaf."""
    if not columns or max(others) >= end or columns[-1] != reader.width:
        reader.fail(
            "the nodes of a tree overlap those of another or do not end with a leaf; expected "
            "trees one after the other"
        )
    width = reader.width
    if any(other >= 0 for column, other in zip(columns, others, strict=True) if column == width):
        reader.fail("a leaf leads to a node; expected the number of a leaf")
