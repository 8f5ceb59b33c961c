"""Attacks: ways to disguise spam so that a person still reads it but a model may miss it.

Attacks change only letters. Digits stay as they are, because a phone number that nobody can dial
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
"""Takes a text, a source of randomness and common words of ham; returns the disguised text."""

DISGUISED_SHARE = 0.5
"""The share of the letters, or of the words, that an attack disguises."""

PADDING_WORDS = 20
LEET = dict(zip("aeiostAEIOST", "431057431057", strict=True))
MARKS = ".-_*~\u00b7"
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\u00ad"
"""Zero-width space, non-joiner and joiner, word joiner, soft hyphen."""

ACCENTS = "\u0300\u0301\u0302\u0303\u0308\u0323"
"""Grave, acute, circumflex, tilde, diaeresis, dot below."""

LETTERS = re.compile(r"[^\W\d_]+")
"""A run of letters: word characters (`\\w`) without digits and the underscore."""

_ALPHABETS = {"a": (0xFF41, 0x1D41A, 0x1D5BA, 0x1D5EE), "A": (0xFF21, 0x1D400, 0x1D5A0, 0x1D5D4)}
"""The first letter of the full-width, bold, sans-serif and bold sans-serif alphabets."""


def _homoglyphs() -> dict[str, str]:
    # "c" is 2 after "a", so its full-width form is chr(0xFF41 + 2).
    return {
        chr(ord(first) + offset): CYRILLIC_AND_GREEK.get(chr(ord(first) + offset), "")
        + "".join(chr(start + offset) for start in starts)
        for first, starts in _ALPHABETS.items()
        for offset in range(26)
    }


HOMOGLYPHS = _homoglyphs()
"""Maps an ASCII letter to its homoglyphs, each a single code point."""


def leetspeak(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Write digits for letters: 4 for a, 3 for e, 1 for i, 0 for o, 5 for s, 7 for t."""
    del ham_words
    return "".join(LEET[c] if c in LEET and random.random() < DISGUISED_SHARE else c for c in text)


def homoglyphs(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Replace letters by letters of other alphabets that look the same."""
    del ham_words
    return "".join(
        random.choice(HOMOGLYPHS[c]) if c in HOMOGLYPHS and random.random() < DISGUISED_SHARE else c
        for c in text
    )


def spaces(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Put a space between the letters of words: `f r e e`."""
    del ham_words
    return _disguise_words(text, random, 3, " ".join)


def dots(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Put a dot or another mark between the letters of words: `f.r.e.e`, `f-r-e-e`."""
    del ham_words
    return _disguise_words(text, random, 3, lambda word: random.choice(MARKS).join(word))


def zero_width(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Put invisible characters between the letters of words."""
    del ham_words
    return _disguise_words(
        text,
        random,
        2,
        lambda word: "".join(c + random.choice(ZERO_WIDTH) for c in word[:-1]) + word[-1],
    )


def splitting(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Split words in two with a space: `pri ze`."""
    del ham_words

    def split(word: str) -> str:
        position = random.randrange(2, len(word) - 1)
        return f"{word[:position]} {word[position:]}"

    return _disguise_words(text, random, 4, split)


def padding(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Append common words of ham."""
    appended = [random.choice(ham_words) for _ in range(PADDING_WORDS)] if ham_words else []
    return " ".join([text, *appended])


def accents(text: str, random: Random, ham_words: Sequence[str]) -> str:
    """Put accents on letters; letters with accents are precomposed if Unicode has them."""
    del ham_words
    return "".join(
        unicodedata.normalize("NFC", c + random.choice(ACCENTS))
        if c in HOMOGLYPHS and random.random() < DISGUISED_SHARE
        else c
        for c in text
    )


def _disguise_words(
    text: str, random: Random, min_letters: int, disguise: Callable[[str], str]
) -> str:
    """Disguise a share of the words that have at least `min_letters` letters."""

    def replace(match: re.Match[str]) -> str:
        word = match[0]
        if len(word) >= min_letters and random.random() < DISGUISED_SHARE:
            return disguise(word)
        return word

    return LETTERS.sub(replace, text)


ATTACKS: dict[str, Attack] = {
    "leetspeak": leetspeak,
    "homoglyphs": homoglyphs,
    "spaces": spaces,
    "dots": dots,
    "zero-width": zero_width,
    "splitting": splitting,
    "padding": padding,
    "accents": accents,
}


def common_words(texts: Iterable[str], count: int) -> list[str]:
    """Return the most frequent words of two letters or more; ties are in alphabetical order.

    >>> common_words(["See you at 8", "you see me", "I see"], 3)
    ['see', 'you', 'at']
    """
    words = Counter(
        word for text in texts for word in LETTERS.findall(text.lower()) if len(word) > 1
    )
    return sorted(words, key=lambda word: (-words[word], word))[:count]


def caught_under_attack(
    predict: Callable[[str], str],
    spam: Sequence[str],
    positive: str,
    ham_words: Sequence[str],
    seed: int,
) -> dict[str, float]:
    """Return, by attack, the share of the disguised spam that is still labelled `positive`.

    Parameters
    ----------
    predict
        Returns the label of a text.
    spam
        Held-out texts whose label is `positive`.
    positive
        The label that the sender wants to avoid.
    ham_words
        Words to pad with, from the training texts; see `common_words`.
    seed
        Every attack starts from this seed, so that no attack depends on an earlier one.

    Returns
    -------
    dict
        "none" for the texts without a disguise, then each of `ATTACKS` in order.

    Raises
    ------
    InputError
        If there is no spam text.
    """
    if not spam:
        raise InputError(f"found no text labelled {positive!r} to disguise; expected at least 1")
    shares = {"none": _share_caught(predict, spam, positive)}
    for name, attack in ATTACKS.items():
        random = Random(seed)  # noqa: S311 - repeatable, no secret
        disguised = [attack(text, random, ham_words) for text in spam]
        shares[name] = _share_caught(predict, disguised, positive)
    return shares


def _share_caught(predict: Callable[[str], str], texts: Sequence[str], positive: str) -> float:
    return sum(predict(text) == positive for text in texts) / len(texts)
