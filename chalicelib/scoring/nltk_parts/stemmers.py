"""Stemmers of NLTK's by their language, as NLTK's classes make them.

The stemmers themselves are cut out of the author's own NLTK by `export`. Standard library only,
see `chalicelib.scoring.artifact`.
"""

from collections.abc import Callable, Mapping
from typing import Protocol


class Stemmer(Protocol):
    """Gives the stem of a word."""

    def stem(self, token: str) -> str:
        """Return the stem of a word."""
        ...


def stemmers_by_language(
    stemmers: Mapping[str, Stemmer], unless_stop_words: Mapping[str, Stemmer]
) -> Callable[..., Stemmer]:
    """Return what NLTK's class `SnowballStemmer` is called by.

    Parameters
    ----------
    stemmers
        The stemmers by language.
    unless_stop_words
        Those that leave stop words as they are.
    """

    def snowball_stemmer(language: str, ignore_stopwords: bool = False) -> Stemmer:
        known = unless_stop_words if ignore_stopwords else stemmers
        if language not in known:
            raise ValueError(f"found {language!r}; expected one of {[*known]}")
        return known[language]

    return snowball_stemmer


def stemmers_of_language(
    stemmer: Stemmer, unless_stop_words: Stemmer | None = None
) -> Callable[..., Stemmer]:
    """Return what a class of NLTK's such as `GermanStemmer` is called by."""

    def language_stemmer(ignore_stopwords: bool = False) -> Stemmer:
        found = unless_stop_words if ignore_stopwords else stemmer
        if found is None:
            raise ValueError("expected the argument 'ignore_stopwords' by its name")
        return found

    return language_stemmer
