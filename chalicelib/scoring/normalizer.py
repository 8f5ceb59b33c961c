"""Rewrites a text before it is cut, and measures what cutting loses, by rules that are data.

A rule is a character and what to read instead, a regular expression and what to put in place of
its matches, or a measure of the text as it was submitted, told as one more term: `<length 3>`
says that the length falls in bin 3. Training and serving run this same code. Standard library
only, see `chalicelib.scoring.artifact`.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from chalicelib.errors import FormatError
from chalicelib.strict_json import Record, describe

MAX_CHARACTERS = 10_000
MAX_REPLACEMENTS = 64
MAX_REPLACEMENT_CHARACTERS = 100
MAX_EDGES = 100
MAX_PATTERN_CHARACTERS = 1000

Replacement = tuple[re.Pattern[str], str]
"""A pattern, and what each of its matches becomes, literally."""


def _length(text: str) -> float:
    return len(text)


def _share(of: Callable[[str], bool]) -> Callable[[str], float]:
    """Return a measure: the share of the characters for which a function holds."""
    ascii_ones = bytes(code for code in range(128) if of(chr(code)))

    def share(text: str) -> float:
        if text.isascii():
            raw = text.encode("ascii")
            return (len(raw) - len(raw.translate(None, ascii_ones))) / (len(raw) or 1)
        return sum(map(of, text)) / len(text)

    return share


MEASURES: Mapping[str, Callable[[str], float]] = {
    "length": _length,
    "capitals": _share(str.isupper),
    "digits": _share(str.isdigit),
}
"""The length in code points; capitals and digits as a share of it."""


class Normalizer(NamedTuple):
    """The rules, in the order in which they are applied.

    `characters` maps a character that is not ASCII to what is read instead, before case is
    folded; `replacements` are patterns with what their matches become, literally, after it;
    `measures` are names of `MEASURES` with the edges between their bins, ascending.
    """

    characters: Mapping[str, str]
    replacements: tuple[Replacement, ...]
    measures: tuple[tuple[str, tuple[float, ...]], ...]

    def read(self, text: str) -> str:
        r"""Return the text with every character of the map as it is read.

        >>> Normalizer({"\u0435": "e"}, (), ()).read("fr\u0435\u0435")
        'free'
        """
        if text.isascii():
            return text
        return "".join([self.characters.get(char, char) for char in text])

    def measured(self, text: str) -> list[str]:
        """Return a term per measure: its name and the bin, from 0, that the text falls in.

        >>> Normalizer({}, (), (("length", (3.0, 8.0)), ("capitals", (0.5,)))).measured("Four")
        ['<length 1>', '<capitals 0>']
        """
        return [
            bin_term(name, bisect_right(edges, MEASURES[name](text)))
            for name, edges in self.measures
        ]


def bin_term(name: str, number: int) -> str:
    """Return the term that tells in which bin of a measure a text falls."""
    return f"<{name} {number}>"


def replaced(text: str, replacements: Iterable[Replacement]) -> str:
    """Make replacements in their order, each in what the one before has left.

    >>> replaced("free-12", ((re.compile("-"), ""), (re.compile(r"[0-9]+"), " number ")))
    'free number '
    """
    for pattern, replacement in replacements:
        text = pattern.sub(replacement, text)
    return text


def read_normalizer(value: object, where: str) -> Normalizer:
    """Check the configuration of a normalizer and build it.

    Raises
    ------
    FormatError
        For anything that docs/format.md does not allow.
    """
    record = Record(value, where)
    normalizer = Normalizer(
        _characters(record.take("characters"), where),
        tuple(
            _replacement(item, where) for item in record.items("replacements", 0, MAX_REPLACEMENTS)
        ),
        tuple(_measure(item, where) for item in record.items("measures", 0, len(MEASURES))),
    )
    record.end()
    return normalizer


def compile_pattern(pattern: str, what: str, where: str) -> re.Pattern[str]:
    """Compile a regular expression of the configuration; `what` names its field in errors."""
    if len(pattern) > MAX_PATTERN_CHARACTERS:
        raise FormatError(
            f"{where}: a {what} of {len(pattern)} characters; "
            f"at most {MAX_PATTERN_CHARACTERS} are accepted"
        )
    try:
        return re.compile(pattern)
    except (re.error, ValueError, OverflowError, RecursionError) as exc:
        raise FormatError(f"{where}: {what} is no regular expression ({exc})") from exc


def _characters(value: object, where: str) -> dict[str, str]:
    entries = Record(value, f"{where}: characters").fields()
    if len(entries) > MAX_CHARACTERS:
        raise FormatError(
            f"{where}: {len(entries)} characters; at most {MAX_CHARACTERS} are accepted"
        )
    characters = {char: instead for char, instead in entries.items() if isinstance(instead, str)}
    if len(characters) < len(entries) or not all(map(_is_one_beyond_ascii, characters)):
        wrong = {char for char in entries if not _is_one_beyond_ascii(char)}
        char = min(wrong | (entries.keys() - characters.keys()))
        raise FormatError(
            f"{where}: characters has {describe(char)}: {describe(entries[char])}; "
            "required are single characters that are not ASCII, and strings"
        )
    for instead in set(characters.values()):
        _check_length(instead, where)
    return characters


def _is_one_beyond_ascii(text: str) -> bool:
    return len(text) == 1 and not text.isascii()


def _replacement(value: object, where: str) -> Replacement:
    pattern, replacement = _pair(value, "replacements", where)
    if not isinstance(pattern, str) or not isinstance(replacement, str) or "\\" in replacement:
        raise FormatError(
            f"{where}: a replacement is {describe(pattern)}, {describe(replacement)}; "
            "required are a pattern and a string without a backslash"
        )
    _check_length(replacement, where)
    return compile_pattern(pattern, "pattern of a replacement", where), replacement


def _check_length(replacement: str, where: str) -> None:
    if len(replacement) > MAX_REPLACEMENT_CHARACTERS:
        raise FormatError(
            f"{where}: a replacement of {len(replacement)} characters; "
            f"at most {MAX_REPLACEMENT_CHARACTERS} are accepted"
        )


def _measure(value: object, where: str) -> tuple[str, tuple[float, ...]]:
    name, edges = _pair(value, "measures", where)
    if not isinstance(name, str) or name not in MEASURES:
        raise FormatError(
            f"{where}: a measure is {describe(name)}; known are {', '.join(MEASURES)}"
        )
    if not isinstance(edges, list) or not 1 <= len(edges) <= MAX_EDGES:
        raise FormatError(
            f"{where}: edges are {describe(edges)}; required is an array of 1 to {MAX_EDGES}"
        )
    numbers = tuple(edge for edge in edges if type(edge) is float)
    if len(numbers) != len(edges) or list(numbers) != sorted(set(numbers)):
        raise FormatError(f"{where}: edges are not floating-point numbers in ascending order")
    return name, numbers


def _pair(value: object, field: str, where: str) -> list[object]:
    if not isinstance(value, list) or len(value) != 2:
        raise FormatError(f"{where}: {field} has {describe(value)}; required is an array of 2")
    return value
