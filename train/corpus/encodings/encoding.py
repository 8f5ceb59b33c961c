"""Decode bytes to text: byte order marks, UTF-16, UTF-8, else the encoding that fits best.

Latin-1 is never chosen: it gives every byte a meaning, but what people call Latin-1 is Windows'
cp1252, where 0x92 is an apostrophe and not a control character.
"""

import codecs
import re
from collections.abc import Iterable

from train.corpus.encodings.legacy_encoding import SAMPLE_BYTES, WESTERN, detected
from train.corpus.encodings.seven_bit import seven_bit_codec
from train.corpus.telling import Tell, tell_nobody
from train.counted import counted
from train.errors import InputError

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark starts the same way
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UNICODE = tuple(bom for bom, _ in BOMS)
BROKEN_SHARE = 0.05
"""A text whose bytes beyond ASCII are broken UTF-8 no more often than this is UTF-8."""
FEW_NULS = 0.01
"""The share of NUL bytes below which a file is text with faults; UTF-16 has more."""
ESCAPED = re.compile("[\udc80-\udcff]")


def decode(
    name: str, raw: bytes, encoding: str | None, tell: Tell, likely: str | None = None
) -> str:
    """Decode a file.

    Parameters
    ----------
    name
        The file's name in messages.
    encoding
        The encoding to use; None detects it.
    tell
        Is told about any other encoding than UTF-8 without faults.
    likely
        The encoding of other files that belong to it, see `common_encoding`.

    Raises
    ------
    InputError
        If the bytes are not text, or not in the given encoding.
    """
    if encoding is not None:
        return _decode_as(name, raw, encoding)
    for bom, unicode in BOMS:
        if raw.startswith(bom):
            return _with_bom(name, raw, unicode, tell)
    if b"\0" in raw:
        return _with_nul(name, raw, tell)
    if codec := seven_bit_codec(name, raw, tell):
        return raw.decode(codec)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _nearly_utf_8(name, raw, tell) or _legacy(name, raw, tell, likely)


def common_encoding(raws: Iterable[bytes]) -> str | None:
    """Return the encoding that fits those of some files best that are not UTF-8, or None.

    >>> common_encoding(["£5".encode(), "a £5 note".encode("cp1252"), "ça va?".encode("cp1252")])
    'cp1252'
    """
    sample = b""
    for raw in raws:
        if not is_utf_8(raw) and b"\0" not in raw and not raw.startswith(UNICODE):
            lines = [line for line in raw.splitlines() if not line.isascii()]
            sample += b"\n".join([*lines, b""])
        if len(sample) >= SAMPLE_BYTES:
            break
    return detected(sample) if sample else None


def is_utf_8(raw: bytes) -> bool:
    """Return whether bytes are UTF-8 without faults, or say themselves which Unicode they are."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.startswith(UNICODE)
    return b"\0" not in raw


def head_encoding(name: str, head: bytes, encoding: str | None, tell: Tell) -> str:
    """Return the encoding of a file by its first bytes, up to a line's end if it is not whole.

    UTF-8 may have a few bytes that are not, see `decode`, whose other arguments these are.

    Raises
    ------
    InputError
        If the bytes are not text.
    """
    if encoding is not None:
        return encoding
    for bom, unicode in BOMS:
        if head.startswith(bom) and unicode != "utf-8":
            tell(f"{name}: read as {unicode.upper()}, which its byte order mark says")
            return unicode
    if b"\0" in head:
        return _utf_16(name, head, tell, is_whole=False)
    if codec := seven_bit_codec(name, head, tell):
        return codec
    try:
        head.decode("utf-8")
    except UnicodeDecodeError:
        if _nearly_utf_8(name, head, tell_nobody) is None:
            return _legacy_encoding(name, head, tell)
    return "utf-8"


def _decode_as(name: str, raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding).removeprefix("\ufeff")
    except UnicodeError as exc:
        raise InputError(f"{name}: is not in {encoding}: {exc}") from exc


def _with_bom(name: str, raw: bytes, codec: str, tell: Tell) -> str:
    if codec != "utf-8":
        text = _decode_as(name, raw, codec)
        tell(f"{name}: read as {codec.upper()}, which its byte order mark says")
        return text
    rest = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return rest.decode("utf-8")
    except UnicodeDecodeError:
        return _nearly_utf_8(name, rest, tell) or _legacy(name, rest, tell)


def _with_nul(name: str, raw: bytes, tell: Tell) -> str:
    return raw.decode(_utf_16(name, raw, tell))


def _utf_16(name: str, raw: bytes, tell: Tell, *, is_whole: bool = True) -> str:
    """Return which UTF-16 without a byte order mark: ASCII has a zero in each second byte."""
    odd, even = raw[1:SAMPLE_BYTES:2].count(0), raw[:SAMPLE_BYTES:2].count(0)
    if max(odd, even) > 10 * min(odd, even):
        codec = "utf-16-le" if odd > even else "utf-16-be"
        try:
            text = codecs.getincrementaldecoder(codec)().decode(raw, is_whole)
        except UnicodeDecodeError:
            text = "\0"
        if "\0" not in text and "\n" in text:
            tell(f"{name}: read as {codec.upper()}; --encoding chooses another")
            return codec
    line = raw.count(b"\n", 0, raw.index(b"\0")) + 1
    count = raw.count(b"\0")
    few = f"found {counted(count, 'NUL byte')}, no text; remove with: tr -d '\\000'"
    many = "found NUL bytes; expected text in UTF-8; --encoding names another"
    raise InputError(f"{name}: line {line}: {few if count < FEW_NULS * len(raw) else many}")


def _nearly_utf_8(name: str, raw: bytes, tell: Tell) -> str | None:
    """Decode UTF-8 in which a few bytes are cp1252; return None if it is not UTF-8."""
    text = raw.decode("utf-8", "surrogateescape")
    broken = len(ESCAPED.findall(text))
    beyond_ascii = sum(not character.isascii() for character in text)
    first = ESCAPED.search(text)
    if first is None or broken > BROKEN_SHARE * beyond_ascii:
        return None
    line = text.count("\n", 0, first.start()) + 1
    tell(
        f"{name}: read as UTF-8; {counted(broken, 'byte is', 'bytes are')} not, the first in line "
        f"{line}: read as cp1252"
    )
    return unescaped(text)


def unescaped(text: str) -> str:
    """Return a text decoded with `surrogateescape`, its bytes that had no meaning as cp1252."""
    return ESCAPED.sub(lambda match: _western(bytes([ord(match[0]) - 0xDC00])), text)


def _western(raw: bytes) -> str:
    """Decode cp1252; its five bytes without a character become U+FFFD."""
    return raw.decode(WESTERN, "replace")


def _legacy(name: str, raw: bytes, tell: Tell, likely: str | None = None) -> str:
    codec = _legacy_encoding(name, raw, tell, likely)
    return _western(raw) if codec == WESTERN else raw.decode(codec)


def _legacy_encoding(name: str, raw: bytes, tell: Tell, likely: str | None = None) -> str:
    codec = likely if likely and _fits(raw, likely) else detected(raw)
    codec = codec if _fits(raw, codec) else WESTERN
    tell(f"{name}: is not UTF-8; read as {codec}, which fits best; --encoding chooses another")
    return codec


def _fits(raw: bytes, codec: str) -> bool:
    try:
        raw.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
