"""Split a text into display words: words, signs, and single characters of unspaced scripts.

Unlike an analyzer's tokens, display words do not depend on the model. Every character that is not
white space belongs to exactly one of them. Combining marks and emoji joiners stay with their base
character. Unicode's own segmentation (UAX 29) needs tables that the standard library does not have;
this module approximates it by general categories. Standard library only, see
`chalicelib.scoring.artifact`.
"""

import re
import unicodedata

SPACE, MARK, FLAG, SIGN, WORD, ALONE = range(6)

_JOINER = "\u200d"
_MARKS = {"Mn", "Mc", "Me", "Cf"}
_ATTACHED = re.compile("[\u0e33\u0eb3\uff9e\uff9f\U0001f3fb-\U0001f3ff]")
"""Vowels, sound marks and skin tones: they attach to the character before them."""

_FLAG_LETTER = re.compile("[\U0001f1e6-\U0001f1ff]")
_UNSPACED = re.compile(
    "[\u0e00-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u1b00-\u1b7f"
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c"
    "\u3041-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\ua4cf"
    "\ua980-\ua9ff\uaa60-\uaadf\uf900-\ufaff\uff66-\uff9d\U00016fe0-\U0001b2ff"
    "\U00020000-\U0003ffff]"
)
"""Scripts without spaces between words.

Thai, Lao, Tibetan, Myanmar, Khmer, Tai, Balinese, Javanese, Han, kana, Bopomofo, Yi, Tangut.
"""


def display_words(text: str) -> list[tuple[int, int]]:
    r"""Return start and end, in code points, of each display word, in order.

    >>> display_words("Cafe\u0301 \u4f60\u597d!")
    [(0, 5), (6, 7), (7, 8), (8, 9)]
    """
    kinds = {char: _kind(char) for char in set(text)}
    words: list[tuple[int, int]] = []
    start, open_kind = 0, SPACE
    for number, char in enumerate(text):
        kind = kinds[char]
        if not _continues(open_kind, kind, text[number - 1 : number]):
            _close(words, open_kind, start, number)
            start, open_kind = number, kind
        elif kind == FLAG:
            open_kind = SIGN  # a flag has two letters; a third letter starts the next flag
    _close(words, open_kind, start, len(text))
    return words


def _kind(char: str) -> int:
    if char.isspace():
        return SPACE
    if unicodedata.category(char) in _MARKS or _ATTACHED.match(char):
        return MARK
    if _FLAG_LETTER.match(char):
        return FLAG
    if not char.isalnum() and char != "_":
        return SIGN
    return ALONE if _UNSPACED.match(char) else WORD


def _continues(open_kind: int, kind: int, before: str) -> bool:
    """Return whether a character of a kind continues the open word or the open white space."""
    if SPACE in (open_kind, kind):
        return open_kind == kind
    if kind == MARK:
        return True
    return open_kind == kind and (kind in (WORD, FLAG) or (kind == SIGN and before == _JOINER))


def _close(words: list[tuple[int, int]], open_kind: int, start: int, end: int) -> None:
    if open_kind != SPACE:
        words.append((start, end))
