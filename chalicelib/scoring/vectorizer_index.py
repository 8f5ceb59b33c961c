"""What a deployment found out about a vectorizer's file, so that a start need not do it again.

`deploy.packaging.vectorizer_index` writes the file:

    magic      8 bytes, `MAGIC`
    digest     32 bytes, the sha256 of the vectorizer's file
    checksum   4 bytes, the crc32 of all that follows
    blocks     how many blocks the vectorizer has
    sizes      for each block, how many slots and how many offsets follow
    slots      for each block, its hash table
    offsets    for each block, where each term begins in its tensor, and where one more would
    contents   JSON in UTF-8, padded with spaces

The numbers are little-endian, without a sign, of 32 bits. `chalicelib.scoring.term_index` describes
slots and offsets. A block whose columns no terms name has none. The contents have the fields

    config       the configuration; for a map of characters it has the number of one of these:
    characters   the different maps of characters, each as an array of pairs
    tensors      name, type code, shape, first byte and end of each tensor

To parse and check a configuration with two maps of 2,300 characters would take a tenth of a start.
Standard library only, see `chalicelib.scoring.artifact`.
"""

import json
import sys
from binascii import crc32
from typing import Any

from chalicelib.named_tuple import NamedTuple
from chalicelib.scoring.artifact import Artifact, artifact_of
from chalicelib.scoring.normalizer import CheckedCharacters, map_of
from chalicelib.scoring.tensor_file import Tensor
from chalicelib.scoring.term_index import BlockIndex
from chalicelib.strict_json import Record

MAGIC = b"terms\0\0\3"

_DIGEST = slice(len(MAGIC), len(MAGIC) + 32)
_CHECKSUM = slice(_DIGEST.stop, _DIGEST.stop + 4)


class VectorizerIndex(NamedTuple):
    """The index of each block, and the contents, see the module."""

    blocks: list[BlockIndex]
    contents: bytes

    def artifact(self, raw: bytes, where: str) -> Artifact:
        """Return the result of `read_artifact` for the file that the index was made from."""
        contents = json.loads(self.contents)
        config = contents["config"]
        maps = [CheckedCharacters(map_of(pairs)) for pairs in contents["characters"]]
        for normalizer in normalizers_of(config):
            normalizer["characters"] = maps[normalizer["characters"]]
        view = memoryview(raw)
        tensors = {
            name: Tensor(code, tuple(shape), view[begin:end])
            for name, code, shape, begin, end in contents["tensors"]
        }
        return artifact_of(Record(config, where), tensors, "vectorizer")


def normalizers_of(config: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the configurations of the normalizers of a vectorizer's blocks."""
    return [block["normalizer"] for block in config["blocks"] if "normalizer" in block]


def read_index(raw: bytes, sha256: str, byteorder: str = sys.byteorder) -> VectorizerIndex | None:
    """Return the index, or None if the file is damaged or not the vectorizer's.

    Parameters
    ----------
    raw
        What `write_index` returned.
    sha256
        The digest of the vectorizer's file, in hexadecimal.
    """
    data = memoryview(raw)[_CHECKSUM.stop :]
    checksum = int.from_bytes(raw[_CHECKSUM], "little")
    if raw[: len(MAGIC)] != MAGIC or raw[_DIGEST].hex() != sha256 or crc32(data) != checksum:
        return None
    if byteorder != "little":  # no processor of Lambda's
        return None
    numbers = data.cast("I")
    count = numbers[0]
    ends, parts = 1 + 2 * count, []
    for size in numbers[1:ends]:
        parts.append(numbers[ends : ends + size])
        ends += size
    blocks = [BlockIndex(*pair) for pair in zip(parts[::2], parts[1::2], strict=True)]
    return VectorizerIndex(blocks, bytes(numbers[ends:]))
