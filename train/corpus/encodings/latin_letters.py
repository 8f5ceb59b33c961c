"""Tell encodings of Latin letters from cp1252 by letters that no language of cp1252 puts together.

Each rule asks for letters that its language has and others lack: a text that may be in cp1252 is
left to the general guess.
"""

import re
from collections import Counter

LEAST_SHARE = 0.05
MOST_FOREIGN = 0.02
"""The largest share of letters of other languages, as in names."""
SIGNS = re.compile(r"(?<=[^\W\d_])[±³¶¹¼¾](?=[^\W\d_])")
"""What cp1252 has for letters of ISO 8859-2. One of them alone may be an apostrophe that a program
replaced, as in `don¹t`."""
ONLY_ISO = set("±¶¼¾")
"""Of them, those that are ą, ś, ź and ž in ISO 8859-2, and in cp1250 no frequent letters."""
ONLY_CP1250 = re.compile(rb"[\x8a\x8c-\x8f\x9a\x9c-\x9f]")
"""The letters Š, Ś, Ť, Ž, Ź in cp1250, and the same in small; controls in ISO 8859-2."""
LETTER = re.compile(rb"[\xc0-\xff]")
LEAST_KINDS = 4
LEAST_DOUBLE = 2
CARONS = re.compile(rb"[\x8a\x8e\x9a\x9e]")
BALTIC = {"ė": "ąčęėįšųūž", "ā": "āčēģīķļņšūž"}
"""A frequent letter of Lithuanian and of Latvian, with all that are beyond ASCII."""


def by_rare_letters(sample: bytes) -> str | None:
    """Return the encoding of Central European or Baltic letters, or None.

    >>> by_rare_letters("Cześć, będę później, weź ze sobą pyszną kawę".encode("iso8859_2"))
    'iso8859_2'
    >>> by_rare_letters("köszönöm, később még írok, mert most sürgős dolgom van".encode("cp1250"))
    'cp1250'
    >>> by_rare_letters("Počkej večer před školou, číslo máš".encode("cp1250"))
    'cp1250'
    >>> by_rare_letters("ačiū, šiandien žiūrėsiu, ar galėsiu".encode("cp1257"))
    'cp1257'
    """
    lower = bytes(byte | 0x20 if 0xC0 <= byte < 0xDF else byte for byte in sample)
    letters = Counter(LETTER.findall(lower))
    signs = SIGNS.findall(sample.decode("cp1252", "replace"))
    if len(set(signs)) > 1 and len(signs) > LEAST_SHARE * letters.total():
        is_iso = ONLY_ISO & set(signs) and not ONLY_CP1250.search(sample)
        return "iso8859_2" if is_iso else "cp1250"
    if _is_hungarian(letters) or _is_slavic(letters, len(CARONS.findall(sample))):
        return "cp1250"
    return "cp1257" if _is_baltic(letters) else None


def _share(letters: Counter[bytes], text: str, codec: str = "cp1252") -> float:
    found = sum(letters[letter.encode(codec)] for letter in text)
    return found / letters.total() if found else 0.0


def _is_hungarian(letters: Counter[bytes]) -> bool:
    """Return whether a text has ő or ű, which are õ and û in cp1252, and all their neighbours.

    Portuguese and Estonian have õ, and French has û, but neither with ö or ü and á or é, without
    letters of their own.
    """
    double = _share(letters, "őű", "cp1250")
    if double * letters.total() < LEAST_DOUBLE:
        return False
    least = min(double, _share(letters, "öü"), _share(letters, "áé"))
    return least > LEAST_SHARE and _share(letters, "ãçàèêñäßâîôëïåæø") < MOST_FOREIGN


def _is_baltic(letters: Counter[bytes]) -> bool:
    """Return whether almost all letters are Lithuanian or Latvian, of several kinds.

    With ė or ā (ë or â in cp1252) there are š or ž (ð or þ): Icelandic and Faroese have ð, but no ë
    and no â, and é, ó or ö.
    """
    if _share(letters, "šž", "cp1257") < LEAST_SHARE:
        return False
    return any(
        _share(letters, frequent, "cp1257") > LEAST_SHARE
        and _share(letters, alphabet, "cp1257") > 1 - MOST_FOREIGN
        and sum(bool(_share(letters, letter, "cp1257")) for letter in alphabet) >= LEAST_KINDS
        for frequent, alphabet in BALTIC.items()
    )


def _is_slavic(letters: Counter[bytes], carons: int) -> bool:
    """Return whether there are about as many š and ž as č, which cp1252 has as š, ž and è.

    Italian and French have è, but few š and ž, in names, and à, ç or ê.
    """
    grave = letters["è".encode("cp1252")]
    return carons > grave / 2 > 1 and _share(letters, "àçêãñëâ") < MOST_FOREIGN
