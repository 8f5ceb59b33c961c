"""Read the map of characters of a normalizer, which is written in one of two forms.

Most characters share their replacement with others. So a map is an array of pairs, such as
`["èé", "e"]`: some characters, and what replaces each of them. In older files it is an object with
each character and its replacement, which takes four times as many bytes. Standard library only,
see `chalicelib.scoring.artifact`.
"""

from collections import Counter
from collections.abc import Mapping

from chalicelib.errors import FormatError
from chalicelib.scoring.normalizer import Pair, check_length, map_of
from chalicelib.strict_json import describe

MAX_CHARACTERS = 10_000


def read_characters(value: object, where: str) -> dict[str, str]:
    """Check a map of characters, and return the replacement of each character.

    Raises
    ------
    FormatError
        If the map breaks a rule of docs/format.md.
    """
    if isinstance(value, list):
        pairs = [_pair(item, where) for item in value]
    elif isinstance(value, dict):
        pairs = [_entry(char, instead, where) for char, instead in value.items()]
    else:
        raise FormatError(
            f"{where}: characters: found {describe(value)}; expected an object or an array"
        )
    every = "".join([chars for chars, _ in pairs])
    if len(every) > MAX_CHARACTERS:
        raise FormatError(
            f"{where}: found {len(every)} characters; expected at most {MAX_CHARACTERS}"
        )
    for _, instead in pairs:
        check_length(instead, where)
    characters = map_of(pairs)
    if len(characters) < len(every):
        [(twice, _)] = Counter(every).most_common(1)
        raise FormatError(f"{where}: characters has {describe(twice)} twice; expected once")
    return characters


def _pair(item: object, where: str) -> Pair:
    """Check a pair of characters and their replacement."""
    if isinstance(item, list) and len(item) == 2:
        chars, instead = item
        if isinstance(chars, str) and isinstance(instead, str) and _beyond_ascii(chars):
            return chars, instead
    raise FormatError(
        f"{where}: characters has {_shown(item)}; "
        "expected arrays of two strings, the first of characters beyond ASCII"
    )


def _entry(char: str, instead: object, where: str) -> Pair:
    """Check a character and its replacement, of an object."""
    if isinstance(instead, str) and len(char) == 1 and not char.isascii():
        return char, instead
    raise FormatError(
        f"{where}: characters has {describe(char)}: {describe(instead)}; "
        "expected single characters beyond ASCII, each with a string"
    )


def _beyond_ascii(chars: str) -> bool:
    return min(chars, default="") > "\x7f"


def _shown(item: object) -> str:
    if not isinstance(item, list) or len(item) > 2:
        return describe(item)
    return f"[{', '.join(map(describe, item))}]"


def pairs_of(characters: Mapping[str, str]) -> list[Pair]:
    """Return a map of characters as an array of pairs; equal maps have equal arrays.

    >>> pairs_of({"é": "e", "ß": "ss", "è": "e"})
    [('èé', 'e'), ('ß', 'ss')]
    """
    of_replacement: dict[str, str] = {}
    for char in sorted(characters):
        instead = characters[char]
        of_replacement[instead] = of_replacement.get(instead, "") + char
    return [(chars, instead) for instead, chars in sorted(of_replacement.items())]
