"""Yield each occurrence of a term in a text, with the submitted characters that it covers.

A term covers its visible characters: no white space, and no padding of the analyzer "char_wb". The
term of a text statistic covers the characters that the statistic counts. Standard library only, see
`chalicelib.scoring.artifact`.
"""

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, compress

from chalicelib.explain.offset_map import NO_ORIGIN, OffsetMap
from chalicelib.scoring.analyzer import Analyzer

COUNTED: Mapping[str, Callable[[str], bool]] = {"capitals": str.isupper, "digits": str.isdigit}
"""The characters that a text statistic counts; a statistic that is not listed counts all."""

MAX_CACHED_LENGTH = 64
"""The longest word, in characters, for whose length it is kept what each term covers."""

_WHITE_SPACES = re.compile(r"\s\s+")
_WORD = re.compile(r"\S+")


TermSpan = tuple[str, Sequence[int]]
"""A term and the offsets of its visible characters, as origins of the offset map.

An origin below the length of the submitted text is an offset in it; a higher one is the number of a
longer span. An origin may repeat.
"""


class _Everything(Container[str]):
    """All terms."""

    def __contains__(self, term: object) -> bool:
        return True


def term_spans(
    analyzer: Analyzer, offsets: OffsetMap, known: Container[str] = _Everything()
) -> Iterator[TermSpan]:
    """Yield each known term of the submitted text, in the analyzer's order, with its offsets.

    >>> from chalicelib.explain.offset_map import map_offsets
    >>> analyzer = Analyzer("char_wb", (2, 2))
    >>> [*term_spans(analyzer, map_offsets(analyzer, "a Hi"))]
    [(' a', [0]), ('a ', [0]), (' h', [2]), ('hi', [2, 3]), ('i ', [3])]
    """
    if analyzer.token_pattern is not None:
        yield from _spans_of_words(analyzer, offsets, analyzer.token_pattern, known)
    elif analyzer.kind == "char":
        single = offsets.substituted(_WHITE_SPACES, " ", len(offsets.text))
        yield from _spans_of_characters(analyzer, single, known)
    else:
        yield from _spans_within_words(analyzer, offsets, known)
    if analyzer.normalizer is not None:
        terms = analyzer.normalizer.statistic_terms(offsets.submitted)
        for (name, _), term in zip(analyzer.normalizer.statistics, terms, strict=True):
            if term in known:
                yield term, _counted(name, offsets.submitted)


def _spans_of_words(
    analyzer: Analyzer, offsets: OffsetMap, pattern: re.Pattern[str], known: Container[str]
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
        term = " ".join(tokens[start:end])
        if term in known:
            yield term, origins[edges[start] : edges[end]]


def _spans_of_characters(
    analyzer: Analyzer, offsets: OffsetMap, known: Container[str]
) -> Iterator[TermSpan]:
    origins, bounds = _visible_origins(offsets)
    for start, end in _runs(len(offsets.text), *analyzer.ngram_range):
        term = offsets.text[start:end]
        if term in known:
            yield term, origins[bounds[start] : bounds[end]]


def _spans_within_words(
    analyzer: Analyzer, offsets: OffsetMap, known: Container[str]
) -> Iterator[TermSpan]:
    origins, bounds = _visible_origins(offsets)
    for match in _WORD.finditer(offsets.text):
        word, first = match[0], match.start()
        covered = _usually_covered if len(word) <= MAX_CACHED_LENGTH else _covered
        runs = covered(len(word), *analyzer.ngram_range)
        for term, (low, high) in zip(analyzer.terms_of_word(word), runs, strict=True):
            if term in known:
                yield term, origins[bounds[first + low] : bounds[first + high]]


def _covered(length: int, least: int, most: int) -> list[tuple[int, int]]:
    """Return which characters of a word of `length` characters each of its terms covers.

    The terms are runs of the word with a space on each side, which is not covered. Of " hi ", the
    run " h" covers 0 to 1, "hi" 0 to 2, and "i " 1 to 2:

    >>> _covered(2, 2, 2)
    [(0, 1), (0, 2), (1, 2)]
    """
    # scikit-learn takes a word that is shorter than the least size once, as a whole.
    runs = _runs(length + 2, min(least, length + 2), most)
    return [(max(0, start - 1), min(length, end - 1)) for start, end in runs]


_usually_covered = lru_cache(MAX_CACHED_LENGTH)(_covered)


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
    # Only whole spans of white space are invisible; the longer ones follow the single characters.
    single, spans = len(offsets.submitted), offsets.spans
    invisible = {NO_ORIGIN, *compress(range(single), map(str.isspace, offsets.submitted))}
    for number in range(single, len(spans)):
        if offsets.submitted[slice(*spans[number])].isspace():
            invisible.add(number)
    is_visible = [
        origin not in invisible and not char.isspace()
        for char, origin in zip(offsets.text, offsets.origins, strict=True)
    ]
    return [*compress(offsets.origins, is_visible)], [*accumulate(is_visible, initial=0)]


def _counted(name: str, submitted: str) -> list[int]:
    """Return the offsets that a text statistic counts, or all visible ones if it counts none."""
    visible = [number for number, char in enumerate(submitted) if not char.isspace()]
    if name not in COUNTED:
        return visible
    counted = COUNTED[name]
    return [number for number in visible if counted(submitted[number])] or visible
