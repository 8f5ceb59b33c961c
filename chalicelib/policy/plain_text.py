"""A text as it is compared with the entries of a list: folded, without what a reader cannot see."""

import re
import unicodedata

from chalicelib.explain.display_words import display_words

_MAX_GROWTH = 4
"""A character whose compatibility form is longer stays: one ligature stands for 18 letters."""

_WITHOUT_GLYPH = frozenset({"Cc", "Cf", "Co", "Cs"})
"""Unicode's categories of controls, format characters, private use and surrogates."""

# Joiners, fillers and variation selectors; Unicode counts them as marks or letters.
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)

# They have no glyph, and many programs show a space; a zero-width space (U+200B) ends a word.
_FILLERS = re.compile("[\u034f\u115f\u1160\u3164\u200b\uffa0]++")
_BRAILLE_BLANK = "\u2800"

# What phones and word processors type in place of ASCII's signs.
_TYPED = {
    "\u2018": "'",
    "\u2019": "'",
    "\u02bc": "'",
    "\u201c": '"',
    "\u201d": '"',
} | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")

_CONTROLS = {
    code: None for code in range(0x80) if not (chr(code).isprintable() or chr(code).isspace())
}

# As `chalicelib.mail.visible_text` marks it.
_HIDDEN = re.compile(r"\[hidden: [^\]]*+\] ?")

# For ASCII, this finds what `display_words` finds.
_ASCII_WORDS = re.compile(r"\w+|\S")


def plain_text(text: str) -> str:
    r"""Return a text as it is compared: in NFKC, without case and without invisible characters.

    Typographic quotation marks and dashes are those of ASCII.

    >>> plain_text("\uff26REE Stra\u00dfe Gr\u00fc\u00ad\u200b\u00dfe")
    'free strasse grüsse'
    """
    if text.isascii():
        return (text if text.isprintable() else text.translate(_CONTROLS)).lower()
    forms = {ord(char): _form(char) for char in set(text) if not char.isascii()}
    return unicodedata.normalize("NFC", text.translate(forms).casefold())


def readings(text: str) -> list[str]:
    r"""Return a text as it is compared; if it has fillers, also with each of them as a space.

    >>> readings("Free"), readings("pri\u3164ze"), readings("free\u3164prize")
    (['free'], ['prize', 'pri ze'], ['freeprize', 'free prize'])
    """
    if text.isascii() or not _FILLERS.search(text):
        return [plain_text(text)]
    return [plain_text(text), plain_text(_FILLERS.sub(" ", text))]


def without_hidden(plain: str) -> str:
    """Return a text of a mail without what its reader does not see.

    >>> without_hidden("claim [hidden: see you] your prize")
    'claim your prize'
    """
    return _HIDDEN.sub("", plain) if "[hidden: " in plain else plain


def _form(char: str) -> str:
    if char == _BRAILLE_BLANK:
        return " "
    if char in _TYPED:
        return _TYPED[char]
    ignorable = unicodedata.category(char) in _WITHOUT_GLYPH and not char.isspace()
    if ignorable or _IGNORABLE.match(char):
        return ""
    form = unicodedata.normalize("NFKC", char)
    return form if len(form) <= _MAX_GROWTH else char


def words_of(plain: str) -> list[str]:
    """Return the words and signs of a plain text.

    >>> words_of("cash-prize: £500!"), words_of("你好")
    (['cash', '-', 'prize', ':', '£', '500', '!'], ['你', '好'])
    """
    if plain.isascii():
        return _ASCII_WORDS.findall(plain)
    return [plain[start:end] for start, end in display_words(plain)]
