"""Text to terms: the analyzers of scikit-learn's text vectorizers, term for term.

The order of the steps is scikit-learn's: fold case, strip accents, then cut into terms. A
normalizer, which scikit-learn has not, reads its characters before these and makes its
replacements right before the cutting. Standard library only, see `chalicelib.artifact`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.normalizer import Normalizer

ANALYZERS = ("word", "char", "char_wb")
STRIP_ACCENTS = ("ascii", "unicode")

_WHITE_SPACES = re.compile(r"\s\s+")


@dataclass(frozen=True, slots=True)
class Analyzer:
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
        terms = self._cut(self.prepare(text))
        if self.normalizer is None:
            return terms
        return [*terms, *self.normalizer.measured(text)]

    def prepare(self, text: str) -> str:
        """Return the text as it is cut: normalized, case folded, accents stripped."""
        if self.normalizer is not None:
            text = self.normalizer.read(text)
        if self.lowercase:
            text = text.lower()
        if self.strip_accents is not None:
            text = _without_accents(text, self.strip_accents)
        return text if self.normalizer is None else self.normalizer.replace(text)

    def of_word(self, word: str) -> list[str]:
        """Cut one word of the analyzer "char_wb" into its terms."""
        terms: list[str] = []
        _add_padded_ngrams(terms, f" {word} ", *self.ngram_range)
        return terms

    def _cut(self, text: str) -> Sequence[str]:
        if self.token_pattern is not None:
            tokens = self.token_pattern.findall(text)
            if self.stop_words:
                tokens = [token for token in tokens if token not in self.stop_words]
            return _word_ngrams(tokens, *self.ngram_range)
        if self.kind == "char":
            return _char_ngrams(_WHITE_SPACES.sub(" ", text), *self.ngram_range)
        terms: list[str] = []
        for word in text.split():
            _add_padded_ngrams(terms, f" {word} ", *self.ngram_range)
        return terms


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


def _add_padded_ngrams(terms: list[str], word: str, least: int, most: int) -> None:
    """Add the character n-grams of one padded word; a word that is too short counts once, whole."""
    length = len(word)
    for size in range(least, most + 1):
        if size >= length:
            terms.append(word)
            return
        terms += [word[start : start + size] for start in range(length - size + 1)]
