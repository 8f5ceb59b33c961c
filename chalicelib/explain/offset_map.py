"""A text as its analyzer prepares it, with where each of its characters was submitted.

Preparing a text changes its length: lower case of U+0130 is two characters, a stripped accent is
none, a link becomes one word. Here the same steps are taken as in `Analyzer.prepare`, and each
character keeps its place. Standard library only, see `chalicelib.scoring.artifact`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from chalicelib.scoring.analyzer import Analyzer

NOWHERE = -1
"""The place of a character that comes from no submitted one."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A text, and for each of its characters the number of its place in the submitted text.

    `spans` has start and end of every place, in code points of `submitted`: first those of its
    single characters, so that these have their own offset for a number, then longer ones. Spans
    of successive characters never go back, neither their starts nor their ends.
    """

    submitted: str
    text: str
    places: Sequence[int]
    spans: Sequence[tuple[int, int]]

    def changed(self, step: Callable[[str], str]) -> "Traced":
        """Take a step that reads each character for itself, its length at least."""
        lengths = {char: len(step(char)) for char in set(self.text)}
        places = [
            place
            for char, place in zip(self.text, self.places, strict=True)
            for _ in range(lengths[char])
        ]
        return replace(self, text=step(self.text), places=places)

    def substituted(self, pattern: re.Pattern[str], replacement: str) -> "Traced":
        """Put a replacement in place of each match; its characters come from the whole match."""
        places: list[int] = []
        spans = [*self.spans]
        done = 0

        def note(match: re.Match[str]) -> str:
            nonlocal done
            places.extend(self.places[done : match.start()])
            place = _joined(self.places[match.start() : match.end()], spans)
            places.extend([place] * len(replacement))
            done = match.end()
            return replacement

        text = pattern.sub(note, self.text)
        places.extend(self.places[done:])
        return Traced(self.submitted, text, places, spans)


def trace(analyzer: Analyzer, text: str) -> Traced:
    r"""Prepare a text as `Analyzer.prepare` does, and keep where its characters come from.

    >>> traced = trace(Analyzer("char", (1, 1), strip_accents="unicode"), "\ufb01ne\u0301e")
    >>> traced.text, traced.places
    ('finee', [0, 0, 1, 2, 4])
    """
    numbers = range(len(text))
    traced = Traced(text, text, numbers, [(number, number + 1) for number in numbers])
    normalizer = analyzer.normalizer
    if normalizer is not None:
        traced = traced.changed(normalizer.read)
    if analyzer.lowercase:
        traced = traced.changed(str.lower)
    if analyzer.strip_accents is not None:
        traced = traced.changed(analyzer._replace(lowercase=False, normalizer=None).prepare)
    for pattern, replacement in () if normalizer is None else normalizer.replacements:
        traced = traced.substituted(pattern, replacement)
    return traced


def _joined(places: Sequence[int], spans: list[tuple[int, int]]) -> int:
    """Return the place that spans successive ones, a new one if it has to be."""
    known = [place for place in places if place != NOWHERE]
    if not known:
        return NOWHERE
    first, last = known[0], known[-1]
    if first == last:
        return first
    spans.append((spans[first][0], spans[last][1]))
    return len(spans) - 1
