"""Guess the encoding of bytes that are neither UTF-8 nor UTF-16 by the letters that they give."""

import re

from train.corpus.encodings.latin_letters import by_rare_letters
from train.corpus.encodings.old_machines import old_encoding

SAMPLE_BYTES = 2**16
WESTERN = "cp1252"
CHAOS_MARGIN = 0.05
COHERENCE_MARGIN = 0.02
"""By how much another encoding must be better than cp1252 to be chosen; found by trial."""
LATIN_SCRIPT = ["cp1252", "cp1250", "iso8859_2", "cp1257"]
BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
RUN = re.compile(rb"[\x80-\xff]{3,}")
IN_WORD = re.compile(rb"[A-Za-z\x80-\xff][\x80-\xff]|[\x80-\xff][A-Za-z\x80-\xff]")
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
HIRAGANA = re.compile("[\u3041-\u3093]")
HIRAGANA_SHARE = 0.15
"""The share of these syllables that Japanese texts have at least; most have a half."""
UKRAINIAN = re.compile(rb"[\xc0-\xff][\xa4\xa6\xa7\xad]|[\xa4\xa6\xa7\xad][\xc0-\xff]")
"""Letters that KOI8-U has next to others, in place of lines that KOI8-R draws."""
TURKISH = re.compile(rb"[\xf0\xfd\xfe]")
TURKISH_SHARE = 0.2
ACCENTED = re.compile(rb"[\xe1\xe6\xe9\xed\xf3\xfa]")


def detected(raw: bytes) -> str:
    """Return the encoding that fits the bytes beyond ASCII best."""
    in_runs = sum(map(len, RUN.findall(raw)))
    if in_runs < NO_LATIN * len(BEYOND_ASCII.findall(raw)):
        lines = [line for line in raw.splitlines() if not line.isascii()]
        return _latin_script(b"\n".join(lines)[:SAMPLE_BYTES]) or WESTERN
    words = [word for word in raw.split() if not word.isascii()]
    sample = b" ".join(words)[:SAMPLE_BYTES]
    if _is_shift_jis(sample):
        return "cp932"
    codec = _by_letters(sample) or _best(sample)
    return "koi8_u" if codec == "koi8_r" and UKRAINIAN.search(raw) else codec


def _is_shift_jis(sample: bytes) -> bool:
    """Return whether the bytes are Japanese in cp932: no other language has its syllables there.

    >>> [_is_shift_jis("また来ます".encode(codec)) for codec in ("cp932", "euc_jp")]
    [True, False]
    """
    text = sample.decode("cp932", "replace")
    return len(HIRAGANA.findall(text)) > HIRAGANA_SHARE * len(text)


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

    if not IN_WORD.search(sample):  # signs such as a pound, in front of a number
        return WESTERN
    rare = by_rare_letters(sample)
    if rare is not None:
        return rare
    if (old := old_encoding(sample)) is not None:
        return old
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
