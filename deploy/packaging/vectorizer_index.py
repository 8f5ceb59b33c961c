"""Write what a start needs to know of a vectorizer, see `chalicelib.scoring.vectorizer_index`."""

import hashlib
import json
import sys
from array import array
from collections.abc import Iterable
from itertools import accumulate
from typing import Any
from zlib import crc32

from chalicelib.scoring.artifact import METADATA_KEY, Artifact, read_artifact
from chalicelib.scoring.block_reader import read_columns
from chalicelib.scoring.character_map import pairs_of, read_characters
from chalicelib.scoring.tensor_file import read_header, read_tensors
from chalicelib.scoring.term_index import NUMBER_BITS
from chalicelib.scoring.vectorizer import FILE_NAME, MAX_BLOCKS
from chalicelib.scoring.vectorizer_index import MAGIC, normalizers_of
from chalicelib.strict_json import Record

WORD_BYTES = 4
LARGEST_LOAD = 0.6
"""The largest share of a table's slots that terms take; a search looks at two slots or three."""


def write_index(vectorizer: bytes) -> bytes:
    """Return the index of a vectorizer's file; equal files have equal indexes.

    Raises
    ------
    FormatError
        If the terms or a map of characters break a rule of docs/format.md.
    """
    artifact = read_artifact(vectorizer, FILE_NAME, "vectorizer")
    blocks = artifact.config.items("blocks", 1, MAX_BLOCKS)
    parts = [
        part for number, block in enumerate(blocks) for part in _parts(artifact, number, block)
    ]
    sizes = [len(part) for part in parts]
    numbers = map(_little_endian, ([len(blocks)], sizes, *parts))
    data = b"".join([*numbers, _contents(vectorizer)])
    digest = hashlib.sha256(vectorizer).digest()
    return MAGIC + digest + crc32(data).to_bytes(4, "little") + data


def _contents(vectorizer: bytes) -> bytes:
    """Return the contents as JSON, with as many spaces as a whole number of 4 bytes needs."""
    header, data_start = read_header(vectorizer, FILE_NAME)
    metadata: Any = header.pop("__metadata__")
    config = json.loads(metadata[METADATA_KEY])  # `read_artifact` has checked it
    maps: list[list[tuple[str, str]]] = []
    for normalizer in normalizers_of(config):
        characters = pairs_of(read_characters(normalizer["characters"], FILE_NAME))
        if characters not in maps:
            maps.append(characters)
        normalizer["characters"] = maps.index(characters)
    at, tensors = data_start, []
    for name, (code, shape, raw) in read_tensors(header, vectorizer, data_start, FILE_NAME).items():
        tensors.append([name, code, shape, at, at + len(raw)])
        at += len(raw)
    contents = {"config": config, "characters": maps, "tensors": tensors}
    text = json.dumps(contents, allow_nan=False, separators=(",", ":"), ensure_ascii=False)
    written = text.encode("utf-8", "surrogatepass")
    return written.ljust(len(written) + -len(written) % WORD_BYTES)


def _parts(artifact: Artifact, number: int, value: object) -> tuple[list[int], list[int]]:
    """Return the slots and the offsets of a block; none if no terms name its columns."""
    record = Record(value, f"{FILE_NAME}: block {number}")
    if not artifact.has(f"block.{number}.terms"):
        return [], []
    separator = str(record.fields().get("separator"))
    columns = read_columns(artifact, number, record, 0)
    terms = [term.encode("utf-8", "surrogatepass") for term in columns]
    gap = len(separator.encode("utf-8", "surrogatepass"))
    return slots_of(terms), [*accumulate((len(term) + gap for term in terms), initial=0)]


def slots_of(terms: list[bytes]) -> list[int]:
    """Return the hash table of terms.

    >>> slots_of([b"free", b"see"]).count(0)
    2
    """
    count = 1
    while len(terms) > LARGEST_LOAD * count:
        count *= 2
    slots = [0] * count
    for number, term in enumerate(terms, start=1):
        digest = crc32(term)
        at = digest % count
        while slots[at]:
            at = (at + 1) % count
        slots[at] = digest >> NUMBER_BITS << NUMBER_BITS | number
    return slots


def _little_endian(numbers: Iterable[int]) -> bytes:
    found = array("I", numbers)
    if sys.byteorder == "big":
        found.byteswap()
    return found.tobytes()
