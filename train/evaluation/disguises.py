"""The characters that spam is disguised with: other forms of Latin letters, and unseen ones.

They come from Unicode's names and from its data of confusable characters, not from what the default
recipe undoes.
"""

import unicodedata
from string import ascii_letters, ascii_lowercase, ascii_uppercase

from train.recipes.homoglyphs import CYRILLIC_AND_GREEK, confusables


def _run(first: str, last: str) -> str:
    return "".join(map(chr, range(ord(first), ord(last) + 1)))


ZERO_WIDTH = "\u200b\u200c\u200d\u2060\u00ad"
"""Zero-width space, non-joiner and joiner, word joiner, soft hyphen."""

DIRECTIONS = "\u061c\u200e\u200f" + _run("\u202a", "\u202e") + _run("\u2066", "\u2069")
"""Marks, embeddings, overrides and isolates of the direction of text."""

VARIATION_SELECTORS = (
    _run("\u180b", "\u180d") + _run("\ufe00", "\ufe0f") + _run("\U000e0100", "\U000e01ef")
)
TAGS = _run("\U000e0020", "\U000e007e")

FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u206a\u206f\U0001d173"
"""Grapheme joiner, Hangul fillers, vowels that are not drawn, and other ignorable characters."""

CONTROLS = (
    _run("\x00", "\x08") + _run("\x0e", "\x1b") + _run("\x7f", "\x84") + _run("\x86", "\x9f")
    + "\u0600\u06dd\u070f\u08e2" + _run("\ufff9", "\uffff")
    + "\ud800\udfff\ue000\uf8ff\U000f0000\U0010ffff"
)  # fmt: skip
"""Controls, rare format characters, noncharacters, surrogates and characters for private use."""

SPACES = "\xa0\u1680" + _run("\u2000", "\u200a") + "\u202f\u205f\u2800\u3000"
"""Spaces of all widths that Unicode has, no-break spaces, and Braille without a dot."""

SIGNS = "/|+,:;=&#\u2010\u2011\u2013\u2014\u2022\u2024\u2212\u2219\u22c5\u2605\u30fb\uff0e"
"""Slashes, dashes, bullets, stars and dots."""

ACCENTS = "\u0300\u0301\u0302\u0303\u0308\u0323"
"""Grave, acute, circumflex, tilde, diaeresis, dot below."""

ENCLOSING = "\u20dd\u20de\u20df\u20e2\u20e3\u0488"
"""A circle, a square, a diamond, a screen, a keycap, Cyrillic hundred thousands."""


def _alphabets(first: dict[str, str]) -> dict[str, str]:
    """Return the alternatives of each letter from the first letters of alphabets.

    >>> _alphabets({"a": "\uff41"})["c"] == "\uff43"
    True
    """
    return {
        chr(ord(letter) + offset): "".join(chr(ord(start) + offset) for start in starts)
        for letter, starts in first.items()
        for offset in range(26)
    }


def _named(*forms: str) -> dict[str, str]:
    """Return the characters of these names for each letter; `{}` stands for its capital."""
    found = {}
    for letter in ascii_letters:
        chars = "".join(_lookup(form.format(letter.upper())) for form in forms)
        if chars:
            found[letter] = chars
    return found


def _lookup(name: str) -> str:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return ""


_WIDE_AND_BOLD = _alphabets({
    "a": "\uff41\U0001d41a\U0001d5ba\U0001d5ee",
    "A": "\uff21\U0001d400\U0001d5a0\U0001d5d4",
})  # fmt: skip
COMMON = {
    letter: CYRILLIC_AND_GREEK.get(letter, "") + _WIDE_AND_BOLD[letter] for letter in ascii_letters
}
"""Cyrillic, Greek, full-width, bold and sans-serif letters."""

SMALL_CAPITALS = _named("LATIN LETTER SMALL CAPITAL {}")
CIRCLED = _alphabets({"a": "\u24d0\u249c", "A": "\u24b6\U0001f150"})
"""Circled letters; in small also between parentheses, in capitals also white on black."""

SQUARED = _named("SQUARED LATIN CAPITAL LETTER {}", "NEGATIVE SQUARED LATIN CAPITAL LETTER {}")
REGIONAL = _named("REGIONAL INDICATOR SYMBOL LETTER {}")


def look_alikes(*scripts: str) -> dict[str, str]:
    """Return the characters that Unicode says to look like each letter, of some scripts or of all.

    A letter that has none takes those of its other case.
    """
    found: dict[str, str] = {}
    for char, letter in confusables():
        if not scripts or unicodedata.name(char, "").startswith(scripts):
            found[letter] = found.get(letter, "") + char
    for small, capital in zip(ascii_lowercase, ascii_uppercase, strict=True):
        for letter, other in ((small, capital), (capital, small)):
            if letter not in found and other in found:
                found[letter] = found[other]
    return found
