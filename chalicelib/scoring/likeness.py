"""An ASCII text in place of any text, for checks that need not know which character stands where.

A letter of any script is like "a", and a dash of any kind is like "!". So what is found in C in an
ASCII text is found in all texts in little more time: in a text that has a pound sign, an emoji or
no Latin letter at all. Standard library only, see `chalicelib.scoring.artifact`.
"""

import re

from chalicelib.bounded_cache import BoundedCache

UNSEEN = (
    r"[\u00ad\u0300-\u036f\u0488\u0489\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\uffa0\ufff0-\ufff8"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What a reader does not see, or sees as a mark on the letter before.

These are Unicode's `Default_Ignorable_Code_Point` (zero-width characters, controls of direction,
variation selectors, tags, fillers) and the combining marks that belong to no script: accents and
enclosing marks. Vowel signs of Arabic, Hindi or Thai belong to their script.
"""
UNSEEN_LIKE = "\x7f"
"""What a character is like that a reader does not see."""
SHORT, MANY = 40, 50
MOST_CACHED = 5000

_ASCII = bytes(range(0x80))
_LATER_BYTES = bytes(range(0x80, 0xC0))
"""The bytes of UTF-8 that follow the first byte of a character."""
_LETTERS = _ASCII.ljust(256, b"a")


def beyond_ascii(text: str) -> str:
    r"""Return the characters of a text beyond ASCII, in their order.

    >>> beyond_ascii("\u00a35 for \u00e9\u00e9")
    '£éé'
    """
    raw = text.encode("utf-8", "surrogatepass")
    return raw.translate(None, _ASCII).decode("utf-8", "surrogatepass")


def few_beyond_ascii(text: str) -> set[str] | None:
    """Return the distinct characters beyond ASCII, or None if looking up each character is faster.

    That is so in a text of less than `SHORT` characters, or with more than `MANY` distinct ones.
    """
    if len(text) < SHORT:
        return None
    found = {*beyond_ascii(text)}
    return found if len(found) <= MANY else None


def likeness(text: str) -> str:
    r"""Return an ASCII text of as many characters, each like the character in its place.

    Beyond ASCII, a decimal digit is like "0", any other letter or number like "a", white space like
    " ", the pound and the euro sign like "$", the middle dot like "-", what a reader does not see
    like `UNSEEN_LIKE`, and everything else like "!".

    >>> likeness("\u00a35 \u2013 caf\u00e9\u00a0ok, see you later")
    '$5 ! cafa ok, see you later'
    """
    if text.isascii():
        return text
    few = few_beyond_ascii(text)
    if few is None:
        return "".join(map(_LIKE.__getitem__, text))
    for char in few:
        instead = _LIKE[char]
        if instead != "a":
            text = text.replace(char, instead)
    return text.encode("utf-8").translate(_LETTERS, _LATER_BYTES).decode("ascii")


def _like(char: str) -> str:
    """Return the ASCII character that a character is like."""
    if char.isascii():
        return char
    if re.match(UNSEEN, char):
        return UNSEEN_LIKE
    if char.isdecimal():
        return "0"
    if char.isalnum():
        return "a"
    if char.isspace():
        return " "
    return {"\u00a3": "$", "\u20ac": "$", "\u00b7": "-"}.get(char, "!")


_LIKE = BoundedCache(_like, MOST_CACHED, 1)
