"""What functions of models' authors use of NLTK, under NLTK's names and without NLTK.

`export` imports from here what an author imported from NLTK. Only those parts that need
no data files are here. Standard library only, see `chalicelib.scoring.artifact`.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from chalicelib.scoring.cleaning.porter import MARTIN, NLTK, ORIGINAL, porter_stem
from chalicelib.scoring.cleaning.regex_patterns import compile_as_regex as compile_as_regex
from chalicelib.scoring.cleaning.snowball_english import snowball_stem
from chalicelib.scoring.cleaning.unicode_words import with_unicode_words

_FLAGS = re.UNICODE | re.MULTILINE | re.DOTALL


class PorterStemmer:
    """Porter's stemmer, in NLTK's variant by default."""

    NLTK_EXTENSIONS, MARTIN_EXTENSIONS, ORIGINAL_ALGORITHM = (
        f"{variant.upper()}_{kind}"
        for variant, kind in ((NLTK, "EXTENSIONS"), (MARTIN, "EXTENSIONS"), (ORIGINAL, "ALGORITHM"))
    )

    def __init__(self, mode: str = NLTK_EXTENSIONS) -> None:
        self._variant = mode.partition("_")[0].lower()

    def stem(self, word: str, to_lowercase: bool = True) -> str:
        """Return the stem of a word, in lower case."""
        if not to_lowercase:
            raise ValueError("expected to_lowercase=True")
        return porter_stem(word, self._variant)


class SnowballStemmer:
    """The English Snowball stemmer.

    With `ignore_stopwords`, the words of `stopwords` stay as they are, in lower case.
    """

    def __init__(
        self, language: str, ignore_stopwords: bool = False, stopwords: Iterable[str] = ()
    ) -> None:
        self._kept = frozenset(stopwords)
        if language != "english" or ignore_stopwords != bool(self._kept):
            raise ValueError("expected the language 'english', and the stop words that are ignored")

    def stem(self, word: str) -> str:
        """Return the stem of a word, in lower case."""
        lower = word.lower()
        return lower if lower in self._kept else snowball_stem(word)


class EnglishStemmer(SnowballStemmer):
    """The English Snowball stemmer, under its other name."""

    def __init__(self, ignore_stopwords: bool = False) -> None:
        super().__init__("english", ignore_stopwords)


class RegexpTokenizer:
    """Splits a text by a regular expression of the tokens, or of the gaps between them."""

    def __init__(
        self,
        pattern: str,
        gaps: bool = False,
        discard_empty: bool = True,
        flags: int = _FLAGS,
    ) -> None:
        self._pattern = re.compile(pattern, flags)
        self._gaps = gaps
        self._discard_empty = discard_empty

    def tokenize(self, text: str) -> list[str]:
        """Return the tokens of a text."""
        # The text is cut where its copy is, so positions matter and characters do not.
        matches = [*self._pattern.finditer(self.seen(text))]
        if not self._gaps:
            return [text[slice(*match.span(self._pattern.groups))] for match in matches]
        starts = [0, *(match.end() for match in matches)]
        ends = [*(match.start() for match in matches), len(text)]
        tokens = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        return [token for token in tokens if token] if self._discard_empty else tokens

    @staticmethod
    def seen(text: str) -> str:
        """Return the text as the patterns see it: words as the module `regex` divides them."""
        return with_unicode_words(text)


class ReTokenizer(RegexpTokenizer):
    """The same as NLTK had it before 3.10, when it compiled with `re`."""

    @staticmethod
    def seen(text: str) -> str:
        """Return the text."""
        return text


class WordPunctTokenizer(RegexpTokenizer):
    """Splits a text into words and runs of other signs."""

    def __init__(self) -> None:
        super().__init__(r"\w+|[^\w\s]+")


class WhitespaceTokenizer(RegexpTokenizer):
    """Splits a text at white space."""

    def __init__(self) -> None:
        super().__init__(r"\s+", gaps=True)


class ReWordPunctTokenizer(ReTokenizer):
    """Splits a text into words and runs of other signs, as `re` divides it."""

    def __init__(self) -> None:
        super().__init__(r"\w+|[^\w\s]+")


class ReWhitespaceTokenizer(ReTokenizer):
    """Splits a text at what `re` takes for white space."""

    def __init__(self) -> None:
        super().__init__(r"\s+", gaps=True)


wordpunct_tokenize = WordPunctTokenizer().tokenize


def regexp_tokenize(
    text: str, pattern: str, gaps: bool = False, discard_empty: bool = True, flags: int = _FLAGS
) -> list[str]:
    """Split a text by a regular expression."""
    return RegexpTokenizer(pattern, gaps, discard_empty, flags).tokenize(text)


def re_tokenize(
    text: str, pattern: str, gaps: bool = False, discard_empty: bool = True, flags: int = _FLAGS
) -> list[str]:
    """Split a text by a regular expression as NLTK did before 3.10."""
    return ReTokenizer(pattern, gaps, discard_empty, flags).tokenize(text)


def ngrams(
    sequence: Iterable[Any],
    n: int,
    pad_left: bool = False,
    pad_right: bool = False,
    left_pad_symbol: Any = None,
    right_pad_symbol: Any = None,
) -> Iterator[tuple[Any, ...]]:
    """Yield each run of n neighbours, with n - 1 symbols before and after all if that is wanted.

    >>> [*ngrams("ab", 2, pad_right=True, right_pad_symbol="/")]
    [('a', 'b'), ('b', '/')]
    """
    padded = [left_pad_symbol] * (n - 1) * pad_left + [*sequence]
    padded += [right_pad_symbol] * (n - 1) * pad_right
    yield from zip(*(padded[start:] for start in range(n)), strict=False)


def bigrams(sequence: Iterable[Any], **padding: Any) -> Iterator[tuple[Any, ...]]:
    """Yield each pair of neighbours."""
    return ngrams(sequence, 2, **padding)


def trigrams(sequence: Iterable[Any], **padding: Any) -> Iterator[tuple[Any, ...]]:
    """Yield each run of three neighbours."""
    return ngrams(sequence, 3, **padding)
