"""Decode bytes to text: byte order marks, UTF-16, UTF-8, else the encoding that fits best.

Latin-1 is never chosen: it gives every byte a meaning, but what people call Latin-1 is Windows'
cp1252, where 0x92 is an apostrophe and not a control character.
"""

import codecs
import re

from train.corpus.telling import Tell, tell_nobody
from train.errors import InputError

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark starts the same way
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE_BYTES = 2**16
BROKEN_SHARE = 0.05
"""A text whose bytes beyond ASCII are broken UTF-8 no more often than this is UTF-8."""
ESCAPED = re.compile("[\udc80-\udcff]")
WESTERN = "cp1252"
CHAOS_MARGIN = 0.05
COHERENCE_MARGIN = 0.02
"""By how much another encoding must be better than cp1252 to be chosen; found by trial."""
LATIN_SCRIPT = ["cp1252", "cp1250", "iso8859_2", "cp1257"]
BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
RUN = re.compile(rb"[\x80-\xff]{3,}")
NO_LATIN = 0.5
"""From which share of the bytes beyond ASCII in long runs a text is not in Latin letters: those
have an accent here and there."""
SUPERSETS = {
    "latin_1": "cp1252",
    "iso8859_11": "cp874",
    "tis_620": "cp874",
    "iso8859_9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
"""Encodings with the one that has all their characters and a few more."""
_RUSSIAN, _GREEK = "оеаинтсрвл", "αοιετσνηυρόάί"
_ARABIC, _HEBREW = "اليمونرتبة", "יוהלאמרתבש"
COMMON_LETTERS = {
    "cp1251": _RUSSIAN,
    "koi8_r": _RUSSIAN,
    "cp866": _RUSSIAN,
    "iso8859_5": _RUSSIAN,
    "cp1253": _GREEK,
    "cp1256": _ARABIC,
    "iso8859_6": _ARABIC,
    "cp1255": _HEBREW,
}
"""Encodings whose letters look alike to charset-normalizer, with the commonest letters of texts in
them."""
COMMON_SHARE = 0.5
"""The share that these letters have at least: about two thirds, in the wrong encoding a quarter."""
TURKISH = re.compile(rb"[\xf0\xfd\xfe]")
TURKISH_SHARE = 0.3
ACCENTED = re.compile(rb"[\xe1\xe6\xe9\xed\xf3\xfa]")


def decode(name: str, raw: bytes, encoding: str | None, tell: Tell) -> str:
    """Decode a file.

    Parameters
    ----------
    name
        The file's name in messages.
    encoding
        The encoding to use; None detects it.
    tell
        Is told about any other encoding than UTF-8 without faults.

    Raises
    ------
    InputError
        If the bytes are not text, or not in the given encoding.
    """
    if encoding is not None:
        return _decode_as(name, raw, encoding)
    for bom, codec in BOMS:
        if raw.startswith(bom):
            return _with_bom(name, raw, codec, tell)
    if b"\0" in raw:
        return _with_nul(name, raw, tell)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _nearly_utf_8(name, raw, tell) or _legacy(name, raw, tell)


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
    for bom, codec in BOMS:
        if head.startswith(bom) and codec != "utf-8":
            tell(f"{name}: read as {codec.upper()}, which its byte order mark says")
            return codec
    if b"\0" in head:
        return _utf_16(name, head, tell, is_whole=False)
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
    raise InputError(f"{name}: found NUL bytes; expected text in UTF-8; --encoding names another")


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
        f"{name}: read as UTF-8; {broken} byte(s) are not, the first in line {line}: read as cp1252"
    )
    return unescaped(text)


def unescaped(text: str) -> str:
    """Return a text decoded with `surrogateescape`, its bytes that had no meaning as cp1252."""
    return ESCAPED.sub(lambda match: _western(bytes([ord(match[0]) - 0xDC00])), text)


def _western(raw: bytes) -> str:
    """Decode cp1252; its five bytes without a character become U+FFFD."""
    return raw.decode(WESTERN, "replace")


def _legacy(name: str, raw: bytes, tell: Tell) -> str:
    codec = _legacy_encoding(name, raw, tell)
    return _western(raw) if codec == WESTERN else raw.decode(codec)


def _legacy_encoding(name: str, raw: bytes, tell: Tell) -> str:
    codec = _detected(raw)
    try:
        raw.decode(codec)
    except UnicodeDecodeError:
        codec = WESTERN
    tell(f"{name}: is not UTF-8; read as {codec}, which fits best; --encoding chooses another")
    return codec


def _detected(raw: bytes) -> str:
    """Return the encoding that fits the bytes beyond ASCII best."""
    in_runs = sum(map(len, RUN.findall(raw)))
    if in_runs < NO_LATIN * len(BEYOND_ASCII.findall(raw)):
        lines = [line for line in raw.splitlines() if not line.isascii()]
        return _latin_script(b"\n".join(lines)[:SAMPLE_BYTES]) or WESTERN
    words = [word for word in raw.split() if not word.isascii()]
    sample = b" ".join(words)[:SAMPLE_BYTES]
    return _by_letters(sample) or _best(sample)


def _by_letters(sample: bytes) -> str | None:
    """Return the encoding in which most letters are common ones, or None."""
    shares = {
        codec: _common_share(sample.decode(codec, "replace"), codec) for codec in COMMON_LETTERS
    }
    best = max(shares, key=shares.__getitem__)
    return best if shares[best] >= COMMON_SHARE else None


def _common_share(text: str, codec: str) -> float:
    beyond_ascii = [character for character in text if not character.isascii()]
    return sum(character in COMMON_LETTERS[codec] for character in beyond_ascii) / len(beyond_ascii)


def _best(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return WESTERN if best is None else SUPERSETS.get(best.encoding, best.encoding)


def _latin_script(sample: bytes) -> str | None:
    """Return the best encoding of Latin letters, or None; cp1252 if no other is clearly better."""
    from charset_normalizer import from_bytes

    if _is_turkish(sample):
        return "cp1254"
    matches = from_bytes(sample, cp_isolation=LATIN_SCRIPT)
    best = matches.best()
    for match in matches:
        is_western = WESTERN in (match.encoding, *match.could_be_from_charset)
        worse = match.chaos > best.chaos + CHAOS_MARGIN if best else False
        less_coherent = match.coherence < best.coherence - COHERENCE_MARGIN if best else False
        if is_western and not worse and not less_coherent:
            return WESTERN
    return best.encoding if best else None


def _is_turkish(sample: bytes) -> bool:
    """Return whether the bytes are Turkish letters, for which cp1252 has Icelandic letters.

    Icelandic has as many letters with an acute accent, which Turkish lacks.
    """
    turkish = len(TURKISH.findall(sample))
    enough = turkish > TURKISH_SHARE * len(BEYOND_ASCII.findall(sample))
    return enough and turkish > 2 * len(ACCENTED.findall(sample))
