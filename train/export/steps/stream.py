"""Vectors on their way from the blocks to the classifier."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from train.export.space import Floats, Space, plain_space
from train.export.steps import tree as nodes
from train.export.steps.tree import Tree


@dataclass(frozen=True, slots=True)
class Stream:
    """What a step is given: an affine function of a tree's vector.

    `is_shared` means that another branch is given the same vector, so its blocks must stay.
    """

    tree: Tree
    space: Space
    is_shared: bool = False

    @property
    def count(self) -> int:
        """The number of columns that a step sees."""
        return self.space.count

    @property
    def is_dense(self) -> bool:
        """Whether the rows are dense."""
        return bool(self.space.dense)

    def selected(self, kept: NDArray[np.int64]) -> "Stream":
        """Keep some columns only, in this order."""
        space = self.space
        return self._with(
            replace(
                space,
                columns=space.columns[kept],
                scale=space.scale[kept],
                shift=space.shift[kept],
            )
        )

    def scaled(self, scale: Floats | float, shift: Floats | float = 0.0) -> "Stream":
        """Return x_j scale_j + shift_j."""
        space = self.space
        moved = space.shift * scale + shift
        return self._with(replace(space, scale=space.scale * scale, shift=moved))

    def made(self, dense: bool) -> "Stream":
        """Return the same vectors as dense or sparse rows."""
        return self._with(replace(self.space, dense=dense))

    def shared(self) -> "Stream":
        """Return the stream for several branches."""
        return replace(self, is_shared=True)

    def settled(self) -> "Stream":
        """Return a stream whose scale and shift are part of the tree.

        Columns that are not selected are 0 in the tree's vector, so that a norm skips them.
        """
        space = self.space
        if space.is_plain:
            return self
        if self.tree.kind == "project":
            return self._projected_again()
        ones, zeros = np.ones(space.count), np.zeros(space.count)
        scale, shift = space.placed(np.array([space.scale, space.shift]))
        tree = nodes.scaled(self.tree, scale, shift)
        return replace(self, tree=tree, space=replace(space, scale=ones, shift=zeros))

    def compact(self) -> "Stream":
        """Return a stream whose tree makes the columns that a step sees, and no others."""
        space, tree = self.space, self.tree
        if space.is_plain or tree.kind == "project":
            return self.settled()
        if not np.array_equal(space.columns, np.arange(space.width)):
            tree = nodes.taken(tree, space.columns)
        if (space.scale != 1.0).any() or space.shift.any():
            tree = nodes.scaled(tree, space.scale, space.shift)
        return replace(self, tree=tree, space=plain_space(space.count, space.dense))

    def over(self, tree: Tree, dense: bool | None = None) -> "Stream":
        """Return a stream with another tree; its columns stay as they are."""
        return replace(
            self,
            tree=tree,
            space=replace(self.space, dense=self.is_dense if dense is None else dense),
        )

    def projected(self, matrix: Floats, offset: Floats | float, dense: bool = True) -> "Stream":
        """Return x matrix + offset of what the step sees. Shape of `matrix`: [count, k]."""
        space = self.space
        offset = offset + space.shift @ matrix
        placed = space.placed((space.scale[:, None] * matrix).T).T
        tree = nodes.projected(self.tree, placed, offset)
        return replace(self, tree=tree, space=plain_space(tree.width, dense))

    def _projected_again(self) -> "Stream":
        space, (of,) = self.space, self.tree.of
        matrix = self.tree.arrays["matrix"][:, space.columns] * space.scale
        offset = self.tree.arrays["offset"][space.columns] * space.scale + space.shift
        tree = nodes.projected(of, matrix, offset)
        return replace(self, tree=tree, space=plain_space(tree.width, space.dense))

    def _with(self, space: Space) -> "Stream":
        return replace(self, space=space)


def side_by_side(streams: Sequence[Stream]) -> Stream:
    """Put the columns of several streams side by side; sparse if one of them is, as scipy does.

    A classifier may take what sparse rows leave out for missing. So the shift of a dense stream
    must be in its tree: a number that is 0 there may not be 0 after it.
    """
    if not all(stream.is_dense for stream in streams):
        streams = [stream.settled() if stream.is_dense else stream for stream in streams]
    # The columns of the second stream follow the whole vector of the first one's tree.
    starts = np.cumsum([0, *(stream.tree.width for stream in streams)])
    spaces = [stream.space for stream in streams]
    space = Space(
        width=int(starts[-1]),
        columns=np.concatenate(
            [each.columns + start for each, start in zip(spaces, starts[:-1], strict=True)]
        ),
        scale=np.concatenate([each.scale for each in spaces]),
        shift=np.concatenate([each.shift for each in spaces]),
        dense=all(stream.is_dense for stream in streams),
    )
    shared = any(stream.is_shared for stream in streams)
    return Stream(nodes.union([stream.tree for stream in streams]), space, shared)
