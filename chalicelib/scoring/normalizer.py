"""Rewrite a text before it is split, and count what splitting loses, by rules that are data.

There are three kinds of rules: a character and its replacement; a regular expression and the
replacement of its matches; and a text statistic of the submitted text, which becomes one more term.
The term `<length 3>` says that the length falls into bin 3. Training and serving run this same
code. Standard library only, see `chalicelib.scoring.artifact`.
"""

import re
from _bisect import bisect_right  # the module `bisect` would be a file more to read in each start
from collections.abc import Callable, Iterable, Mapping, Sequence

from chalicelib.errors import FormatError
from chalicelib.named_tuple import NamedTuple
from chalicelib.scoring.likeness import beyond_ascii, few_beyond_ascii, likeness
from chalicelib.scoring.patterns import PatternCompiler
from chalicelib.scoring.quick_checks import may_match, signs_of, substituted
from chalicelib.strict_json import Record, describe

MAX_REPLACEMENTS = 64
MAX_REPLACEMENT_CHARACTERS = 100
MAX_EDGES = 100
MAX_GROWTH = 8
MAX_ADDED_CHARACTERS = 1000
SHORT_TEXT = 500

Replacement = tuple[re.Pattern[str], str]
"""A pattern and the literal replacement of its matches."""


def _length(text: str) -> float:
    return len(text)


def _share(is_counted: Callable[[str], bool]) -> Callable[[str], float]:
    """Return a text statistic: the share of the characters that are counted."""
    counted_ascii = bytes(code for code in range(128) if is_counted(chr(code)))

    def share(text: str) -> float:
        # One C call deletes the counted bytes: without its capitals "OK go" is " go", so 2 of its 5
        # characters are capitals. All bytes of other characters in UTF-8 are beyond ASCII.
        raw = text.encode() if text.isascii() else text.encode("utf-8", "surrogatepass")
        counted = len(raw) - len(raw.translate(None, counted_ascii))
        if len(raw) > len(text):
            counted += sum(map(is_counted, beyond_ascii(text)))
        return counted / (len(text) or 1)

    return share


STATISTICS: Mapping[str, Callable[[str], float]] = {
    "length": _length,
    "capitals": _share(str.isupper),
    "digits": _share(str.isdigit),
}
"""The length in code points; capitals and digits as shares of it."""


class Normalizer(NamedTuple):
    """The rules, in the order in which they are applied.

    `characters` maps characters beyond ASCII to their replacements, before lowercasing.
    `replacements` are patterns with literal replacements, after lowercasing. `statistics` are names
    of `STATISTICS` with the ascending edges between their bins.
    """

    characters: Mapping[str, str]
    replacements: tuple[Replacement, ...]
    statistics: tuple[tuple[str, tuple[float, ...]], ...]

    def map_characters(self, text: str) -> str:
        r"""Return the text with each character of the map replaced.

        >>> Normalizer({"\u0435": "e"}, (), ()).map_characters("fr\u0435\u0435")
        'free'
        """
        if text.isascii():
            return text
        characters, few = self.characters, few_beyond_ascii(text)
        found = [char for char in few or () if char in characters]
        # If no replacement is replaced again, it does not matter that they are made one by one.
        if few is None or not "".join(map(characters.__getitem__, found)).isascii():
            return "".join(map(characters.get, text, text))
        for char in found:
            text = text.replace(char, characters[char])
        return text

    def statistic_terms(self, text: str) -> list[str]:
        """Return one term for each text statistic: its name and the text's bin, counted from 0.

        >>> statistics = (("length", (3.0, 8.0)), ("capitals", (0.5,)))
        >>> Normalizer({}, (), statistics).statistic_terms("Four")
        ['<length 1>', '<capitals 0>']
        """
        # The edges (3.0, 8.0) make three bins: below 3, from 3 to below 8, and from 8.
        return [
            bin_term(name, bisect_right(edges, STATISTICS[name](text)))
            for name, edges in self.statistics
        ]


def bin_term(name: str, number: int) -> str:
    """Return the term for one bin of a text statistic."""
    return f"<{name} {number}>"


def longest_result(length: int) -> int:
    """Return the most characters that a normalizer may make of a submitted text of this length.

    >>> longest_result(4)
    1032
    """
    return MAX_GROWTH * length + MAX_ADDED_CHARACTERS


def replaced(
    text: str, replacements: Sequence[Replacement], length: int, like: str | None = None
) -> str:
    """Make the replacements in order, each on the result of the one before.

    `length` is that of the submitted text; each result is cut to `longest_result` characters.
    `like` is the likeness of the text, if the caller knows it.

    >>> replaced("free-12", ((re.compile("-"), ""), (re.compile(r"[0-9]+"), " number ")), 7)
    'free number '
    >>> len(replaced("free", ((re.compile(""), "x" * 100),) * 64, 4))
    1032
    """
    longest = MAX_GROWTH * length + MAX_ADDED_CHARACTERS
    if len(text) > longest:
        text, like = text[:longest], None
    if not replacements:
        return text
    like = likeness(text) if like is None else like
    signs = signs_of(like)
    for pattern, replacement in replacements:
        if not may_match(pattern, like, signs):
            continue
        # Of a short text even 100 characters for each match are few. 0 replaces all matches.
        count = most_matches(replacement, longest) if length > SHORT_TEXT else 0
        text = substituted(pattern, replacement, text, count)
        if len(text) > longest:
            text = text[:longest]
        like = likeness(text)
        signs = signs_of(like)
    return text


def most_matches(replacement: str, longest: int) -> int:
    """Return how many matches to replace: their replacements fill `longest` characters.

    The rest is cut, so it need not be made: 64 KiB of text could become 6 MiB before the cut.

    >>> most_matches("<link>", 1000), most_matches("", 1000)
    (167, 1001)
    """
    return longest // (len(replacement) or 1) + 1


Pair = tuple[str, str]
"""Characters, and what replaces each of them."""


def map_of(pairs: Iterable[Pair]) -> dict[str, str]:
    """Return the replacement of each character.

    >>> map_of([("èé", "e")])
    {'è': 'e', 'é': 'e'}
    """
    return {char: instead for chars, instead in pairs for char in chars}


class CheckedCharacters(dict[str, str]):
    """A map of characters that was checked before: a deployment did."""


def read_normalizer(
    value: object, where: str, patterns: PatternCompiler | None = None
) -> Normalizer:
    """Check a normalizer's configuration and build the normalizer.

    `patterns` compiles all patterns of the file that the configuration comes from.

    Raises
    ------
    FormatError
        If the configuration breaks a rule of docs/format.md.
    """
    record, patterns = Record(value, where), patterns or PatternCompiler()
    normalizer = Normalizer(
        _characters(record.take("characters"), where),
        tuple(
            _replacement(item, where, patterns)
            for item in record.items("replacements", 0, MAX_REPLACEMENTS)
        ),
        tuple(_statistic(item, where) for item in record.items("measures", 0, len(STATISTICS))),
    )
    record.finish()
    return normalizer


def _characters(value: object, where: str) -> dict[str, str]:
    if isinstance(value, CheckedCharacters):
        return value
    # Imported here because a deployment with an index does without.
    from chalicelib.scoring.character_map import read_characters

    return read_characters(value, where)


def _replacement(value: object, where: str, patterns: PatternCompiler) -> Replacement:
    pattern, replacement = _pair(value, "replacements", where)
    if not isinstance(pattern, str) or not isinstance(replacement, str) or "\\" in replacement:
        raise FormatError(
            f"{where}: a replacement is {describe(pattern)}, {describe(replacement)}; "
            "expected a pattern and a string without a backslash"
        )
    check_length(replacement, where)
    return patterns.compile(pattern, "pattern of a replacement", where), replacement


def check_length(replacement: str, where: str) -> None:
    """Refuse a replacement that is too long, of a character or of a match."""
    if len(replacement) > MAX_REPLACEMENT_CHARACTERS:
        raise FormatError(
            f"{where}: found a replacement of {len(replacement)} characters; "
            f"expected at most {MAX_REPLACEMENT_CHARACTERS}"
        )


def _statistic(value: object, where: str) -> tuple[str, tuple[float, ...]]:
    name, edges = _pair(value, "measures", where)
    if not isinstance(name, str) or name not in STATISTICS:
        raise FormatError(
            f"{where}: a measure is {describe(name)}; expected one of {', '.join(STATISTICS)}"
        )
    if not isinstance(edges, list) or not 1 <= len(edges) <= MAX_EDGES:
        raise FormatError(
            f"{where}: edges are {describe(edges)}; expected an array of 1 to {MAX_EDGES} numbers"
        )
    numbers = tuple(edge for edge in edges if type(edge) is float)
    # The set drops equal edges, so only strictly ascending edges equal their sorted set.
    if len(numbers) != len(edges) or list(numbers) != sorted(set(numbers)):
        raise FormatError(f"{where}: edges must be floating-point numbers in ascending order")
    return name, numbers


def _pair(value: object, field: str, where: str) -> list[object]:
    if not isinstance(value, list) or len(value) != 2:
        raise FormatError(f"{where}: {field} has {describe(value)}; expected arrays of 2 elements")
    return value
