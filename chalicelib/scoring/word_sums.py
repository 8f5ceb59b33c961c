"""The sums of a block of the analyzer "char_wb", cached by word.

The sums over the terms of one word depend on that word alone, so a cached word keeps them next to
its columns. A text's sums add those of its words, in the order of the text: their last bits are the
same whether a word was cached or not. Standard library only, see `chalicelib.scoring.artifact`.
"""

from array import array
from functools import partial
from typing import Final

from chalicelib.scoring.term_sums import TermSums
from chalicelib.scoring.tfidf_block import SHORT_TEXT
from chalicelib.scoring.word_cache import word_cache

_CODE: Final = "I"
"""The type code of a column in an array."""

Word = tuple[bytes, float, float]
"""The columns of a word's known terms, and the sums over them, see `TermValues.sums`.

The columns are the bytes of an array, which takes less memory than a tuple of integers.
"""


def _word_of(sums: TermSums, word: str) -> Word:
    """Return the entry of one word; words are often new, so this makes as few calls as it can."""
    block = sums.block
    terms = block.analyzer.terms_of_word(word)
    columns = [column for column in map(block.find, terms) if column is not None]
    return array(_CODE, columns).tobytes(), *sums.values.sums(columns)


class WordSums:
    """The sums of a block of the analyzer "char_wb", not binary, and without text statistics."""

    __slots__ = ("_sums", "words")

    def __init__(self, sums: TermSums) -> None:
        self._sums = sums
        self.words = word_cache(partial(_word_of, sums))

    def share(self, text: str, prepared: str) -> float:
        """Return the block's contribution, given a text and the text that its analyzer prepared."""
        words = prepared.split()
        if len(prepared) > SHORT_TEXT or not words:
            return self._sums.share(text, prepared)
        self.words.empty_if_old()
        found, scores, squares = zip(*map(self.words.__getitem__, words), strict=True)
        columns = memoryview(b"".join(found)).cast(_CODE)
        return self._sums.corrected(columns, sum(scores), sum(squares))
