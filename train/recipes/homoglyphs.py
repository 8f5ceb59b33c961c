"""Homoglyphs: characters that look like Latin letters or a space, each with what it looks like."""

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

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

BRAILLE_BLANK = "\u2800"
"""Braille without a dot looks like a space, but Unicode does not count it as one."""

LOOK_ALIKE_SCRIPTS = frozenset({
    "ARMENIAN", "CANADIAN", "CARIAN", "CHEROKEE", "COPTIC", "CYRILLIC", "DESERET", "ELBASAN",
    "GREEK", "LATIN", "LISU", "LYCIAN", "MATHEMATICAL", "MIAO", "OLD", "OSAGE", "RUNIC", "TIFINAGH",
    "WARANG",
})  # fmt: skip
"""The first words of the names of characters whose confusable is their reading in a disguise.

Unicode's data also has letters of scripts that look like Latin only in a few places, such as Arabic
alef and `l`. A text in such a script would lose letters, and nobody can disguise a word with them.
"""

_LAST = 0x30000
_NAMED = re.compile(
    r"LATIN LETTER SMALL CAPITAL ([A-Z])"
    r"|(?:NEGATIVE |CROSSED NEGATIVE |CROSSING NEGATIVE )?(?:CIRCLED|SQUARED|PARENTHESIZED) "
    r"LATIN (SMALL|CAPITAL) LETTER ([A-Z])"
    r"|REGIONAL INDICATOR SYMBOL LETTER ([A-Z])"
    r"|LATIN (SMALL|CAPITAL) LETTER ([A-Z]) WITH .*"
)
"""Names of characters that are drawn around or from one Latin letter."""


def homoglyph_map() -> dict[str, str]:
    r"""Return each character that is read as a Latin letter, with that letter, and one as a space.

    The map holds `BRAILLE_BLANK` and the characters

    - whose compatibility decomposition (Unicode, NFKD), without combining characters, is one Latin
      letter: accented, full-width and mathematical letters;
    - whose Unicode names say that they are a Latin letter in another form: small capitals, circled
      and squared letters, regional indicators, letters with a stroke or a hook;
    - of `CYRILLIC_AND_GREEK`;
    - that Unicode's data of confusable characters (Unicode Technical Standard 39) says to look like
      one Latin letter, if they belong to `LOOK_ALIKE_SCRIPTS`.

    Both cases of a letter of the last two are in the map, so that a Russian word keeps one form
    whether or not it starts a sentence. Greek nu is the exception: it looks like N in upper case
    and like v in lower case.

    >>> letters = homoglyph_map()
    >>> [letters[char] for char in "\u00e9\uff46\u0430\u0422\u0442\u1d00\U0001f170\u0578"]
    ['e', 'f', 'a', 'T', 't', 'A', 'A', 'n']
    """
    return _letters() | {BRAILLE_BLANK: " "}


def confusables() -> Iterator[tuple[str, str]]:
    """Yield each character that Unicode says to look like one Latin letter, with that letter."""
    # Imported as data, because the package's own functions read it from disk at each import.
    data = files("confusable_homoglyphs").joinpath("confusables.json").read_text("utf-8")
    for char, others in json.loads(data).items():
        if len(char) == 1 and not char.isascii():
            for other in others:
                if other["c"].isascii() and other["c"].isalpha() and len(other["c"]) == 1:
                    yield char, other["c"]


@cache
def _letters() -> dict[str, str]:
    forms = ((char, _latin_form(char)) for char in map(chr, range(0x80, _LAST)))
    letters = {char: letter for char, letter in forms if letter}
    for letter, others in CYRILLIC_AND_GREEK.items():
        letters |= dict.fromkeys(others, letter)
    pairs = [(char, letter) for letter, others in CYRILLIC_AND_GREEK.items() for char in others]
    pairs += confusables()
    for char, letter in pairs:
        if unicodedata.name(char, "").split(" ")[0] not in LOOK_ALIKE_SCRIPTS:
            continue
        letters.setdefault(char, letter)
        for other, cased in ((char.lower(), letter.lower()), (char.upper(), letter.upper())):
            if len(other) == 1 and not other.isascii():
                letters.setdefault(other, cased)
    return letters


def _latin_form(char: str) -> str:
    """Return the Latin letter that a character is a form of, or nothing."""
    letter = _base(char) if unicodedata.decomposition(char) else ""
    if len(letter) == 1 and letter.isascii() and letter.isalpha():
        return letter
    named = _NAMED.fullmatch(unicodedata.name(char, ""))
    return _cased(*named.groups()) if named else ""


def _cased(small_capital: str, case: str, enclosed: str, regional: str, *marked: str) -> str:
    """Return the letter that a name of `_NAMED` says; its case tells nothing but for two forms."""
    letter = small_capital or enclosed or regional or marked[1]
    return letter.lower() if "SMALL" in (case, marked[0]) else letter


def _base(char: str) -> str:
    decomposed = unicodedata.normalize("NFKD", char)
    return "".join(part for part in decomposed if not unicodedata.combining(part))
