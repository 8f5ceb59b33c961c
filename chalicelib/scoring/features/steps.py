"""What format 2 does with a vector between the blocks and the classifier, as a tree of nodes.

    blocks    the vector of some blocks of the vectorizer
    union     several nodes side by side; their columns follow one another
    scale     x_j * scale_j
    norm      x / norm(x): l1, l2 or max; a norm of 0 counts as 1
    project   offset_k + sum_j x_j matrix_jk

A vector has only the columns that are not 0. Standard library only, see
`chalicelib.scoring.artifact`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from operator import add, mul
from typing import TYPE_CHECKING, NamedTuple, Protocol

from chalicelib.scoring.artifact import Artifact
from chalicelib.scoring.sparse_vector import BlockVector, entries
from chalicelib.strict_json import Record

if TYPE_CHECKING:
    from array import array

Vector = dict[int, float]

MAX_DEPTH = 8
MAX_NODES = 64
MAX_COLUMNS = 2**24

_NORMS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "l1": lambda values: sum(map(abs, values)),
    "l2": lambda values: math.hypot(*values),
    "max": lambda values: max(map(abs, values), default=0.0),
}


class Features(Protocol):
    """A node of the tree; `width` is the number of columns that it makes."""

    @property
    def width(self) -> int:
        """The number of columns."""
        ...

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the columns that are not 0, made from the vectors of all blocks."""
        ...


class _Blocks(NamedTuple):
    """The vector of the blocks from `first` to before `last`, from column 0."""

    first: int
    last: int
    first_column: int
    width: int

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the columns that are not 0."""
        shift = self.first_column
        return {column - shift: value for column, value in entries(blocks[self.first : self.last])}


class _Union(NamedTuple):
    """Several nodes side by side."""

    nodes: tuple[Features, ...]
    width: int

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the columns that are not 0."""
        vector, first = {}, 0
        for node in self.nodes:
            for column, value in node.vector(blocks).items():
                vector[first + column] = value
            first += node.width
        return vector


class _Scale(NamedTuple):
    """Multiply each column by its number."""

    of: Features
    width: int
    scale: "array[float]"

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the columns that are not 0."""
        scale = self.scale
        return {
            column: value * scale[column]
            for column, value in self.of.vector(blocks).items()
            if scale[column]
        }


class _Norm(NamedTuple):
    """Divide by the norm."""

    of: Features
    width: int
    norm: Callable[[Sequence[float]], float]

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return the columns that are not 0."""
        vector = self.of.vector(blocks)
        norm = self.norm([*vector.values()]) or 1.0
        return {column: value / norm for column, value in vector.items()}


class _Project(NamedTuple):
    """A linear map to `width` columns; `matrix` has one row for each column before it."""

    of: Features
    width: int
    offset: "array[float]"
    matrix: "array[float]"

    def vector(self, blocks: Sequence[BlockVector]) -> Vector:
        """Return all columns."""
        sums: Sequence[float] = self.offset
        for column, value in self.of.vector(blocks).items():
            row = self.matrix[column * self.width : (column + 1) * self.width]
            sums = [*map(add, sums, map(mul, row, [value] * self.width))]
        return dict(enumerate(sums))


def read_features(artifact: Artifact, value: object, starts: Sequence[int]) -> Features:
    """Read the tree of an artifact.

    `starts` has the first column of each block of the vectorizer, and the number of columns.

    Raises
    ------
    FormatError
        If the tree breaks a rule of docs/format.md.
    """
    return _FeaturesReader(artifact, starts).read(value)


class _FeaturesReader:
    """Reads the nodes of a tree; the names of a node's tensors start with its path."""

    def __init__(self, artifact: Artifact, starts: Sequence[int]) -> None:
        self._artifact = artifact
        self._starts = starts
        self._nodes = 0

    def read(self, value: object, path: str = "features", depth: int = 0) -> Features:
        """Read a node and those within it."""
        record = Record(value, f"{self._artifact.where}: {path}")
        self._nodes += 1
        if depth > MAX_DEPTH or self._nodes > MAX_NODES:
            raise record.error(f"expected at most {MAX_NODES} nodes, nested {MAX_DEPTH} deep")
        kind = record.text("kind", ("blocks", "union", "scale", "norm", "project"))
        node = getattr(self, f"_{kind}")(record, path, depth)
        record.finish()
        return node  # type: ignore[no-any-return]

    def _blocks(self, record: Record, path: str, depth: int) -> Features:
        last = len(self._starts) - 1
        first = record.integer("first", 0, last - 1)
        end = first + record.integer("count", 1, last - first)
        starts = self._starts
        return _Blocks(first, end, starts[first], starts[end] - starts[first])

    def _union(self, record: Record, path: str, depth: int) -> Features:
        values = record.items("of", 1, MAX_NODES)
        nodes = tuple(
            self.read(value, f"{path}.{number}", depth + 1) for number, value in enumerate(values)
        )
        return _Union(nodes, sum(node.width for node in nodes))

    def _scale(self, record: Record, path: str, depth: int) -> Features:
        of = self.read(record.take("of"), f"{path}.0", depth + 1)
        return _Scale(of, of.width, self._artifact.floats(f"{path}.scale", (of.width,)))

    def _norm(self, record: Record, path: str, depth: int) -> Features:
        of = self.read(record.take("of"), f"{path}.0", depth + 1)
        return _Norm(of, of.width, _NORMS[record.text("norm", tuple(_NORMS))])

    def _project(self, record: Record, path: str, depth: int) -> Features:
        of = self.read(record.take("of"), f"{path}.0", depth + 1)
        width = record.integer("width", 1, MAX_COLUMNS)
        return _Project(
            of,
            width,
            self._artifact.floats(f"{path}.offset", (width,)),
            self._artifact.floats(f"{path}.matrix", (of.width, width)),
        )
