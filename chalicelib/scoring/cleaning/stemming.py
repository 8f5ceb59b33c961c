"""Stem the tokens of a text, and keep the stems of frequent words for a minute.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Callable, Iterable
from functools import partial

from chalicelib.scoring.word_cache import word_cache
from chalicelib.strict_json import Record

PORTER = "porter"
SNOWBALL_ENGLISH = "snowball-english"
STEMMERS = (PORTER, SNOWBALL_ENGLISH)
MAX_EXCEPTIONS = 10_000

TokenStep = Callable[[Iterable[str]], Iterable[str]]


def read_stemmer(record: Record) -> TokenStep:
    """Take the fields "stemmer", "variant" and "except", and return the step."""
    compute = _stem_of(record)
    if "except" in record.fields():
        compute = partial(_unless_listed, frozenset(record.texts("except", 1, MAX_EXCEPTIONS)),
                          compute)  # fmt: skip
    stems = word_cache(compute)

    def stem_all(tokens: Iterable[str]) -> Iterable[str]:
        stems.empty_if_old()
        return map(stems.__getitem__, tokens)

    return stem_all


def _stem_of(record: Record) -> Callable[[str], str]:
    if record.text("stemmer", STEMMERS) == PORTER:
        from chalicelib.scoring.cleaning.porter import VARIANTS, porter_stem

        return partial(porter_stem, variant=record.text("variant", VARIANTS))
    from chalicelib.scoring.cleaning.snowball_english import snowball_stem

    return snowball_stem


def _unless_listed(words: frozenset[str], compute: Callable[[str], str], word: str) -> str:
    """Return a listed word in lower case, as NLTK does with `ignore_stopwords`."""
    lower = word.lower()
    return lower if lower in words else compute(word)
