"""Disguises of words: split in two, or hidden among common words of another class."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from random import Random

SPLIT_SHARE = 0.5
LEAST_LETTERS = 4
"""The share of the words of at least four letters that `split_words` splits."""

LETTERS = re.compile(r"[^\W\d_]+")
"""A run of letters: word characters (`\\w`) without digits and the underscore."""


def common_words(texts: Iterable[str], count: int) -> list[str]:
    """Return the most frequent words of two letters or more; ties are in alphabetical order.

    >>> common_words(["See you at 8", "you see me", "I see"], 3)
    ['see', 'you', 'at']
    """
    words = Counter(
        word for text in texts for word in LETTERS.findall(text.lower()) if len(word) > 1
    )
    return sorted(words, key=lambda word: (-words[word], word))[:count]


def pad(text: str, words: Sequence[str], count: int, random: Random) -> str:
    """Append so many of some words, with repetitions; none if there are no words."""
    return " ".join([text, *(random.choice(words) for _ in range(count if words else 0))])


def split_words(text: str, random: Random) -> str:
    """Split a share of the words in two with a space: `pri ze`."""

    def split(word: str) -> str:
        position = random.randrange(2, len(word) - 1)
        return f"{word[:position]} {word[position:]}"

    return disguise_words(text, random, LEAST_LETTERS, split, SPLIT_SHARE)


def disguise_words(
    text: str, random: Random, min_letters: int, disguise: Callable[[str], str], share: float
) -> str:
    """Disguise a share of the words that have at least `min_letters` letters."""

    def replace(match: re.Match[str]) -> str:
        word = match[0]
        if len(word) >= min_letters and random.random() < share:
            return disguise(word)
        return word

    return LETTERS.sub(replace, text)
