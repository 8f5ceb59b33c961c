"""Tell the Western encodings of the Macintosh and of MS-DOS, which Excel offers, from cp1252."""

import re

OLD = ("mac_roman", "cp850")
WESTERN = "cp1252"
IN_WORD = re.compile(r"(?<=[a-z])([^\x00-\x7f])([a-z]?)")
SIGNS = b"\x82\x83\x84\x87\x88\x89\x8b\x98\xa1\xa2\xa3\xa4\xa5\xa6\xa8\xac\xaf\xd7\xf7\xbf"
AFTER_LETTER = frozenset(SIGNS.decode(WESTERN) + "\ufffd")
"""What follows a small letter in no language: cp1252 has them for letters of the others."""
BETWEEN_LETTERS = AFTER_LETTER | frozenset(b"\x86\x91\x93\x94\x95\x9b".decode(WESTERN))
"""What is between small letters in no language: also double quotes and daggers."""
LEAST = 2
SHARE = 0.25
FAR_FEWER = 10


def old_encoding(sample: bytes) -> str | None:
    """Return the encoding of an old machine if cp1252 has capitals and signs within words.

    >>> [old_encoding("un café très foncé".encode(codec)) for codec in (*OLD, WESTERN)]
    ['mac_roman', 'cp850', None]
    """
    faults, letters = _faults(sample, WESTERN)
    if faults < LEAST or faults < SHARE * letters:
        return None
    best = min(OLD, key=lambda codec: _faults(sample, codec)[0])
    return best if FAR_FEWER * _faults(sample, best)[0] <= faults else None


def _faults(sample: bytes, codec: str) -> tuple[int, int]:
    """Return how many characters behind a small letter cannot be there, and how many there are."""
    found = IN_WORD.findall(sample.decode(codec, "replace"))
    faults = sum(
        character.isupper() or character in (BETWEEN_LETTERS if following else AFTER_LETTER)
        for character, following in found
    )
    return faults, len(found)
