"""Recognize encodings that write other letters in bytes of ASCII: ISO-2022, HZ and UTF-7."""

import binascii
import codecs
import re

from train.corpus.telling import Tell
from train.errors import InputError

ESCAPE = b"\x1b$"
KOREAN = b"\x1b$)C"
JAPANESE = ("iso2022_jp_ext", "iso2022_jp_2")
UTF_7 = re.compile(rb"\+([A-Za-z0-9+/]{3,})-?")
HZ = re.compile(rb"~\{((?:[\x21-\x77][\x21-\x7e])+)~\}")
"""Chinese letters between `~{` and `~}`, two bytes of GB 2312 each (RFC 1843)."""
COMMON_HZ = range(0x21, 0x58)
"""The first bytes of signs and of the frequent letters of GB 2312; `a` to `z` are higher."""
LEAST = 3
MOST_OTHERS = 0.1
"""HZ has this many letters at least, UTF-7 this many sequences of letters and at most this share of
others."""
BEYOND_ALPHABETS = "\u2e80"
"""A sequence that may be a word or a number, such as `+new`, is no Chinese."""


def seven_bit_codec(name: str, raw: bytes, tell: Tell) -> str | None:
    """Return the encoding of the first or all bytes of a file, or None if they have none of these.

    Raises
    ------
    InputError
        If the bytes look like UTF-7, which may be a coincidence.
    """
    if ESCAPE in raw:
        candidates = ("iso2022_kr",) if KOREAN in raw else JAPANESE
        codec = next((each for each in candidates if _fits(raw, each)), None)
        if codec is not None:
            shown = codec.replace("_", "-").upper()
            tell(f"{name}: read as {shown}, by its escapes; --encoding chooses another")
        return codec
    if raw.isascii() and _is_hz(raw):
        tell(f"{name}: read as HZ, by its escapes; --encoding chooses another")
        return "hz"
    if b"+" in raw and raw.isascii() and (found := _utf_7_sequence(raw)):
        raise InputError(
            f"{name}: looks like UTF-7: {found}; --encoding utf-7 reads it so, --encoding utf-8 as "
            "it is"
        )
    return None


def _is_hz(raw: bytes) -> bool:
    """Return whether all that is between `~{` and `~}` is Chinese, mostly of frequent letters.

    >>> _is_hz("你好吗".encode("hz")), _is_hz(b"~{ hello ~}"), _is_hz(b"~{wow~} ~{hehe~}")
    (True, False, False)
    """
    first = b"".join(letters[::2] for letters in HZ.findall(raw))
    common = sum(byte in COMMON_HZ for byte in first)
    return len(first) >= LEAST and common > len(first) / 2 and _fits(raw, "hz")


def _fits(raw: bytes, codec: str) -> bool:
    try:
        codecs.getincrementaldecoder(codec)().decode(raw)
    except UnicodeDecodeError:
        return False
    return True


def _utf_7_sequence(raw: bytes) -> str:
    """Return the first sequence of UTF-7 for letters, if most of those that may be one are."""
    found = [match[0] for match in UTF_7.finditer(raw)]
    letters = [each for each in found if _is_of_letters(each)]
    is_utf_7 = len(letters) >= LEAST and len(found) - len(letters) <= MOST_OTHERS * len(found)
    return letters[0].decode() if is_utf_7 else ""


def _is_of_letters(sequence: bytes) -> bool:
    """Return whether a sequence is letters beyond ASCII in UTF-16, and the rest of its bits zero.

    >>> _is_of_letters(b"+AOk-"), _is_of_letters(b"+letters-"), _is_of_letters(b"+new")
    (True, False, False)
    """
    base64 = sequence.strip(b"+-")
    size = len(base64) * 6 // 16 * 2
    padded = binascii.a2b_base64(base64 + b"A" * (-len(base64) % 4))
    if any(padded[size:]):
        return False
    text = padded[:size].decode("utf-16-be", "replace")
    is_word = base64.islower() or base64.isupper() or base64.isdigit()
    if is_word and max(text) >= BEYOND_ALPHABETS:
        return False
    return "\ufffd" not in text and all(
        not character.isascii() and character.isprintable() for character in text
    )
