"""The tree of features: what the service does between the blocks and the classifier.

`chalicelib.scoring.features.steps` reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Config = dict[str, Any]
Tensors = dict[str, NDArray[Any]]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tree:
    """A node with its fields, its own tensors and the nodes that it is made of."""

    kind: str
    width: int
    fields: Config = field(default_factory=dict)
    arrays: Tensors = field(default_factory=dict)
    of: tuple["Tree", ...] = ()

    @property
    def config(self) -> Config:
        """The node as docs/format-2.md describes it."""
        inner = [each.config for each in self.of]
        of = {"of": inner if self.kind == "union" else inner[0]} if inner else {}
        return {"kind": self.kind} | self.fields | of

    def tensors(self, path: str = "features") -> Tensors:
        """Return the tensors of this node and those within it, by their names in the file."""
        found = {f"{path}.{name}": array for name, array in self.arrays.items()}
        for number, each in enumerate(self.of):
            found |= each.tensors(f"{path}.{number}")
        return found


def blocks(first: int, count: int, width: int) -> Tree:
    """Return the vector of some blocks of the vectorizer."""
    return Tree("blocks", width, {"first": first, "count": count})


def union(trees: Sequence[Tree]) -> Tree:
    """Put vectors side by side; blocks that follow one another are one node."""
    merged: list[Tree] = []
    for tree in chain.from_iterable(map(_parts, trees)):
        if merged and _follows(merged[-1], tree):
            before = merged.pop()
            count = before.fields["count"] + tree.fields["count"]
            merged.append(blocks(before.fields["first"], count, before.width + tree.width))
        else:
            merged.append(tree)
    if len(merged) == 1:
        return merged[0]
    return Tree("union", sum(tree.width for tree in merged), of=tuple(merged))


def _parts(tree: Tree) -> Sequence[Tree]:
    return tree.of if tree.kind == "union" else [tree]


def _follows(one: Tree, other: Tree) -> bool:
    if (one.kind, other.kind) != ("blocks", "blocks"):
        return False
    return bool(one.fields["first"] + one.fields["count"] == other.fields["first"])


def scaled(of: Tree, scale: Floats, shift: Floats) -> Tree:
    """Return x_j scale_j + shift_j."""
    arrays = {"scale": scale} | ({"shift": shift} if shift.any() else {})
    return Tree("scale", of.width, {}, arrays, (of,))


def taken(of: Tree, columns: NDArray[np.int64]) -> Tree:
    """Return some columns alone, in this order."""
    return Tree("taken", len(columns), {}, {"columns": columns.astype(np.int32)}, (of,))


def normed(of: Tree, norm: str) -> Tree:
    """Return x / norm."""
    return Tree("norm", of.width, {"norm": norm}, {}, (of,))


def mapped(of: Tree, function: str, **fields: float) -> Tree:
    """Apply a function to each column."""
    return Tree(function, of.width, dict(fields), {}, (of,))


def projected(of: Tree, matrix: Floats, offset: Floats) -> Tree:
    """Return x matrix + offset. Shapes: `matrix` [of.width, k], `offset` [k]."""
    arrays = {"offset": offset, "matrix": matrix}
    return Tree("project", matrix.shape[1], {"width": matrix.shape[1]}, arrays, (of,))


class Folded(NamedTuple):
    """A linear function of a simpler tree: its coefficients [rows, width], and what is added."""

    tree: Tree
    linear: Floats
    intercept: Floats


def fold_linear(tree: Tree, linear: Floats) -> Folded:
    """Express a linear function of a tree's vector by the vector before its last linear steps."""
    nothing = np.zeros(len(linear))
    if tree.kind == "union":
        ends = np.cumsum([each.width for each in tree.of])[:-1]
        parts = [*map(fold_linear, tree.of, np.split(linear, ends, axis=1))]
        joined = np.hstack([part.linear for part in parts])
        return Folded(
            union([part.tree for part in parts]), joined, sum((p.intercept for p in parts), nothing)
        )
    if tree.kind == "project":
        added = linear @ tree.arrays["offset"]
        inner = fold_linear(tree.of[0], linear @ tree.arrays["matrix"].T)
    elif tree.kind == "scale":
        added = linear @ tree.arrays["shift"] if "shift" in tree.arrays else nothing
        inner = fold_linear(tree.of[0], linear * tree.arrays["scale"])
    else:
        return Folded(tree, linear, nothing)
    return inner._replace(intercept=inner.intercept + added)
