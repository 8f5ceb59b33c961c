"""What functions of models' authors use of Sastrawi, the stemmer of Indonesian, around its rules.

The rules are cut out of the author's own Sastrawi by `export`. In Sastrawi, the root words are a
list, which takes a millisecond to search, and the stemmer keeps the stem of every word that it has
seen. Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Callable
from typing import Protocol

from chalicelib.scoring.packed_data import PackedData
from chalicelib.scoring.word_cache import word_cache


class RootWords:
    """A dictionary of root words; they are unpacked at the first use."""

    def __init__(self, data: PackedData) -> None:
        self._data = data

    def contains(self, word: str | None) -> bool:
        """Return whether a word is a root word."""
        return word in self._data.made_by(frozenset)


class Stemmer(Protocol):
    """Gives the stems of the words of a text."""

    def stem(self, text: str) -> str:
        """Return the stems, separated by spaces."""
        ...


class CachedStemmer:
    """Keeps the stems of frequent words for a minute.

    Parameters
    ----------
    normalize
        Returns a text in lower case, without other signs than letters, digits, spaces and hyphens.
    stemmer
        Stems a word.
    """

    def __init__(self, normalize: Callable[[str], str], stemmer: Stemmer) -> None:
        self._normalize = normalize
        self._stems = word_cache(stemmer.stem)

    def stem(self, text: str) -> str:
        """Return the stems of the words of a text, separated by spaces."""
        self._stems.empty_if_old()
        return " ".join(map(self._stems.__getitem__, self._normalize(text).split(" ")))


class StemmerFactory:
    """Gives a stemmer that was made before."""

    def __init__(self, stemmer: CachedStemmer) -> None:
        self._stemmer = stemmer

    def create_stemmer(self, isDev: bool = False) -> CachedStemmer:
        """Return the stemmer."""
        del isDev
        return self._stemmer
