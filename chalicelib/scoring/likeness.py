"""An ASCII text in place of any text, for checks that need not know which character stands where.

A letter of any script is like "a", and a dash of any kind is like "!". So what is found in C in an
ASCII text is found in all texts in little more time: in a text that has a pound sign, an emoji or
no Latin letter at all. Standard library only, see `chalicelib.scoring.artifact`.
"""

from _bisect import bisect_right  # the module `bisect` would be a file more to read in each start

from chalicelib.bounded_cache import BoundedCache

_UNSEEN_RANGES = (
    (0x00, 0x08), (0x0E, 0x1B), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x300, 0x36F),
    (0x488, 0x488), (0x489, 0x489), (0x600, 0x605), (0x61C, 0x61C), (0x6DD, 0x6DD), (0x70F, 0x70F),
    (0x890, 0x890), (0x891, 0x891), (0x8E2, 0x8E2), (0x115F, 0x115F), (0x1160, 0x1160),
    (0x17B4, 0x17B4), (0x17B5, 0x17B5), (0x180B, 0x180F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x20D0, 0x20FF), (0x3164, 0x3164),
    (0xD800, 0xF8FF), (0xFDD0, 0xFDEF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFF), (0x110BD, 0x110BD), (0x110CD, 0x110CD), (0x13430, 0x1343F),
    (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF), (0xF0000, 0x10FFFF),
)  # fmt: skip
UNSEEN = (
    "["
    + "".join(
        f"{ascii(chr(first))[1:-1]}-{ascii(chr(last))[1:-1]}" for first, last in _UNSEEN_RANGES
    )
    + "]"
)
"""What a reader does not see, or sees as a mark on the letter before.

These are Unicode's `Default_Ignorable_Code_Point` (zero-width characters, controls of direction,
variation selectors, tags, fillers); the other control and format characters, but for white space;
surrogates, private use and, in the first plane, noncharacters and U+FFFD; and the combining marks
that belong to no script: accents and enclosing marks. Vowel signs of Arabic, Hindi or Thai belong
to their script.
"""
UNSEEN_LIKE = "\x7f"
"""What a character beyond ASCII is like that a reader does not see."""
SHORT, LONG, MANY = 40, 500, 50
MOST_CACHED = 5000

_ASCII = bytes(range(0x80))
_LATER_BYTES = bytes(range(0x80, 0xC0))
"""The bytes of UTF-8 that follow the first byte of a character."""
_LETTERS = _ASCII.ljust(256, b"a")


def is_unseen(char: str) -> bool:
    r"""Return whether `UNSEEN` matches a character; compiling the pattern takes longer.

    >>> is_unseen("\u200b"), is_unseen("a")
    (True, False)
    """
    number = bisect_right(_UNSEEN_RANGES, (ord(char), 0x110000))
    return number > 0 and ord(char) <= _UNSEEN_RANGES[number - 1][1]


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


def lowered(text: str) -> str:
    """Return the result of `text.lower()`.

    A long text takes half of the time if all its capital letters are in ASCII.
    """
    if len(text) < LONG or text.isascii():
        return text.lower()
    raw = text.encode("utf-8", "surrogatepass")
    found = {*raw.translate(None, _ASCII).decode("utf-8", "surrogatepass")}
    if len(found) > MANY or any(char != char.lower() for char in found):
        return text.lower()
    return raw.lower().decode("utf-8", "surrogatepass")


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
    if is_unseen(char):
        return UNSEEN_LIKE
    if char.isdecimal():
        return "0"
    if char.isalnum():
        return "a"
    if char.isspace():
        return " "
    return {"\u00a3": "$", "\u20ac": "$", "\u00b7": "-"}.get(char, "!")


_LIKE = BoundedCache(_like, MOST_CACHED, 1)
