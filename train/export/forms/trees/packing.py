"""Pack binary trees of any library into the tensors of the form "trees"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chalicelib.scoring.artifact import LARGEST_NUMBER
from train.errors import InputError
from train.export.forms.trees.thresholds import Thresholds, column_thresholds
from train.export.space import WANTED, Space

Tensors = dict[str, NDArray[Any]]
_Node = tuple[int, float, int, int]


@dataclass(frozen=True, slots=True)
class Tree:
    """A binary tree; node 0 is its root.

    Shapes: all (nodes,). A node goes left if its feature's value is at most its threshold.
    `feature` is -1 at a leaf. `missing_left` is whether a node goes left if its feature is missing;
    None if a missing feature is 0. `value` has the leaves' numbers (nodes, sums).
    """

    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[Any]
    missing_left: NDArray[np.bool_] | None = None


def pack(trees: Sequence[Tree], space: Space, float32: bool) -> tuple[dict[str, Any], Tensors]:
    """Return the fields and tensors of the nodes, and of the leaves' numbers, each row once.

    `float32` is whether the library rounds the features to 32 bits.

    Raises
    ------
    InputError
        If the trees have more features than the space.
    """
    values = np.concatenate([tree.value[tree.feature < 0] for tree in trees])
    rows, numbers = np.unique(values, axis=0, return_inverse=True)
    feature = np.concatenate([tree.feature for tree in trees])
    if feature.max() >= space.count:
        raise InputError(
            f"the classifier has {feature.max() + 1} features or more and the vectorizer "
            f"{space.count} terms; {WANTED}"
        )
    thresholds = column_thresholds(
        feature, np.concatenate([tree.threshold for tree in trees]), space, float32
    )
    packer, at = _Packer(space.width), 0
    leaves = iter(numbers.reshape(-1).tolist())
    for tree in trees:
        packer.add(tree, thresholds, at, leaves)
        at += len(tree.feature)
    return {"float32": thresholds.float32}, {
        "root": np.array(packer.roots, dtype=np.int32),
        "column": np.array(packer.columns, dtype=np.int32),
        "threshold": _tensor(packer.thresholds, thresholds.float32),
        "other": np.array(packer.others, dtype=np.int32),
        "value": rows,
    }


def _tensor(thresholds: list[float], float32: bool) -> NDArray[Any]:
    """Return thresholds without infinite ones: no value of a text is as high as the highest."""
    most = np.finfo(np.float32).max if float32 else LARGEST_NUMBER
    clipped = np.clip(np.array(thresholds, dtype=np.float64), -most, most)
    return clipped.astype(np.float32) if float32 else clipped


class _Packer:
    """Puts the nodes of trees one after the other; `Nodes` of the service says how they are read.

    From each node the path continues at the next one if the feature is missing. So the nodes of
    such a path follow one another, and end with its leaf.
    """

    def __init__(self, width: int) -> None:
        self.roots: list[int] = []
        self.columns: list[int] = []
        self.thresholds: list[float] = []
        self.others: list[int] = []
        self._leaf_column = width

    def add(self, tree: Tree, thresholds: Thresholds, at: int, leaves: Iterator[int]) -> None:
        """Add a tree; its thresholds start at `at`, and `leaves` yields its leaves' numbers."""
        part = slice(at, at + len(tree.feature))
        leaf_of = [~next(leaves) if feature < 0 else 0 for feature in tree.feature.tolist()]
        nodes = _nodes(tree, thresholds, part, self._leaf_column)
        self.roots.append(leaf_of[0] if leaf_of[0] < 0 else len(self.columns))
        waiting = [] if leaf_of[0] < 0 else [(0, -1)]
        while waiting:
            node, waits = waiting.pop()
            if waits >= 0:
                self.others[waits] = len(self.columns)
            while leaf_of[node] == 0:
                column, threshold, following, other = nodes[node]
                self._append(column, threshold, leaf_of[other])
                if leaf_of[other] == 0:
                    waiting.append((other, len(self.others) - 1))
                node = following
            self._append(self._leaf_column, 0.0, leaf_of[node])

    def _append(self, column: int, threshold: float, other: int) -> None:
        self.columns.append(column)
        self.thresholds.append(threshold)
        self.others.append(other)


def _nodes(tree: Tree, thresholds: Thresholds, part: slice, width: int) -> list[_Node]:
    """Return each node's column, its threshold, the node that follows, and the other one.

    If the right node follows, the left one is the other: it is where x <= t, which is -x >= -t, so
    the negated column is above the number before -t.
    """
    column, threshold = thresholds.column[part], thresholds.threshold[part]
    swapped = thresholds.swapped[part]
    left = np.where(swapped, tree.right, tree.left)
    right = np.where(swapped, tree.left, tree.right)
    missing = tree.missing_left
    left_follows = threshold >= 0.0 if missing is None else missing != swapped
    kind = np.float32 if thresholds.float32 else np.float64
    before = np.nextafter((-threshold).astype(kind), kind(-np.inf)).astype(np.float64)
    return list(
        zip(
            np.where(left_follows, column, width + 1 + column).tolist(),
            np.where(left_follows, threshold, before).tolist(),
            np.where(left_follows, left, right).tolist(),
            np.where(left_follows, right, left).tolist(),
            strict=True,
        )
    )
