"""A cache of a block's results for words: words repeat, and a word may be private.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Callable
from typing import TypeVar

from chalicelib.bounded_cache import BoundedCache

MAX_CACHED_WORDS = 20_000
MAX_CACHED_WORD_CHARACTERS = 32
MAX_CACHED_WORD_DIGITS = 6
MAX_CACHED_SECONDS = 60

Result = TypeVar("Result")


def word_cache(compute: Callable[[str], Result]) -> BoundedCache[str, Result]:
    """Return a cache of a function's results for words; it forgets them after a minute."""
    return BoundedCache(
        compute, MAX_CACHED_WORDS, MAX_CACHED_WORD_CHARACTERS, is_private, MAX_CACHED_SECONDS
    )


def is_private(word: str) -> bool:
    """Return whether a word looks like a mail address, or a telephone, card or account number.

    Such a word seldom occurs again, so caching it would save nothing.

    >>> [is_private(word) for word in ("prize", "80123", "4111-1111-1111-1111", "a@example.com")]
    [False, False, True, True]
    """
    if word.isalpha():
        return False
    if "@" in word:
        return True
    most = MAX_CACHED_WORD_DIGITS
    return len(word) > most and sum(map(str.isdigit, word)) > most
