"""Decode the bytes of a mail, even if their declared encoding is wrong.

Mails are often in a superset of the encoding that they name, and broken in a few bytes: cut by a
program that counts bytes, or joined from several encodings. Standard library only.
"""

import re

from chalicelib.text_codecs import codec_named

SUPERSETS = {
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso2022_jp": "iso2022_jp_ext",
    "iso8859_8": "cp1255",
    "iso8859_9": "cp1254",
    "iso8859_11": "cp874",
    "latin_1": "cp1252",
    "shift_jis": "cp932",
    "tis_620": "cp874",
}
"""What browsers and mail programs read in place of an encoding, by Python's names."""

_ESCAPES = re.compile("[\udc80-\udcff]++")
"""What `surrogateescape` makes of the bytes that it cannot decode."""
_CP1252 = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte)
    for byte in range(0x80, 0x100)
}


def decode(raw: bytes, charset: str) -> str:
    r"""Return the text of bytes: in the superset of their charset, in UTF-8 or in Windows-1252.

    If most of what is not ASCII is right, the few bytes that are not are Windows-1252.

    >>> decode(b"\x93caf\xe9\x94", "iso-8859-1"), decode("été été ".encode() + b"\xe9", "")
    ('“café”', 'été été é')
    """
    named = codec_named(charset)
    codecs = [*dict.fromkeys(filter(None, (SUPERSETS.get(named or "", named), "utf_8")))]
    for codec in codecs:
        try:
            return raw.decode(codec)
        except UnicodeError:
            continue
    for codec in codecs:
        text = _mostly_right(raw, codec)
        if text is not None:
            return text
    return raw.decode("cp1252", "surrogateescape").translate(_CP1252)


def _mostly_right(raw: bytes, codec: str) -> str | None:
    """Return the text if four characters beyond ASCII are right for each wrong place, or None."""
    try:
        text = raw.decode(codec, "surrogateescape")
    except UnicodeError:  # half a character of UTF-16
        return None
    wrong = len(_ESCAPES.findall(text))
    ascii_only = text.encode("ascii", "ignore")
    right = len(_ESCAPES.sub("", text)) - len(ascii_only)
    return text.translate(_CP1252) if 4 * wrong <= right else None
