"""Homoglyphs: letters that look like Latin ones, each with the Latin letter that it looks like."""

import unicodedata
from functools import cache

CYRILLIC_AND_GREEK = {
    "a": "\u0430\u03b1",
    "c": "\u0441\u03f2",
    "d": "\u0501",
    "e": "\u0435",
    "h": "\u04bb",
    "i": "\u0456\u03b9",
    "j": "\u0458\u03f3",
    "o": "\u043e\u03bf",
    "p": "\u0440\u03c1",
    "q": "\u051b",
    "s": "\u0455",
    "v": "\u03bd",
    "w": "\u051d",
    "x": "\u0445",
    "y": "\u0443",
    "A": "\u0410\u0391",
    "B": "\u0412\u0392",
    "C": "\u0421\u03f9",
    "E": "\u0415\u0395",
    "H": "\u041d\u0397",
    "I": "\u0406\u0399",
    "J": "\u0408",
    "K": "\u041a\u039a",
    "M": "\u041c\u039c",
    "N": "\u039d",
    "O": "\u041e\u039f",
    "P": "\u0420\u03a1",
    "S": "\u0405",
    "T": "\u0422\u03a4",
    "X": "\u0425\u03a7",
    "Y": "\u04ae\u03a5",
    "Z": "\u0396",
}
"""Each Latin letter with the Cyrillic and Greek letters that look like it."""

_LAST = 0x30000


def homoglyph_map() -> dict[str, str]:
    r"""Return each character that is read as a Latin letter, with that letter.

    The map holds the characters whose compatibility decomposition (Unicode, NFKD), without
    combining characters, is one Latin letter: accented, full-width and mathematical letters. It
    also holds the characters of `CYRILLIC_AND_GREEK` in both cases, so that a Russian word keeps
    one form whether or not it starts a sentence. Greek nu is the exception: it looks like N in
    upper case and like v in lower case.

    >>> letters = homoglyph_map()
    >>> [letters[char] for char in "\u00e9\uff46\u0430\u0422\u0442"]
    ['e', 'f', 'a', 'T', 't']
    """
    return dict(_letters())


@cache
def _letters() -> dict[str, str]:
    decomposable = filter(unicodedata.decomposition, map(chr, range(0x80, _LAST)))
    letters = {
        char: letter
        for char in decomposable
        if len(letter := _base(char)) == 1 and letter.isascii() and letter.isalpha()
    }
    for letter, others in CYRILLIC_AND_GREEK.items():
        letters |= dict.fromkeys(others, letter)
    for letter, others in CYRILLIC_AND_GREEK.items():
        for other in others:
            letters.setdefault(other.lower(), letter.lower())
            letters.setdefault(other.upper(), letter.upper())
    return letters


def _base(char: str) -> str:
    decomposed = unicodedata.normalize("NFKD", char)
    return "".join(part for part in decomposed if not unicodedata.combining(part))
