"""Yield each occurrence of a term in a text, with the submitted characters that it covers.

A term covers its visible characters: no white space, and no padding of the analyzer "char_wb". The
term of a text statistic covers the characters that the statistic counts. Standard library only, see
`chalicelib.scoring.artifact`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from chalicelib.explain.offset_map import NO_ORIGIN, OffsetMap
from chalicelib.scoring.analyzer import Analyzer

COUNTED: Mapping[str, Callable[[str], bool]] = {"capitals": str.isupper, "digits": str.isdigit}
"""The characters that a text statistic counts; a statistic that is not listed counts all."""

_WHITE_SPACES = re.compile(r"\s\s+")
_WORD = re.compile(r"\S+")


class TermSpan(NamedTuple):
    """A term and the offsets of its visible characters, as origins of the offset map.

    An origin below the length of the submitted text is an offset in it; a higher one is the number
    of a longer span. An origin may repeat.
    """

    term: str
    offsets: Sequence[int]


def term_spans(analyzer: Analyzer, offsets: OffsetMap) -> Iterator[TermSpan]:
    """Yield each term of the submitted text, in the analyzer's order, with its offsets.

    >>> from chalicelib.explain.offset_map import map_offsets
    >>> analyzer = Analyzer("char_wb", (2, 2))
    >>> [tuple(span) for span in term_spans(analyzer, map_offsets(analyzer, "a Hi"))]
    [(' a', [0]), ('a ', [0]), (' h', [2]), ('hi', [2, 3]), ('i ', [3])]
    """
    if analyzer.token_pattern is not None:
        yield from _spans_of_words(analyzer, offsets, analyzer.token_pattern)
    elif analyzer.kind == "char":
        yield from _spans_of_characters(
            analyzer, offsets.substituted(_WHITE_SPACES, " ", len(offsets.text))
        )
    else:
        yield from _spans_within_words(analyzer, offsets)
    if analyzer.normalizer is not None:
        terms = analyzer.normalizer.statistic_terms(offsets.submitted)
        for (name, _), term in zip(analyzer.normalizer.statistics, terms, strict=True):
            yield TermSpan(term, _counted(name, offsets.submitted))


def _spans_of_words(
    analyzer: Analyzer, offsets: OffsetMap, pattern: re.Pattern[str]
) -> Iterator[TermSpan]:
    visible, bounds = _visible_origins(offsets)
    tokens: list[str] = []
    origins: list[int] = []
    edges = [0]  # token n covers origins[edges[n] : edges[n + 1]]
    for match in pattern.finditer(offsets.text):
        token = match.group(pattern.groups) or ""
        if token not in analyzer.stop_words:
            start, end = match.span(pattern.groups)
            tokens.append(token)
            origins += visible[bounds[start] : bounds[end]]
            edges.append(len(origins))
    for start, end in _runs(len(tokens), *analyzer.ngram_range):
        yield TermSpan(" ".join(tokens[start:end]), origins[edges[start] : edges[end]])


def _spans_of_characters(analyzer: Analyzer, offsets: OffsetMap) -> Iterator[TermSpan]:
    origins, bounds = _visible_origins(offsets)
    for start, end in _runs(len(offsets.text), *analyzer.ngram_range):
        yield TermSpan(offsets.text[start:end], origins[bounds[start] : bounds[end]])


def _spans_within_words(analyzer: Analyzer, offsets: OffsetMap) -> Iterator[TermSpan]:
    origins, bounds = _visible_origins(offsets)
    least, most = analyzer.ngram_range
    for match in _WORD.finditer(offsets.text):
        word = f" {match[0]} "
        first, last = match.span()
        # scikit-learn takes a word that is shorter than the least size once, as a whole.
        for start, end in _runs(len(word), min(least, len(word)), most):
            # word[1] is text[first], so " h" of " hi " in "a hi" (first = 2) covers text[2:3].
            low, high = max(first, first + start - 1), min(last, first + end - 1)
            yield TermSpan(word[start:end], origins[bounds[low] : bounds[high]])


def _runs(length: int, least: int, most: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of every run of `least` to `most` elements, the shortest runs first."""
    for size in range(least, min(most, length) + 1):
        for start in range(length - size + 1):
            yield start, start + size


def _visible_origins(offsets: OffsetMap) -> tuple[list[int], list[int]]:
    """Return the origins of the visible characters, and how many of them precede each offset.

    The visible characters of text[start:end] have origins[bounds[start] : bounds[end]]. For the
    text "a b" the origins are [0, 2] and the bounds [0, 1, 1, 2], so " b", which is text[1:3], has
    origins[1:2] = [2].
    """
    is_visible = [
        origin != NO_ORIGIN
        and not char.isspace()
        and not offsets.submitted[slice(*offsets.spans[origin])].isspace()
        for char, origin in zip(offsets.text, offsets.origins, strict=True)
    ]
    pairs = zip(offsets.origins, is_visible, strict=True)
    return [origin for origin, visible in pairs if visible], [*accumulate(is_visible, initial=0)]


def _counted(name: str, submitted: str) -> list[int]:
    """Return the offsets that a text statistic counts, or all visible ones if it counts none."""
    visible = [number for number, char in enumerate(submitted) if not char.isspace()]
    if name not in COUNTED:
        return visible
    counted = COUNTED[name]
    return [number for number in visible if counted(submitted[number])] or visible
