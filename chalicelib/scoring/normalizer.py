"""Rewrite a text before it is split, and count what splitting loses, by rules that are data.

There are three kinds of rules: a character and its replacement; a regular expression and the
replacement of its matches; and a text statistic of the submitted text, which becomes one more term.
Training and serving run this same code. Standard library only, see `chalicelib.scoring.artifact`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from chalicelib.errors import FormatError
from chalicelib.named_tuple import NamedTuple
from chalicelib.scoring.likeness import few_beyond_ascii, likeness
from chalicelib.scoring.patterns import PatternCompiler
from chalicelib.scoring.quick_checks import may_match, signs_of, substituted
from chalicelib.scoring.text_statistics import (
    STATISTICS,
    Statistic,
    read_statistic,
    statistic_terms,
)
from chalicelib.strict_json import Record, describe, pair

MAX_REPLACEMENTS = 64
MAX_REPLACEMENT_CHARACTERS = 100
MAX_GROWTH = 8
MAX_ADDED_CHARACTERS = 1000
SHORT_TEXT = 500

Replacement = tuple[re.Pattern[str], str]
"""A pattern and the literal replacement of its matches."""


class Normalizer(NamedTuple):
    """The rules, in the order in which they are applied.

    `characters` maps characters beyond ASCII to their replacements, before lowercasing.
    `replacements` are patterns with literal replacements, after lowercasing. `statistics` are names
    of `STATISTICS` with the ascending edges between their bins.
    """

    characters: Mapping[str, str]
    replacements: tuple[Replacement, ...]
    statistics: tuple[Statistic, ...]

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
        """Return one term for each text statistic of the submitted text."""
        return statistic_terms(self.statistics, text)


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
    longest = longest_result(length)
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
        tuple(read_statistic(item, where) for item in record.items("measures", 0, len(STATISTICS))),
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
    pattern, replacement = pair(value, "replacements", where)
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
