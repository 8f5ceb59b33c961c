"""Build artifacts and manifests by hand, so that tests can break one rule at a time."""

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.manifest import Manifest, read_manifest
from chalicelib.scoring.sparse_vector import BlockVector, entries
from chalicelib.version_names import version_of

Fields = dict[str, Any]

SHA256 = "0123456789abcdef" * 4


@dataclass(frozen=True)
class Raw:
    """A tensor's header entry, correct or not, and its bytes."""

    dtype: str
    shape: list[Any]
    data: bytes


def f64(*values: float, shape: list[int] | None = None) -> Raw:
    return Raw("F64", shape or [len(values)], struct.pack(f"<{len(values)}d", *values))


def f32(*values: float, shape: list[int] | None = None) -> Raw:
    return Raw("F32", shape or [len(values)], struct.pack(f"<{len(values)}f", *values))


def i32(*values: int, shape: list[int] | None = None) -> Raw:
    return Raw("I32", shape or [len(values)], struct.pack(f"<{len(values)}i", *values))


def u8(data: bytes) -> Raw:
    return Raw("U8", [len(data)], data)


def pack(header: object, data: bytes = b"") -> bytes:
    """Return a file with this header; bytes are written unchanged, anything else as JSON."""
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(raw)) + raw + data


def header_of(config: object, tensors: dict[str, Raw]) -> Fields:
    """Return a correct header for these tensors, which follow one another."""
    text = config if isinstance(config, str) else json.dumps(config)
    header: Fields = {"__metadata__": {"text-classifier": text}}
    position = 0
    for name, tensor in tensors.items():
        offsets = [position, position + len(tensor.data)]
        header[name] = {"dtype": tensor.dtype, "shape": tensor.shape, "data_offsets": offsets}
        position = offsets[1]
    return header


def artifact_file(config: object, tensors: dict[str, Raw]) -> bytes:
    return pack(header_of(config, tensors), b"".join(raw.data for raw in tensors.values()))


def without(fields: Fields, name: str) -> Fields:
    return {key: value for key, value in fields.items() if key != name}


def block(**changes: Any) -> Fields:
    """Return the configuration of a block with the two terms 'free' and 'see'."""
    return {
        "analyzer": "word",
        "binary": False,
        "lowercase": True,
        "ngram_range": [1, 1],
        "norm": None,
        "separator": "\n",
        "stop_words": [],
        "strip_accents": None,
        "sublinear_tf": False,
        "terms": 2,
        "token_pattern": r"\w+",
        "weight": 1.0,
    } | changes


def normalizer(**changes: Any) -> Fields:
    """Return the configuration of a normalizer that does nothing."""
    return {"characters": {}, "replacements": [], "measures": []} | changes


def sparse(values: dict[int, float]) -> list[BlockVector]:
    """Return a vector with these values by column, each as a block vector with a scale of 2."""
    return [BlockVector([column], [value / 2], 2.0) for column, value in values.items()]


def values_of(vector: Sequence[BlockVector]) -> dict[int, float]:
    """Return the values by column; fail if a column occurs twice."""
    pairs = list(entries(vector))
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def vectorizer_file(*blocks: Fields, tensors: dict[str, Raw] | None = None) -> bytes:
    """Return a vectorizer file of these blocks, by default of `block()`."""
    config = {"format": 1, "kind": "vectorizer", "blocks": list(blocks or [block()])}
    return artifact_file(config, {"block.0.terms": u8(b"free\nsee")} | (tensors or {}))


def classifier_config(**changes: Any) -> Fields:
    config = {"format": 1, "kind": "classifier", "classes": ["ham", "spam"], "link": "softmax"}
    return config | changes


def classifier_file(config: Fields | None = None, **tensors: Raw) -> bytes:
    """Return a classifier file for the two terms: 'free' favours spam, 'see' favours ham."""
    named = {"intercept": f64(-0.5), "linear": f64(2.0, -1.0, shape=[1, 2])} | tensors
    return artifact_file(config or classifier_config(), named)


def manifest_document(**changes: Any) -> Fields:
    return {
        "format": 1,
        "created": "20260131T093000Z",
        "classes": ["ham", "spam"],
        "threshold": 0.5,
        "files": {"classifier.safetensors": {"size": 3, "sha256": SHA256}},
    } | changes


def manifest(**changes: Any) -> Manifest:
    document = manifest_document(**changes)
    return read_manifest(document, version_of(document), "manifest.json")
