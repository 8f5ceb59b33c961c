"""Look terms up in an index made at deployment, so that a start builds no dict.

Building the dicts of the terms takes most of the time to load a model, and a text needs a few
hundred terms of 40,000. The index of a block is a hash table in a file. Finding a term in it takes
longer than in a dict, so `CompletingScorer` completes the dict in small steps, one after each text,
and then the index is dropped. `chalicelib.scoring.vectorizer_index` reads it from a file.

A slot is 0, or the number of a term, counted from 1, in the lower 22 bits, and the upper 10 bits of
the crc32 of the term's bytes. A term is in the slot that the lower bits of its crc32 name or, if
that was taken, in the next free one. Standard library only, see `chalicelib.scoring.artifact`.
"""

from binascii import crc32
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

from chalicelib.named_tuple import NamedTuple

if TYPE_CHECKING:
    from chalicelib.scoring.tfidf_block import Find, TfidfBlock

NUMBER_BITS = 22
"""Enough for `chalicelib.scoring.block_reader.MAX_TERMS`."""
STEP_TERMS = 2000
"""How many terms a step adds to the dict, in about a millisecond."""

_NUMBER_END = 2**NUMBER_BITS
_NUMBER_MASK = _NUMBER_END - 1


class BlockIndex(NamedTuple):
    """The hash table of one block: its slots, see the module.

    `offsets` say where each term begins in its tensor, and where one more would.
    """

    slots: "memoryview[int]"
    offsets: "memoryview[int]"


_Search = tuple["memoryview[int]", int, "memoryview[int]", "memoryview[int]", int, int]
"""Slots, the mask of their numbers, offsets, terms, the bytes of a separator, the first column.

A tuple, not a `NamedTuple`, because Python unpacks it in a third of the time.
"""
_NUMBERS = memoryview(bytes(4)).cast("I")
_COMPLETE: _Search = (_NUMBERS, 0, _NUMBERS, _NUMBERS, 0, 0)
"""Finds nothing: all terms are in the dict."""


class _FoundTerms(dict[str, int | None]):
    """The columns of known terms; any other term is looked up in the index.

    Only known terms are added: what users write is not kept.
    """

    __slots__ = ("search",)

    def __init__(self, search: _Search) -> None:
        super().__init__()
        self.search = search

    def __missing__(self, term: str) -> int | None:
        """Return the column of a term, or None if the block does not know it."""
        slots, mask, offsets, terms, gap, first_column = self.search
        raw = term.encode("utf-8", "surrogatepass")
        digest = crc32(raw)
        at = digest & mask
        while entry := slots[at]:
            # Numbers whose upper bits are equal differ in lower bits only.
            if entry ^ digest < _NUMBER_END:
                number = entry & _NUMBER_MASK
                if terms[offsets[number - 1] : offsets[number] - gap] == raw:
                    column: int = first_column + number - 1
                    self[term] = column
                    return column
            at = at + 1 & mask
        # Another thread may have completed the dict since it was looked up there.
        return self.get(term)


class IndexedColumns(Mapping[str, int]):
    """The column of each term of a block, from its index until a dict has them all.

    Threads may share it: whichever thread takes a step adds the same terms, and a step that is
    taken twice does no harm.
    """

    def __init__(
        self, index: BlockIndex, raw: "memoryview[int]", separator: str, first_column: int
    ) -> None:
        slots, offsets = index
        gap = len(separator.encode("utf-8", "surrogatepass"))
        search = slots, len(slots) - 1, offsets, raw, gap, first_column
        self._found = _FoundTerms(search)
        self._separator = separator
        self._count = len(offsets) - 1
        self._added = 0

    @property
    def find(self) -> "Find":
        """The function that returns the column of a term or None: the fastest of this moment."""
        is_complete = self._found.search is _COMPLETE
        return self._found.get if is_complete else self._found.__getitem__

    def step(self) -> bool:
        """Add the next terms to the dict, and return whether it is complete."""
        search, start = self._found.search, self._added
        if search is _COMPLETE:
            return True
        _, _, offsets, raw, _, first_column = search
        end = min(start + STEP_TERMS, self._count)
        some = str(raw[offsets[start] : offsets[end]], "utf-8", "surrogatepass")
        # All but the last terms end with a separator, so `split` returns an empty string more.
        columns = range(first_column + start, first_column + end)
        self._found.update(zip(some.split(self._separator), columns, strict=False))
        self._added = end
        if end == self._count:
            self._found.search = _COMPLETE
        return end == self._count

    def found(self) -> dict[str, int]:
        """Return the column of each term that was found so far, and at least of the first term."""
        search = self._found.search
        if not self._found:
            _, _, offsets, raw, gap, _ = search
            self.find(str(raw[offsets[0] : offsets[1] - gap], "utf-8", "surrogatepass"))
        return cast("dict[str, int]", self._found.copy())

    def joined(self) -> tuple[str, str]:
        """Return all terms with a separator between them, and the separator."""
        raw = self._found.search[3]
        if self._found.search is _COMPLETE:
            return self._separator.join(self._found), self._separator
        return str(raw, "utf-8", "surrogatepass"), self._separator

    def __getitem__(self, term: str) -> int:
        """Return the column of a known term."""
        column = self.find(term)
        if column is None:
            raise KeyError(term)
        return column

    def __contains__(self, term: object) -> bool:
        """Return whether a term is known."""
        return isinstance(term, str) and self.find(term) is not None

    def __len__(self) -> int:
        """Return the number of terms."""
        return self._count

    def __iter__(self) -> Iterator[str]:
        """Complete the dict, and iterate over its terms."""
        while not self.step():
            pass
        return iter(self._found)


class CompletingScorer:
    """A scorer that takes one step towards complete dicts after each text but the first.

    The first text is part of a cold start.
    """

    __slots__ = ("_has_scored", "_scorer", "_waiting")

    def __init__(
        self, scorer: Callable[[str], tuple[float, ...]], blocks: "Iterable[TfidfBlock]"
    ) -> None:
        self._scorer = scorer
        self._has_scored = False
        self._waiting = [
            (block, block.columns) for block in blocks if isinstance(block.columns, IndexedColumns)
        ]

    def __call__(self, text: str) -> tuple[float, ...]:
        """Return the scores of a text."""
        scores = self._scorer(text)
        if self._waiting:
            self._take_step()
        return scores

    def _take_step(self) -> None:
        waiting = self._waiting[:1] if self._has_scored else []
        self._has_scored = True
        for block, columns in waiting:
            if columns.step():
                block.find = columns.find
                self._waiting = [each for each in self._waiting if each[0] is not block]
