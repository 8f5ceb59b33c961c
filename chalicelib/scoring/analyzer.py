"""Split a text into terms exactly as scikit-learn's text vectorizers do.

The steps keep scikit-learn's order: lowercase, strip accents, split into terms. A normalizer, which
scikit-learn does not have, maps characters before these steps and makes its replacements just
before the text is split. Standard library only, see `chalicelib.scoring.artifact`.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain, pairwise
from operator import itemgetter

from chalicelib.named_tuple import NamedTuple
from chalicelib.scoring.likeness import beyond_ascii, few_beyond_ascii, lowered
from chalicelib.scoring.normalizer import Normalizer, Replacement, replaced

ANALYZERS = ("word", "char", "char_wb")
STRIP_ACCENTS = ("ascii", "unicode")
_MAX_CACHED_LENGTH = 64
"""The longest padded word, in characters, whose n-gram positions are cached by its length."""

SHORT_TEXT = 500
"""The most characters of a text that is split faster by replacing each of its signs."""
USUAL_PATTERN = r"(?u)\b\w\w+\b"
"""scikit-learn's default token pattern: words of two characters or more."""
RECIPE_PATTERN = r"<\w+>|\w+|[^\w\s]"
"""The token pattern of the default recipe: shapes, words and single signs."""
_SPACES = bytes(
    code if code >= 0x80 or chr(code).isalnum() or chr(code) == "_" else 32 for code in range(256)
)
"""Maps each ASCII character that belongs to no word to a space, and keeps the bytes of others."""
_ASCII_CHARACTERS = frozenset(map(chr, range(128)))
_NO_SIGNS = "".join(
    char for char in map(chr, range(128)) if char.isalnum() or char == "_" or char.isspace()
).encode()
"""The ASCII characters that are no sign: those of words, and white space."""


class Analyzer(NamedTuple):
    """The rules by which a block splits a text into terms.

    `ngram_range` is the least and the most tokens or characters of a term. Only the analyzer "word"
    uses `token_pattern` and `stop_words`. An analyzer is callable, so a scikit-learn vectorizer
    accepts it as its `analyzer`.
    """

    kind: str
    ngram_range: tuple[int, int]
    lowercase: bool = True
    strip_accents: str | None = None
    token_pattern: re.Pattern[str] | None = None
    stop_words: frozenset[str] = frozenset()
    normalizer: Normalizer | None = None

    def __call__(self, text: str) -> Sequence[str]:
        """Return all terms of a text, with repetitions, in scikit-learn's order.

        >>> Analyzer("char_wb", (3, 4))("Hi you")
        [' hi', 'hi ', ' hi ', ' yo', 'you', 'ou ', ' you', 'you ']
        """
        terms = self.split_terms(self.prepare(text))
        statistics = () if self.normalizer is None else self.normalizer.statistic_terms(text)
        return [*terms, *statistics]

    @property
    def replacements(self) -> tuple[Replacement, ...]:
        """The normalizer's replacements; empty without a normalizer."""
        return () if self.normalizer is None else self.normalizer.replacements

    @property
    def patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """All regular expressions, each with the name of its place."""
        tokens = () if self.token_pattern is None else (("token_pattern", self.token_pattern),)
        place = "the pattern of a replacement"
        return (*tokens, *((place, pattern) for pattern, _ in self.replacements))

    @property
    def preprocessing(self) -> tuple[object, ...]:
        """The steps before the replacements; equal for analyzers that preprocess alike."""
        characters = {} if self.normalizer is None else self.normalizer.characters
        return characters, self.lowercase, self.strip_accents

    def prepare(self, text: str, count: int | None = None) -> str:
        """Return the text ready to be split: mapped, lowercased, stripped of accents, replaced.

        `count` limits how many of the replacements are made; None makes all. With a normalizer, the
        result is cut, see `replaced`.
        """
        submitted = text
        if self.normalizer is not None:
            text = self.normalizer.map_characters(text)
        if self.lowercase:
            text = lowered(text)
        if self.strip_accents is not None:
            text = without_accents(text, self.strip_accents)
        if self.normalizer is None:
            return text
        return replaced(text, self.normalizer.replacements[:count], len(submitted))

    def split_terms(self, prepared: str) -> Iterable[str]:
        """Split a prepared text into its terms, without the terms of text statistics.

        The terms are made as they are used: together, the n-grams of many sizes are large.
        """
        if self.token_pattern is not None:
            return word_ngrams(self.tokens(prepared), *self.ngram_range)
        if self.kind == "char":
            return _char_ngrams(re.sub(r"\s\s+", " ", prepared), *self.ngram_range)
        return chain.from_iterable(map(self.terms_of_word, prepared.split()))

    def tokens(self, prepared: str) -> list[str]:
        """Return the tokens of a prepared text, without the stop words."""
        tokens = [] if self.token_pattern is None else tokens_of(self.token_pattern, prepared)
        if self.stop_words:
            return [token for token in tokens if token not in self.stop_words]
        return tokens

    @property
    def no_tokens(self) -> frozenset[str]:
        """The words of `word_runs` that are not tokens in any text."""
        return _ASCII_CHARACTERS | self.stop_words

    def word_runs(self, prepared: str) -> tuple[list[str], Collection[str]] | None:
        """Return the tokens of a text and some other words, or None if this would not be faster.

        A word that is no token is one of `no_tokens` or of the second value, which has the text's
        letters and digits beyond ASCII.
        """
        pattern = "" if self.token_pattern is None else self.token_pattern.pattern
        return _word_runs(prepared) if pattern == USUAL_PATTERN else None

    def terms_of_word(self, word: str) -> Iterable[str]:
        """Split one word of the analyzer "char_wb", padded by a space on each side."""
        padded, (least, most) = f" {word} ", self.ngram_range
        length = len(padded)
        if length <= _MAX_CACHED_LENGTH and length > least:
            return _ngram_getter(length, least, most)(padded)
        return _char_ngrams(padded, min(least, length), most)


def tokens_of(pattern: re.Pattern[str], prepared: str) -> list[str]:
    """Return the tokens of a text: what the pattern finds.

    For scikit-learn's own pattern, splitting at white space takes a fifth of the time, once each
    other character that belongs to no word is a space.

    >>> tokens_of(re.compile(USUAL_PATTERN), "I'm 21, you_2?")
    ['21', 'you_2']
    """
    if pattern.pattern == USUAL_PATTERN:
        return [word for word in _word_runs(prepared)[0] if len(word) > 1]
    if pattern.pattern == RECIPE_PATTERN and prepared.isascii():
        if len(prepared) > SHORT_TEXT:
            return _ascii_tokens().findall(prepared)
        signs = {*prepared.encode("ascii").translate(None, _NO_SIGNS).decode("ascii")}
        if "<" not in signs:  # there may be a shape
            for sign in signs:
                prepared = prepared.replace(sign, f" {sign} ")
            return prepared.split()
    return pattern.findall(prepared)


@cache
def _ascii_tokens() -> re.Pattern[str]:
    r"""Return a pattern that finds in ASCII what `RECIPE_PATTERN` does, in less time.

    A set of characters takes less time than `\w` or `\s`, which know all of Unicode.
    """
    return re.compile(r"[A-Za-z0-9_]+|<[A-Za-z0-9_]+>|[^A-Za-z0-9_ \t-\r\x1c-\x1f]")


def _word_runs(prepared: str) -> tuple[list[str], Collection[str]]:
    """Return the runs of letters, digits and underscores, and the letters beyond ASCII in them."""
    letters: Collection[str] = ()
    if not prepared.isascii():
        few = few_beyond_ascii(prepared)
        if few is None:
            return re.findall(r"\w+", prepared), {*beyond_ascii(prepared)}
        letters = [char for char in few if char.isalnum()]
        for char in few.difference(letters):
            prepared = prepared.replace(char, " ")
    return prepared.encode("utf-8").translate(_SPACES).decode("utf-8").split(), letters


def without_accents(text: str, how: str) -> str:
    """Decompose (NFKD), then drop the combining characters or everything beyond ASCII."""
    if text.isascii():
        return text
    # Imported here because few models strip accents.
    import unicodedata

    decomposed = unicodedata.normalize("NFKD", text)
    if how == "ascii":
        return decomposed.encode("ascii", "ignore").decode("ascii")
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def word_ngrams(tokens: Sequence[str], least: int, most: int) -> Iterable[str]:
    """Join each run of `least` to `most` tokens by a space."""
    if most == 1:
        return tokens
    # For size 2, the tokens a, b, c are zipped with b, c: the runs are (a, b) and (b, c).
    singles = tokens if least == 1 else ()
    if most == 2:  # the most usual case, without the overhead of a loop
        return chain(singles, map(" ".join, pairwise(tokens)))
    runs = (
        map(" ".join, zip(*(tokens[start:] for start in range(size)), strict=False))
        for size in range(max(least, 2), min(most, len(tokens)) + 1)
    )
    return chain(singles, chain.from_iterable(runs))


def _char_ngrams(text: str, least: int, most: int) -> Iterable[str]:
    """Return every run of `least` to `most` characters."""
    return chain.from_iterable(
        [text[start : start + size] for start in range(len(text) - size + 1)]
        for size in range(least, min(most, len(text)) + 1)
    )


@lru_cache(_MAX_CACHED_LENGTH)
def _ngram_getter(length: int, least: int, most: int) -> Callable[[str], tuple[str, ...]]:
    """Return a function that takes all n-grams from a word of `length` characters, in one C call.

    `length` must be greater than `least`: an `itemgetter` of a single slice returns a string, not a
    tuple. For length 4 and sizes 3 to 6 the slices are [0:3], [1:4] and [0:4].

    >>> _ngram_getter(4, 3, 6)(" hi ")
    (' hi', 'hi ', ' hi ')
    """
    sizes = range(least, min(most, length) + 1)
    return itemgetter(
        *(slice(start, start + size) for size in sizes for start in range(length - size + 1))
    )
