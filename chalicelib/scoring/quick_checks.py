"""Tell quickly that a pattern of the default recipe has no match in a text.

Most texts have neither a link nor a word that is spelt out, but each pattern tries every character,
and together the patterns take a sixth of the time to score a text. A quick check looks for what
every match has, in a few calls in C. It may be wrong in one direction only: if it says no, there is
no match. A model may have other patterns; those are always tried. A check is given the likeness of
a text, which is in ASCII, see `chalicelib.scoring.likeness`. Standard library only, see
`chalicelib.scoring.artifact`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from chalicelib.scoring.likeness import UNSEEN, is_unseen

_LETTER, _SIGN, _BREAK = r"[^\W\d_]", r"[^\W_]", r"[\W_]"
_APOSTROPHE = r"['\u2018\u2019]"
_VOWEL_SIGN = r"[\u0300-\u1fff\u2de0-\u2dff\ua66f-\uabff\U00010a00-\U0001e8ff]"
_OTHER = rf"{_BREAK}(?<!\s)(?<!{_APOSTROPHE})"
_GAP = rf"(?:(\s)|({_APOSTROPHE})|{_OTHER}(?<![^A-Za-z]{_VOWEL_SIGN}))"
_GAP_ALIKE = rf"(?(1)\s|(?(2){_APOSTROPHE}|{_OTHER}))"
SPELT_OUT = (
    f"{_GAP}(?:(?<={_LETTER}{_BREAK})(?<!{_SIGN}{_LETTER}{_BREAK})"
    f"(?={_LETTER}{_GAP_ALIKE}{_LETTER}(?!{_SIGN}))"
    f"|(?<={_LETTER}{_GAP_ALIKE}{_LETTER}{_BREAK})(?<!{_SIGN}{_LETTER}{_BREAK}{_LETTER}{_BREAK})"
    f"(?={_LETTER}(?!{_SIGN})))"
)
"""The gaps between three or more single letters: `f r e e`, `f.r.e.e`, but not `r u ok`."""
# A gap is white space or a sign, but no vowel sign after a letter of another script. The gaps of a
# word are all white space, all apostrophes or all other signs: those of `I'm a` and `T&C's` stay,
# and so does the space of `f.r.e.e n.o.w`.
# The pattern matches one gap and looks around it. A single letter has no letter or digit next to
# it.
#
#     f r e e
#      ^         first alternative: a single letter before the gap (f), two after it (r and e)
#        ^       second alternative: two single letters before the gap (f and r), one after it (e)
#          ^     second alternative again (r and e before the gap, e after it)
#
# In `r u ok` both gaps stay: only one single letter follows the first, and none follows the second.
LINK = r"(?:https?://|www\.)\S+|(?<![\w-])[\w-]+\.(?:com|net|org|info|biz|tv|(?:co\.)?uk)\b\S*"
PENCE = r"\b\d+(?:\.\d+)?\s?(?:p|pence|ppm)\b"

MONEY = r"[£$€]\s?\d[\d,.]*"
DIGIT = r"\d"

SINGLE_LETTERS = b" a a a "
"""Three single letters with nothing but gaps around them, see `spelling_of`."""

LONG_TEXT = 500
"""The characters above which a text is searched near the signs of matches only."""

IN_LINKS = ("://", "www.", ".com", ".net", ".org", ".info", ".biz", ".tv", ".uk")
_DOMAIN_STARTS = "bcinotu"
"""The letters that follow the dots of `IN_LINKS`."""


def _classes(class_of: Callable[[str], str | None]) -> bytes:
    """Return a table that maps each ASCII character to the letter of its class, or to x."""
    return bytes(ord(class_of(chr(code)) or "x") for code in range(128)).ljust(256, b"x")


_SPELLING = _classes(lambda char: "0" if char.isdigit() else "a" if char.isalpha() else " ")


def _sign(char: str) -> str | None:
    if char.isdigit():
        return "0"
    if char.isspace():
        return " "
    if char in _DOMAIN_STARTS:
        return "d"
    return char if char in "p$.:/w" else "u" if is_unseen(char) else None


_SIGNS = _classes(_sign)
_ZEROS = bytes.maketrans(b"123456789", b"000000000")


def signs_of(like: str) -> bytes:
    """Return one letter for each character of a likeness, as the checks need it.

    >>> signs_of("50p, or $1.")
    b'00px dx $0.'
    """
    return like.encode("ascii").translate(_SIGNS)


def spelling_of(like: str) -> bytes:
    """Return the class of each character of a likeness with a space on both sides.

    The classes are a letter, a digit and everything else, which may be a gap of `SPELT_OUT`.

    >>> spelling_of("a f-r-e-e, 5")
    b' a a a a a  0 '
    """
    return f" {like} ".encode("ascii").translate(_SPELLING)


def _may_be_spelt_out(like: str, signs: bytes) -> bool:
    return b"u" in signs or SINGLE_LETTERS in spelling_of(like)  # some letters are not seen


def _may_have_link(like: str, signs: bytes) -> bool:
    """Look for a part that every link has."""
    # Few texts have any of these three, and looking for them takes less time than for all parts.
    if b".d" in signs or b"w." in signs or b"://" in signs:
        return any(map(like.__contains__, IN_LINKS))
    return False


_CHECKS: Mapping[str, Callable[[str, bytes], bool]] = {
    UNSEEN: lambda _, signs: b"u" in signs,
    SPELT_OUT: _may_be_spelt_out,
    LINK: _may_have_link,
    MONEY: lambda _, signs: b"$" in signs and b"0" in signs,
    PENCE: lambda _, signs: b"0p" in signs or b"0 p" in signs,
    DIGIT: lambda _, signs: b"0" in signs,
}
"""For each pattern, whether a text with this likeness and these signs may have a match."""


def has_check(pattern: str) -> bool:
    """Return whether there is a quick check for a pattern."""
    return pattern in _CHECKS


def may_match(pattern: re.Pattern[str], like: str, signs: bytes) -> bool:
    """Return False only if a pattern, compiled without flags, has no match in a text.

    `like` is the text's likeness, and `signs` is `signs_of(like)`.

    >>> link, texts = re.compile(LINK), ("see www.example.com", "a.common word", "no, dots")
    >>> [may_match(link, text, signs_of(text)) for text in texts]
    [True, True, False]
    """
    check = _CHECKS.get(pattern.pattern)
    return check is None or check(like, signs)


_NEEDED: Mapping[str, frozenset[bytes]] = {
    UNSEEN: frozenset((b"u",)),
    SPELT_OUT: frozenset((b"u",)),
    LINK: frozenset((b"://", b"w.", b".d")),
    MONEY: frozenset((b"0",)),
    PENCE: frozenset((b"0",)),
    DIGIT: frozenset((b"0",)),
}
"""For each pattern, the signs to look for: a text with a match has at least one of them.

A spelt-out word may have none, so it is looked for in another way, too.
"""


def no_match_check(patterns: Iterable[re.Pattern[str]]) -> Callable[[str], bool] | None:
    """Return a function that says yes only to likenesses of texts that none of the patterns match.

    It takes less time than a check of each pattern. Without a quick check of each there is none.

    >>> check = no_match_check(map(re.compile, (LINK, DIGIT)))
    >>> [check(text) for text in ("see you", "see www.example.com", "at 7")]
    [True, False, False]
    """
    texts = {pattern.pattern for pattern in patterns}
    if not texts <= _NEEDED.keys():
        return None
    needed = frozenset().union(*map(_NEEDED.__getitem__, texts))
    return partial(_cannot_match, sorted(needed), SPELT_OUT in texts)


def _cannot_match(needed: Sequence[bytes], may_be_spelt_out: bool, like: str) -> bool:
    signs = like.encode("ascii").translate(_SIGNS)
    for sign in needed:
        if sign in signs:
            return False
    return not (may_be_spelt_out and SINGLE_LETTERS in spelling_of(like))


def substituted(pattern: re.Pattern[str], replacement: str, text: str, count: int) -> str:
    """Replace up to `count` matches, or all if it is 0; replace digits of ASCII by zeros in C.

    >>> substituted(re.compile(DIGIT), "0", "07123 a", 0)
    '00000 a'
    """
    digits = replacement == "0" and pattern.pattern == DIGIT and text.isascii()
    if digits and (count == 0 or count >= len(text)):
        return text.encode("ascii").translate(_ZEROS).decode("ascii")
    if len(text) > LONG_TEXT:
        # Imported here because few texts need it.
        from chalicelib.scoring.match_search import replaced_near_signs

        replaced = replaced_near_signs(pattern, replacement, text, count)
        if replaced is not None:
            return replaced
    return pattern.sub(replacement, text, count)
