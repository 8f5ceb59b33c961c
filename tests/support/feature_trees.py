"""Trees of features over a block of two columns and one of one column, and what they make."""

from collections.abc import Sequence
from typing import Any

from chalicelib.scoring.artifact import read_artifact
from chalicelib.scoring.features.reader import read_features
from chalicelib.scoring.features.steps import Features
from chalicelib.scoring.sparse_vector import BlockVector
from tests.support.crafting import Fields, Raw, artifact_file

STARTS = (0, 2, 3)
BLOCKS = [BlockVector([0, 1], [3.0, -4.0], 1.0), BlockVector([2], [1.0], 0.5)]
FIRST: Fields = {"kind": "blocks", "first": 0, "count": 1}
SECOND: Fields = {"kind": "blocks", "first": 1, "count": 1}
ALL: Fields = {"kind": "blocks", "first": 0, "count": 2}


def features(node: object, **tensors: Raw) -> Features:
    """Read a tree over a block of two columns and one of one column."""
    named = {f"features.{name.replace('_', '.')}": raw for name, raw in tensors.items()}
    raw = artifact_file({"format": 2, "kind": "classifier"}, named)
    artifact = read_artifact(raw, "classifier.safetensors", "classifier")
    return read_features(artifact, node, STARTS)


def of(kind: str, node: object = FIRST, **fields: Any) -> Fields:
    """Return a node over another."""
    return {"kind": kind, "of": node} | fields


def columns(read: Features, blocks: Sequence[BlockVector] = BLOCKS) -> list[float]:
    """Return all columns that a tree makes."""
    vector = read.vector(blocks)
    return [vector.get(column, 0.0) for column in range(read.width)]


def two(first: float, second: float) -> list[BlockVector]:
    """Return a vector with these two numbers in the first block."""
    return [BlockVector([0, 1], [first, second], 1.0), BlockVector((), (), 1.0)]
