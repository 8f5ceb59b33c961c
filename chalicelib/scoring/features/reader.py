"""Read the tree of features of a classifier of format 2.

docs/format-2.md describes each kind of node. Standard library only, see
`chalicelib.scoring.artifact`.
"""

from collections.abc import Sequence
from importlib import import_module

from chalicelib.scoring.artifact import Artifact
from chalicelib.scoring.features.functions import FIELDS, FUNCTIONS, read_function
from chalicelib.scoring.features.steps import (
    NORMS,
    Blocks,
    Each,
    Features,
    Norm,
    Project,
    Scale,
    Shift,
    Union,
)
from chalicelib.scoring.part_reader import PartReader
from chalicelib.strict_json import Record

MAX_DEPTH = 8
MAX_NODES = 64
MAX_COLUMNS = 2**24
LARGEST_OF_BLOCKS = 1e109
"""The largest number of a block: the weight times tf times idf, 10^50 * 10^9 * 10^50."""
LARGEST = 1e125
"""The largest number of a node, so that its square times 1e50, 10^7 times over, is finite."""

MODULES = (
    *("coordinate", "multiplicative", "pieces", "power", "products", "similarities", "sketch"),
    *("taken", "topics"),
)
"""The kinds of node that a module of this package reads, which is imported only if one occurs."""

KINDS = ("blocks", "union", "scale", "norm", "project", *FIELDS, *FUNCTIONS, *MODULES)


def read_features(
    artifact: Artifact, value: object, starts: Sequence[int], path: str = "features"
) -> Features:
    """Read a tree of an artifact; the names of its tensors start with its path.

    `starts` has the first column of each block of the vectorizer, and the number of columns.

    Raises
    ------
    FormatError
        If the tree breaks a rule of docs/format-2.md.
    """
    return _FeaturesReader(artifact, starts).read(value, path, 0)


class _FeaturesReader:
    """Reads the nodes of a tree; the names of a node's tensors start with its path."""

    def __init__(self, artifact: Artifact, starts: Sequence[int]) -> None:
        self._artifact = artifact
        self._starts = starts
        self._nodes = 0

    def read(self, value: object, path: str, depth: int) -> Features:
        """Read a node and those within it."""
        record = Record(value, f"{self._artifact.where}: {path}")
        self._nodes += 1
        if depth > MAX_DEPTH or self._nodes > MAX_NODES:
            raise record.error(f"expected at most {MAX_NODES} nodes, nested {MAX_DEPTH} deep")
        kind = record.text("kind", KINDS)
        if kind == "blocks":
            node = self._blocks(record)
        elif kind == "union":
            node = self._union(record, path, depth)
        else:
            of = self.read(record.take("of"), f"{path}.0", depth + 1)
            make = self._by_module if kind in MODULES else self._step
            node = make(kind, record, path, of)
        record.finish()
        if node.largest > LARGEST:
            raise record.error("its numbers could become larger than 1e125; expected smaller ones")
        return node

    def _blocks(self, record: Record) -> Features:
        last = len(self._starts) - 1
        first = record.integer("first", 0, last - 1)
        end = first + record.integer("count", 1, last - first)
        starts = self._starts
        width = starts[end] - starts[first]
        return Blocks(first, end, starts[first], width, LARGEST_OF_BLOCKS)

    def _union(self, record: Record, path: str, depth: int) -> Features:
        values = record.items("of", 1, MAX_NODES)
        nodes = tuple(
            self.read(value, f"{path}.{number}", depth + 1) for number, value in enumerate(values)
        )
        largest = max(node.largest for node in nodes)
        return Union(nodes, sum(node.width for node in nodes), largest)

    def _by_module(self, kind: str, record: Record, path: str, of: Features) -> Features:
        module = import_module(f"chalicelib.scoring.features.{kind}")
        node: Features = module.read(PartReader(self._artifact, record, path, of.width), of)
        return node

    def _step(self, kind: str, record: Record, path: str, of: Features) -> Features:
        if kind == "scale":
            return self._scale(path, of)
        if kind == "project":
            return self._project(record, path, of)
        if kind == "norm":
            return Norm(of, of.width, 1.0, NORMS[record.text("norm", tuple(NORMS))])
        largest, function = read_function(kind, record, of.largest)
        return Each(of, of.width, largest, function)

    def _scale(self, path: str, of: Features) -> Features:
        scale = self._artifact.floats(f"{path}.scale", (of.width,))
        largest = of.largest * max(map(abs, scale))
        if not self._artifact.has(f"{path}.shift"):
            return Scale(of, of.width, largest, scale)
        shift = self._artifact.floats(f"{path}.shift", (of.width,))
        return Shift(of, of.width, largest + max(map(abs, shift)), scale, shift)

    def _project(self, record: Record, path: str, of: Features) -> Features:
        width = record.integer("width", 1, MAX_COLUMNS)
        offset = self._artifact.floats(f"{path}.offset", (width,))
        matrix = self._artifact.floats(f"{path}.matrix", (of.width, width))
        steepest = max(max(matrix), -min(matrix))
        largest = of.largest * of.width * steepest + max(map(abs, offset))
        return Project(of, width, largest, offset, matrix)
