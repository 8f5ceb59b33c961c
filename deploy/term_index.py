"""Write the index of a vectorizer's terms, see `chalicelib.scoring.term_index`."""

import hashlib
import sys
from array import array
from collections.abc import Iterable
from itertools import accumulate
from zlib import crc32

from chalicelib.scoring.artifact import Artifact, read_artifact
from chalicelib.scoring.block_reader import read_columns
from chalicelib.scoring.term_index import MAGIC, NUMBER_BITS
from chalicelib.scoring.vectorizer import FILE_NAME, MAX_BLOCKS
from chalicelib.strict_json import Record

LARGEST_LOAD = 0.6
"""The largest share of a table's slots that terms take; a search looks at two slots or three."""


def write_index(vectorizer: bytes) -> bytes:
    """Return the index of the terms of a vectorizer's file; equal files have equal indexes.

    Raises
    ------
    FormatError
        If the terms break a rule of docs/format.md.
    """
    artifact = read_artifact(vectorizer, FILE_NAME, "vectorizer")
    blocks = artifact.config.items("blocks", 1, MAX_BLOCKS)
    parts = [
        part for number, block in enumerate(blocks) for part in _parts(artifact, number, block)
    ]
    sizes = [len(part) for part in parts]
    data = b"".join(map(_little_endian, ([len(blocks)], sizes, *parts)))
    digest = hashlib.sha256(vectorizer).digest()
    return MAGIC + digest + crc32(data).to_bytes(4, "little") + data


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
