"""How a spammer disguises a message so that a person still reads it, and what gets past a model.

Only letters are disguised: digits stay as they are, because a number that nobody can dial or type
is worth nothing to the sender.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from random import Random

from train.errors import InputError
from train.recipes.homoglyphs import CYRILLIC_AND_GREEK

Attack = Callable[[str, Random, Sequence[str]], str]
"""A text, a source of randomness and common words of ham, to the text in disguise."""

SHARE = 0.5
"""The share of the letters, or of the words, that an attack disguises."""

PADDING_WORDS = 20
LEET = dict(zip("aeiostAEIOST", "431057431057", strict=True))
MARKS = ".-_*~\u00b7"
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\u00ad"
"""Zero-width space, non-joiner and joiner, word joiner, soft hyphen."""

ACCENTS = "\u0300\u0301\u0302\u0303\u0308\u0323"
"""Grave, acute, circumflex, tilde, diaeresis, dot below."""

LETTERS = re.compile(r"[^\W\d_]+")

_ALPHABETS = {"a": (0xFF41, 0x1D41A, 0x1D5BA, 0x1D5EE), "A": (0xFF21, 0x1D400, 0x1D5A0, 0x1D5D4)}
"""Where full-width, mathematical bold, sans-serif and bold sans-serif letters begin."""


def _look_alikes() -> dict[str, str]:
    return {
        chr(ord(first) + offset): CYRILLIC_AND_GREEK.get(chr(ord(first) + offset), "")
        + "".join(chr(start + offset) for start in starts)
        for first, starts in _ALPHABETS.items()
        for offset in range(26)
    }


LOOK_ALIKES = _look_alikes()
"""An ASCII letter to the letters, each a single code point, that are read as it."""


def leetspeak(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Write digits for letters: a as 4, e as 3, i as 1, o as 0, s as 5, t as 7."""
    del ham_words
    return "".join(LEET[c] if c in LEET and random.random() < SHARE else c for c in text)


def look_alikes(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Write letters of other alphabets that look the same."""
    del ham_words
    return "".join(
        random.choice(LOOK_ALIKES[c]) if c in LOOK_ALIKES and random.random() < SHARE else c
        for c in text
    )


def spaces(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Put a space between the letters of words: `f r e e`."""
    del ham_words
    return _in_words(text, random, 3, " ".join)


def dots(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Put a dot or another mark between the letters of words: `f.r.e.e`, `f-r-e-e`."""
    del ham_words
    return _in_words(text, random, 3, lambda word: random.choice(MARKS).join(word))


def zero_width(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Put characters that are not seen between the letters of words."""
    del ham_words
    return _in_words(
        text,
        random,
        2,
        lambda word: "".join(c + random.choice(ZERO_WIDTH) for c in word[:-1]) + word[-1],
    )


def splitting(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Split words in two by a space: `pri ze`."""
    del ham_words

    def split(word: str) -> str:
        at = random.randrange(2, len(word) - 1)
        return f"{word[:at]} {word[at:]}"

    return _in_words(text, random, 4, split)


def padding(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Append common words of ham."""
    chosen = [random.choice(ham_words) for _ in range(PADDING_WORDS)] if ham_words else []
    return " ".join([text, *chosen])


def accents(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Put accents on letters, as precomposed letters where there are such."""
    del ham_words
    return "".join(
        unicodedata.normalize("NFC", c + random.choice(ACCENTS))
        if c in LOOK_ALIKES and random.random() < SHARE
        else c
        for c in text
    )


def _in_words(text: str, random: Random, least: int, disguise: Callable[[str], str]) -> str:
    """Disguise a share of the words that have at least so many letters."""

    def replace(match: re.Match[str]) -> str:
        word = match[0]
        return disguise(word) if len(word) >= least and random.random() < SHARE else word

    return LETTERS.sub(replace, text)


ATTACKS: dict[str, Attack] = {
    "leetspeak": leetspeak,
    "look-alikes": look_alikes,
    "spaces": spaces,
    "dots": dots,
    "zero-width": zero_width,
    "splitting": splitting,
    "padding": padding,
    "accents": accents,
}


def common_words(texts: Iterable[str], count: int) -> list[str]:
    """Return the most frequent words of two letters or more, in alphabetical order among equals.

    >>> common_words(["See you at 8", "you see me", "I see"], 3)
    ['see', 'you', 'at']
    """
    words = Counter(
        word for text in texts for word in LETTERS.findall(text.lower()) if len(word) > 1
    )
    return sorted(words, key=lambda word: (-words[word], word))[:count]


def under_attack(
    predict: Callable[[str], str],
    spam: Sequence[str],
    positive: str,
    ham_words: Sequence[str],
    seed: int,
) -> dict[str, float]:
    """Return the share of the spam texts that is still labelled `positive`, by attack.

    Parameters
    ----------
    predict
        Text to label.
    spam
        Texts whose label is `positive`, none of them trained on.
    positive
        The label that the sender wants to avoid.
    ham_words
        Words for the padding; see `common_words`. They come from texts that were trained on.
    seed
        Each attack starts from it anew, so that none depends on those before it.

    Returns
    -------
    dict
        "none", for the texts as they are, then each of `ATTACKS` in order.

    Raises
    ------
    InputError
        When there is no spam text.
    """
    if not spam:
        raise InputError(f"found no text labelled {positive!r} to disguise; at least 1 is required")
    shares = {"none": _share(predict, spam, positive)}
    for name, attack in ATTACKS.items():
        random = Random(seed)  # noqa: S311 - repeatable, no secret
        shares[name] = _share(predict, [attack(text, random, ham_words) for text in spam], positive)
    return shares


def _share(predict: Callable[[str], str], texts: Sequence[str], positive: str) -> float:
    return sum(predict(text) == positive for text in texts) / len(texts)
