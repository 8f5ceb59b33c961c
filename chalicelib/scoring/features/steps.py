"""What format 2 does with a vector between the blocks and the classifier: the nodes of a tree.

A vector has only the columns that are not 0. Each node knows the `largest` number, with or without
its sign, that it can make of any text, so that no score overflows. Standard library only, see
`chalicelib.scoring.artifact`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from operator import add, mul
from typing import TYPE_CHECKING, NamedTuple, Protocol

from chalicelib.scoring.sparse_vector import BlockVector, entries

if TYPE_CHECKING:
    from array import array

Vector = dict[int, float]


class Features(Protocol):
    """A node of the tree; `width` is the number of columns that it makes."""

    @property
    def width(self) -> int:
        """The number of columns."""
        ...

    @property
    def largest(self) -> float:
        """The largest number that it can make of a text."""
        ...

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the columns that are not 0, made from the vectors of all blocks."""
        ...


class Blocks(NamedTuple):
    """The vector of the blocks from `first` to before `last`, from column 0."""

    first: int
    last: int
    first_column: int
    width: int
    largest: float

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the columns that are not 0."""
        shift = self.first_column
        return {column - shift: value for column, value in entries(blocks[self.first : self.last])}


class Union(NamedTuple):
    """Several nodes side by side."""

    nodes: tuple[Features, ...]
    width: int
    largest: float

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the columns that are not 0."""
        vector, first = {}, 0
        for node in self.nodes:
            for column, value in node.vector(blocks).items():
                vector[first + column] = value
            first += node.width
        return vector


class Scale(NamedTuple):
    """Multiply each column by its number."""

    of: Features
    width: int
    largest: float
    scale: "array[float]"

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the columns that are not 0."""
        scale = self.scale
        return {
            column: value * scale[column]
            for column, value in self.of.vector(blocks).items()
            if scale[column]
        }


class Shift(NamedTuple):
    """Multiply each column by its number, and add another."""

    of: Features
    width: int
    largest: float
    scale: "array[float]"
    shift: "array[float]"

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the columns that are not 0."""
        scale, vector = self.scale, self.of.vector(blocks)
        return {
            column: vector.get(column, 0.0) * scale[column] + shift
            for column, shift in enumerate(self.shift)
            if shift or column in vector
        }


class Norm(NamedTuple):
    """Divide by the norm."""

    of: Features
    width: int
    largest: float
    norm: Callable[[Sequence[float]], float]

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the columns that are not 0."""
        vector = self.of.vector(blocks)
        norm = self.norm([*vector.values()]) or 1.0
        return {column: value / norm for column, value in vector.items()}


class Each(NamedTuple):
    """Apply a function to each number; it makes 0 of 0."""

    of: Features
    width: int
    largest: float
    function: Callable[[float], float]

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the columns that are not 0."""
        function, vector = self.function, self.of.vector(blocks)
        return {column: function(value) for column, value in vector.items()}


class Project(NamedTuple):
    """A linear map to `width` columns; `matrix` has one row for each column before it."""

    of: Features
    width: int
    largest: float
    offset: "array[float]"
    matrix: "array[float]"

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return all columns."""
        sums: Sequence[float] = self.offset
        for column, value in self.of.vector(blocks).items():
            row = self.matrix[column * self.width : (column + 1) * self.width]
            sums = [*map(add, sums, map(mul, row, [value] * self.width))]
        return dict(enumerate(sums))


NORMS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "l1": lambda values: sum(map(abs, values)),
    "l2": lambda values: math.hypot(*values),
    "max": lambda values: max(map(abs, values), default=0.0),
}
