"""Tensors of integers, and forms that are written and read again."""

import json
import struct

import numpy as np
from safetensors.numpy import save

from chalicelib.scoring.artifact import read_artifact
from chalicelib.scoring.kinds.form_classifier import FormClassifier, build_form_classifier
from chalicelib.scoring.sparse_vector import BlockVector
from tests.support.crafting import Raw
from train.export.forms.node import Node, nested


def i32(*values: int) -> Raw:
    return Raw("I32", [len(values)], struct.pack(f"<{len(values)}i", *values))


def vector_of(values: dict[int, float]) -> list[BlockVector]:
    """Return a vector with these values by column, of one block."""
    return [BlockVector([*values], [*values.values()], 1.0)]


def written_and_read(node: Node, width: int) -> FormClassifier:
    """Write a form as a file for one block of `width` terms, and read it."""
    config = {
        "format": 2,
        "kind": "classifier",
        "classes": [str(each) for each in node.classes],
        "several": node.several,
        "link": node.link,
        "features": {"kind": "blocks", "first": 0, "count": 1},
        "form": node.config,
    }
    tensors = {name: np.ascontiguousarray(each) for name, each in nested("form", node).items()}
    raw = save(tensors, metadata={"text-classifier": json.dumps(config)})
    return build_form_classifier(read_artifact(raw, "c", "classifier"), [0, width])
