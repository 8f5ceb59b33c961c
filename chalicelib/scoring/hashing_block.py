"""A block without a vocabulary: a term's column is a hash of it, as in `HashingVectorizer`.

    h = MurmurHash3 of the term's UTF-8 bytes, 32 bits, with a sign
    column = |h| mod n; the term counts 1, or -1 if signs alternate and h < 0

Terms of one column add up before anything else is done with them. Standard library only, see
`chalicelib.scoring.artifact`.
"""

import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.scoring.sparse_vector import BlockVector, take
from chalicelib.scoring.tfidf_block import (
    NO_TERMS,
    TfidfBlock,
)
from chalicelib.scoring.word_cache import word_cache

if TYPE_CHECKING:
    from array import array

    from chalicelib.scoring.protocols import BlockAnalyzer

_MASK = 0xFFFFFFFF


class Hashed(NamedTuple):
    """The column of a term within its block, and what one occurrence counts."""

    column: int
    value: float


class HashingBlock(TfidfBlock):
    """A block whose columns are hashes; it caches what it hashed, as `TfidfBlock` does."""

    __slots__ = ("count", "hashed")
    has_vocabulary = False

    def __init__(
        self,
        analyzer: "BlockAnalyzer",
        count: int,
        first_column: int,
        idf: "array[float] | None",
        *,
        alternate_sign: bool,
        binary: bool,
        sublinear_tf: bool,
        norm: str | None,
        weight: float,
    ) -> None:
        super().__init__(
            analyzer,
            NO_TERMS,
            first_column,
            idf,
            binary=binary,
            sublinear_tf=sublinear_tf,
            norm=norm,
            weight=weight,
        )
        self.count = count
        self.hashed = word_cache(partial(hash_term, count, alternate_sign))

    @property
    def width(self) -> int:
        """The number of columns."""
        return self.count

    def transform(self, text: str, prepared: str) -> BlockVector:
        """Return the block's share of the sparse vector."""
        del text  # there are no text statistics
        self.hashed.empty_if_old()
        sums: dict[int, float] = {}
        for column, value in map(self.hashed.__getitem__, self.analyzer.split_terms(prepared)):
            sums[column] = sums.get(column, 0.0) + value
        values = self._weighted(sums)
        first = self.first_column
        columns = [first + column for column in sums]
        return BlockVector(columns, values, self.weight / (self.norm_of(values) or 1.0))

    def _weighted(self, sums: dict[int, float]) -> Sequence[float]:
        values: Sequence[float] = [1.0] * len(sums) if self.binary else [*sums.values()]
        if self.sublinear_tf:
            values = [1.0 + math.log(value) if value > 0.0 else 0.0 for value in values]
        if self.idf is None:
            return values
        return [value * idf for value, idf in zip(values, take(self.idf, sums), strict=True)]


def hash_term(columns: int, alternate_sign: bool, term: str) -> Hashed:
    """Return the column of a term, and what one occurrence counts.

    >>> hash_term(16, True, "free"), hash_term(16, False, "free").value
    (Hashed(column=14, value=1.0), 1.0)
    """
    found = murmur3(term.encode("utf-8", "surrogatepass"))
    return Hashed(abs(found) % columns, -1.0 if alternate_sign and found < 0 else 1.0)


def murmur3(data: bytes) -> int:
    """Return MurmurHash3 x86 of 32 bits, with the seed 0, as a number with a sign.

    The algorithm is Austin Appleby's, in the public domain.

    >>> murmur3(b""), murmur3(b"free"), murmur3(b"prizes")
    (0, 1363043438, 179931027)
    """
    length = len(data)
    found = 0
    whole = length - length % 4
    for start in range(0, whole, 4):
        found ^= _scrambled(int.from_bytes(data[start : start + 4], "little"))
        found = (found << 13 | found >> 19) & _MASK
        found = (found * 5 + 0xE6546B64) & _MASK
    if whole < length:
        found ^= _scrambled(int.from_bytes(data[whole:], "little"))
    found ^= length
    found = (found ^ found >> 16) * 0x85EBCA6B & _MASK
    found = (found ^ found >> 13) * 0xC2B2AE35 & _MASK
    found ^= found >> 16
    return found - 2**32 if found & 0x80000000 else found


def _scrambled(word: int) -> int:
    word = word * 0xCC9E2D51 & _MASK
    word = (word << 15 | word >> 17) & _MASK
    return word * 0x1B873593 & _MASK
