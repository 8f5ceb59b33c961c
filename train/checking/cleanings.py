"""Ways in which authors clean texts before the vectorizer, by the words of `export --clean`."""

from collections.abc import Callable, Sequence

from train.export.cleaning.parsing import parse_cleaning
from train.export.cleaning.proof import compiled

CLEANINGS = (
    *("lower", "html=", "links=", "links=url", "emails=", "mentions=", "hashtags=", "accents"),
    *("digits=", "digits= ", "numbers=", "punctuation=", "punctuation= "),
    *("s/[^a-zA-Z]/ /", r"s/[^a-zA-Z\s]//", "s/[^a-zA-Z0-9]/ /", r"s/[^\w\s]//", r"s/[^\w\s]/ /"),
    *("squeeze", "strip", "stop_words=english", "longer=1", "longer=2", "porter", "snowball"),
)
"""Each step of cleaning that is tried, in the order in which they are usually done."""

_LETTERS = ("s/[^a-zA-Z]/ /", r"s/[^a-zA-Z\s]//", "punctuation=", "punctuation= ")
_WORDS = ("stop_words=english", "porter")
RECIPES = (
    *(("lower", only) for only in _LETTERS),
    *(("lower", only, last) for only in _LETTERS for last in _WORDS),
    *(("lower", only, *_WORDS) for only in _LETTERS),
    *(("lower", "links=", only, "squeeze") for only in _LETTERS),
    *(("lower", "links=", "punctuation=", "digits=", *last) for last in ((), _WORDS[:1], _WORDS)),
    *(("lower", "tokens=wordpunct", kept, *_WORDS) for kept in ("keep=alnum", "keep=alpha")),
    ("lower", "punctuation=", "digits="),
    ("lower", *_WORDS),
)
"""Combinations that are common in tutorials."""


def cleaner(steps: Sequence[str]) -> Callable[[str], str]:
    """Return a function that cleans a text by the steps, as the exported model does.

    >>> cleaner(["lower", "punctuation="])("Free!")
    'free'
    """
    return compiled(parse_cleaning(steps)) if steps else str
