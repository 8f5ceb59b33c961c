"""Let `re` take the word characters that the Unicode standard names, as the module `regex` does.

NLTK of late uses `regex`. For it combining marks are word characters and "½" and "²" are not; for
`re` it is the other way round. Here the characters that both see differently are replaced by one
that both see alike, and the matches are cut from the text itself. Standard library only, see
`chalicelib.scoring.artifact`.
"""

import re
import unicodedata

_IN_WORDS, _NOT_IN_WORDS = "\u00aa", "\u00a6"
"""A letter without upper case, and a sign; both stand for other characters."""

_CATEGORIES = {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "Pc"}
_ALPHABETIC_SIGNS = re.compile(
    "[\u200c\u200d\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]"
)
"""The joiners, and the circled and squared letters."""


def with_unicode_words(text: str) -> str:
    r"""Return a text of the same length that `re` divides into words as `regex` divides this one.

    >>> re.findall(r"\w+", "1½ cafe\u0301"), re.findall(r"\w+", with_unicode_words("1½ cafe\u0301"))
    (['1½', 'cafe'], ['1', 'cafeª'])
    """
    seen = [char for char in set(text) if char > "\x7f" or "\x1b" < char < " "]
    return text.translate({ord(char): _stand_in(char) for char in seen}) if seen else text


def _stand_in(char: str) -> str:
    """Return the character itself if both see it alike."""
    known = unicodedata.category(char) in _CATEGORIES or _ALPHABETIC_SIGNS.match(char)
    if known:
        return char if char.isalnum() or char == "_" else _IN_WORDS
    # For `re`, the separators U+001C to U+001F are white space.
    return _NOT_IN_WORDS if char.isalnum() or "\x1b" < char < " " else char
