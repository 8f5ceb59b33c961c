"""Recognize text that was damaged before it was saved: UTF-8 that was decoded as cp1252."""

import re

_CONTINUATION = "".join(
    bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xC0)
)
_FOLLOW = f"[{re.escape(_CONTINUATION)}]"
MOJIBAKE = re.compile(
    # Only what no language writes: `CAFÉ”`, `Straße…` and `« café »` are not mojibake.
    f"[ÂÃÄÅ]{_FOLLOW}"
    f"|(?:[ÎÏÐÑ\xd7ØÙ]{_FOLLOW}){{2}}"
    f"|à[¤-¿]{_FOLLOW}"
    f"|â(?![\xa0-¿]){_FOLLOW}{{2}}"
    f"|(?:[ã-í]{_FOLLOW}{{2}}){{2}}"
    f"|ð{_FOLLOW}{{3}}"
)
"""A character of UTF-8, as its two to four bytes look in cp1252: `Ã©` for é."""


DAMAGE = {
    "mojibake, such as 'Ã©' for 'é': UTF-8 was read as cp1252": MOJIBAKE,
    "U+FFFD in place of lost characters": re.compile("\N{REPLACEMENT CHARACTER}"),
}
AS_CODE = {
    r"line breaks that are written as \n": re.compile(r"\\r\\n|\\n(?![a-z])"),
    "Python's bytes, such as b'see you'": re.compile(r"b(['\"]).*\1", re.DOTALL),
}
"""What programs write as their code has it; a path such as `C:\\new` has no line break."""


def damage(text: str) -> str | None:
    """Return what shows that a text was damaged before it was saved, or None.

    >>> damage("donâ€™t")
    "mojibake, such as 'Ã©' for 'é': UTF-8 was read as cp1252"
    >>> damage("CAFÉ”, Straße…, « été »")
    >>> damage("b'see you'"), damage("b's")
    ("Python's bytes, such as b'see you'", None)
    """
    kinds = {} if text.isascii() else DAMAGE
    found = next((kind for kind, pattern in kinds.items() if pattern.search(text)), None)
    if found or not ("\\n" in text or text.startswith(("b'", 'b"'))):
        return found
    breaks, in_bytes = AS_CODE.items()
    if in_bytes[1].fullmatch(text):
        return in_bytes[0]
    return breaks[0] if breaks[1].search(text) else None
