"""The terms of a traced text, each as often as it occurs, with the places that it covers.

A term covers the characters that a reader sees of it: neither white space nor the padding of the
analyzer "char_wb", and of several words only the words. A measure covers what it counts.
Standard library only, see `chalicelib.scoring.artifact`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate

from chalicelib.explain.offset_map import NOWHERE, Traced
from chalicelib.scoring.analyzer import Analyzer

Occurrence = tuple[str, Sequence[int]]
"""A term, and the numbers of places; one occurs again for each further character from there."""

COUNTED: Mapping[str, Callable[[str], bool]] = {"capitals": str.isupper, "digits": str.isdigit}
"""The characters that a measure counts; any other measure counts all."""

_WHITE_SPACES = re.compile(r"\s\s+")
_WORD = re.compile(r"\S+")


def occurrences(analyzer: Analyzer, traced: Traced) -> Iterator[Occurrence]:
    """Yield what the analyzer makes of the submitted text, in its order, with places.

    >>> from chalicelib.explain.offset_map import trace
    >>> analyzer = Analyzer("char_wb", (2, 2))
    >>> list(occurrences(analyzer, trace(analyzer, "a Hi")))
    [(' a', [0]), ('a ', [0]), (' h', [2]), ('hi', [2, 3]), ('i ', [3])]
    """
    if analyzer.token_pattern is not None:
        yield from _of_words(analyzer, traced, analyzer.token_pattern)
    elif analyzer.kind == "char":
        yield from _of_characters(analyzer, traced.substituted(_WHITE_SPACES, " "))
    else:
        yield from _within_words(analyzer, traced)
    if analyzer.normalizer is not None:
        names = [name for name, _ in analyzer.normalizer.measures]
        for name, term in zip(names, analyzer.normalizer.measured(traced.submitted), strict=True):
            yield term, _counted(name, traced.submitted)


def _of_words(analyzer: Analyzer, traced: Traced, pattern: re.Pattern[str]) -> Iterator[Occurrence]:
    cells, bounds = _visible(traced)
    tokens: list[str] = []
    places: list[int] = []
    edges = [0]
    for match in pattern.finditer(traced.text):
        token = match.group(pattern.groups) or ""
        if token not in analyzer.stop_words:
            start, end = match.span(pattern.groups)
            tokens.append(token)
            places += cells[bounds[start] : bounds[end]]
            edges.append(len(places))
    for start, end in _runs(len(tokens), *analyzer.ngram_range):
        yield " ".join(tokens[start:end]), places[edges[start] : edges[end]]


def _of_characters(analyzer: Analyzer, traced: Traced) -> Iterator[Occurrence]:
    cells, bounds = _visible(traced)
    for start, end in _runs(len(traced.text), *analyzer.ngram_range):
        yield traced.text[start:end], cells[bounds[start] : bounds[end]]


def _within_words(analyzer: Analyzer, traced: Traced) -> Iterator[Occurrence]:
    cells, bounds = _visible(traced)
    least, most = analyzer.ngram_range
    for match in _WORD.finditer(traced.text):
        word = f" {match[0]} "
        first, last = match.span()
        # A word shorter than the least counts once, whole.
        for start, end in _runs(len(word), min(least, len(word)), most):
            low, high = max(first, first + start - 1), min(last, first + end - 1)
            yield word[start:end], cells[bounds[low] : bounds[high]]


def _runs(length: int, least: int, most: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of every run of `least` to `most` in a row, the shortest first."""
    for size in range(least, min(most, length) + 1):
        for start in range(length - size + 1):
            yield start, start + size


def _visible(traced: Traced) -> tuple[list[int], list[int]]:
    """Return the places of the visible characters, and how many stand before each character."""
    shown = [
        place != NOWHERE
        and not char.isspace()
        and not traced.submitted[slice(*traced.spans[place])].isspace()
        for char, place in zip(traced.text, traced.places, strict=True)
    ]
    cells = [place for place, visible in zip(traced.places, shown, strict=True) if visible]
    return cells, [*accumulate(shown, initial=0)]


def _counted(name: str, submitted: str) -> list[int]:
    """Return the offsets of the characters that a measure counts, of all if it counts none."""
    visible = [number for number, char in enumerate(submitted) if not char.isspace()]
    if name not in COUNTED:
        return visible
    counted = COUNTED[name]
    return [number for number in visible if counted(submitted[number])] or visible
