"""Text to terms: the analyzers of scikit-learn's text vectorizers, term for term.

The order of the steps is scikit-learn's: fold case, strip accents, then cut into terms. A
normalizer, which scikit-learn has not, reads its characters before these and makes its
replacements right before the cutting. Standard library only, see `chalicelib.scoring.artifact`.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from chalicelib.scoring.normalizer import Normalizer, Replacement, replaced

ANALYZERS = ("word", "char", "char_wb")
STRIP_ACCENTS = ("ascii", "unicode")
_KNOWN_LENGTH = 64
"""Up to how many characters of a word, padded, it is remembered where its terms begin and end."""

_WHITE_SPACES = re.compile(r"\s\s+")


class Analyzer(NamedTuple):
    """How a block cuts a text into terms.

    `ngram_range` is (least, most) tokens or characters of a term; `token_pattern` and `stop_words`
    serve the analyzer "word" alone. An analyzer may be called, so that scikit-learn's vectorizers
    take one in place of their own.
    """

    kind: str
    ngram_range: tuple[int, int]
    lowercase: bool = True
    strip_accents: str | None = None
    token_pattern: re.Pattern[str] | None = None
    stop_words: frozenset[str] = frozenset()
    normalizer: Normalizer | None = None

    def __call__(self, text: str) -> Sequence[str]:
        """Cut a text into its terms, in scikit-learn's order, each as often as it occurs.

        >>> Analyzer("char_wb", (3, 4))("Hi you")
        [' hi', 'hi ', ' hi ', ' yo', 'you', 'ou ', ' you', 'you ']
        """
        terms = self.split_terms(self.prepare(text))
        if self.normalizer is None:
            return terms
        return [*terms, *self.normalizer.measured(text)]

    @property
    def replacements(self) -> tuple[Replacement, ...]:
        """The normalizer's replacements, none without one."""
        return () if self.normalizer is None else self.normalizer.replacements

    @property
    def folding(self) -> tuple[object, ...]:
        """What is done to a text before the replacements; equal where the same is done."""
        characters = {} if self.normalizer is None else self.normalizer.characters
        return characters, self.lowercase, self.strip_accents

    def prepare(self, text: str, count: int | None = None) -> str:
        """Return the text as it is cut: normalized, case folded, accents stripped.

        With a count, only so many of the replacements are made.
        """
        if self.normalizer is not None:
            text = self.normalizer.read(text)
        if self.lowercase:
            text = text.lower()
        if self.strip_accents is not None:
            text = _without_accents(text, self.strip_accents)
        return text if self.normalizer is None else replaced(text, self.replacements[:count])

    def split_terms(self, prepared: str) -> Sequence[str]:
        """Cut a text that has been prepared into its terms, measures left out."""
        if self.token_pattern is not None:
            tokens = self.token_pattern.findall(prepared)
            if self.stop_words:
                tokens = [token for token in tokens if token not in self.stop_words]
            return _word_ngrams(tokens, *self.ngram_range)
        if self.kind == "char":
            return _char_ngrams(_WHITE_SPACES.sub(" ", prepared), *self.ngram_range)
        return [term for word in prepared.split() for term in self.of_word(word)]

    def of_word(self, word: str) -> Sequence[str]:
        """Cut one word of the analyzer "char_wb" into its terms, a space before and after it."""
        padded, (least, most) = f" {word} ", self.ngram_range
        length = len(padded)
        if length <= _KNOWN_LENGTH and length > least:
            return _cutter(length, least, most)(padded)
        return _char_ngrams(padded, min(least, length), most)


def _without_accents(text: str, how: str) -> str:
    """Decompose (NFKD), then drop the combining characters, or all that is not ASCII."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    if how == "ascii":
        return decomposed.encode("ascii", "ignore").decode("ascii")
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _word_ngrams(tokens: Sequence[str], least: int, most: int) -> Sequence[str]:
    """Join runs of `least` to `most` tokens by a space."""
    if most == 1:
        return tokens
    terms = list(tokens) if least == 1 else []
    for size in range(max(least, 2), min(most, len(tokens)) + 1):
        runs = zip(*(tokens[start:] for start in range(size)), strict=False)
        terms.extend(map(" ".join, runs))
    return terms


def _char_ngrams(text: str, least: int, most: int) -> list[str]:
    """Cut out every run of `least` to `most` characters."""
    return [
        text[start : start + size]
        for size in range(least, min(most, len(text)) + 1)
        for start in range(len(text) - size + 1)
    ]


@lru_cache(_KNOWN_LENGTH)
def _cutter(length: int, least: int, most: int) -> Callable[[str], tuple[str, ...]]:
    """Return what cuts out every run of `least` to `most` characters, of more than `least`.

    >>> _cutter(4, 3, 6)(" hi ")
    (' hi', 'hi ', ' hi ')
    """
    sizes = range(least, min(most, length) + 1)
    return itemgetter(
        *(slice(start, start + size) for size in sizes for start in range(length - size + 1))
    )
