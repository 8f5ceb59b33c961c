"""Find out which languages and options of NLTK's a slice names, so that it brings no other data."""

from collections.abc import Set

PUNKT_LANGUAGES = frozenset(
    {
        *("czech", "danish", "dutch", "english", "estonian", "finnish", "french", "german"),
        *("greek", "italian", "malayalam", "norwegian", "polish", "portuguese", "russian"),
        *("slovene", "spanish", "swedish", "turkish"),
    }
)
"""The languages that NLTK has parameters of Punkt for."""
SNOWBALL_LANGUAGES = frozenset(
    {
        *("arabic", "danish", "dutch", "english", "finnish", "french", "german", "hungarian"),
        *("italian", "norwegian", "porter", "portuguese", "romanian", "russian", "spanish"),
        "swedish",
    }
)
"""What NLTK's `SnowballStemmer` takes for languages."""
OPTION = "ignore_stopwords"
"""The argument of NLTK's stemmers that leaves stop words as they are."""

UNIVERSAL = "universal"
"""The set of tags that NLTK's taggers can be asked for."""


def named_options(source: str) -> set[str]:
    r"""Return the languages and options that a source has as strings, and `ignore_stopwords`.

    >>> named_options("LANGUAGE = 'german'\ngerman_words = 1")
    {'german'}
    """
    strings = {UNIVERSAL} | PUNKT_LANGUAGES | SNOWBALL_LANGUAGES
    found = {each for each in strings if f"'{each}'" in source}
    return found | ({OPTION} if OPTION in source else set())


def only_english(names: Set[str]) -> bool:
    """Return whether a slice with these names needs no other stemmer than the English one."""
    return not names & (SNOWBALL_LANGUAGES - {"english"} | {OPTION})
