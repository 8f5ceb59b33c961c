"""Recognize encodings that write other letters in bytes of ASCII: ISO-2022 and UTF-7."""

import binascii
import codecs
import re

from train.corpus.telling import Tell
from train.errors import InputError

ESCAPE = b"\x1b$"
KOREAN = b"\x1b$)C"
JAPANESE = ("iso2022_jp_ext", "iso2022_jp_2")
UTF_7 = re.compile(rb"\+([A-Za-z0-9+/]{3,})-?")
LEAST = 3
MOST_OTHERS = 0.1
"""UTF-7 has this many sequences of letters at least, and at most this share of others."""
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
    if b"+" in raw and raw.isascii() and (found := _utf_7_sequence(raw)):
        raise InputError(
            f"{name}: looks like UTF-7: {found}; --encoding utf-7 reads it so, --encoding utf-8 as "
            "it is"
        )
    return None


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
