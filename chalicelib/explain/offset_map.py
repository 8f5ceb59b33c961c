"""Prepare a text as its analyzer does, and map each character back to the submitted text.

Preparing changes the length of a text: U+0130 becomes two characters in lower case, a stripped
accent disappears, a link becomes one word. This module takes the same steps as `Analyzer.prepare`
and keeps the origin of each character. Standard library only, see `chalicelib.scoring.artifact`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.likeness import likeness
from chalicelib.scoring.normalizer import longest_result, most_matches
from chalicelib.scoring.quick_checks import may_match, signs_of

NO_ORIGIN = -1
"""The origin of a character that comes from no submitted character."""


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """A prepared text, and for each of its characters the number of a span in the submitted text.

    `spans` holds start and end in code points of `submitted`. The first `len(submitted)` spans are
    its single characters, so span 3 is the character at offset 3; longer spans follow. From one
    character to the next, neither the start nor the end of the span decreases.

    Example: "Go http://x.yz" becomes "go <link>". The spans 0 to 13 are the submitted characters
    and span 14 is (3, 14). The characters of "go " have the origins 0, 1, 2, those of "<link>" all
    have 14.
    """

    submitted: str
    text: str
    origins: Sequence[int]
    spans: Sequence[tuple[int, int]]

    def mapped(self, step: Callable[[str], str]) -> "OffsetMap":
        """Apply a step that maps each character independently of the others."""
        lengths = {char: len(step(char)) for char in set(self.text)}
        if set(lengths.values()) <= {1}:
            return replace(self, text=step(self.text))
        origins = [
            origin
            for char, origin in zip(self.text, self.origins, strict=True)
            for _ in range(lengths[char])
        ]
        return replace(self, text=step(self.text), origins=origins)

    def substituted(self, pattern: re.Pattern[str], replacement: str, longest: int) -> "OffsetMap":
        """Replace each match; each character of the replacement originates from the whole match.

        The result is cut to `longest` characters.
        """
        origins: list[int] = []
        spans = [*self.spans]
        done = 0  # the end of the previous match

        def note(match: re.Match[str]) -> str:
            nonlocal done
            origins.extend(self.origins[done : match.start()])
            origin = _covering_span(self.origins[match.start() : match.end()], spans)
            origins.extend([origin] * len(replacement))
            done = match.end()
            return replacement

        text = pattern.sub(note, self.text, most_matches(replacement, longest))
        origins.extend(self.origins[done:])
        return OffsetMap(self.submitted, text, origins, spans).cut(longest)

    def cut(self, longest: int) -> "OffsetMap":
        """Keep the first `longest` characters of the prepared text."""
        return replace(self, text=self.text[:longest], origins=self.origins[:longest])


def map_offsets(analyzer: Analyzer, text: str) -> OffsetMap:
    r"""Prepare a text as `Analyzer.prepare` does and keep the origin of each character.

    >>> offsets = map_offsets(Analyzer("char", (1, 1), strip_accents="unicode"), "\ufb01ne\u0301e")
    >>> offsets.text, offsets.origins
    ('finee', [0, 0, 1, 2, 4])
    """
    numbers = range(len(text))
    offsets = OffsetMap(text, text, numbers, [(number, number + 1) for number in numbers])
    normalizer, longest = analyzer.normalizer, longest_result(len(text))
    if normalizer is not None:
        offsets = offsets.mapped(normalizer.map_characters)
    if analyzer.lowercase:
        offsets = offsets.mapped(str.lower)
    if analyzer.strip_accents is not None:
        offsets = offsets.mapped(analyzer._replace(lowercase=False, normalizer=None).prepare)
    if normalizer is not None:
        offsets = offsets.cut(longest)
        like = likeness(offsets.text)
        for pattern, replacement in normalizer.replacements:
            if may_match(pattern, like, signs_of(like)):
                offsets = offsets.substituted(pattern, replacement, longest)
                like = likeness(offsets.text)
    return offsets


def _covering_span(origins: Sequence[int], spans: list[tuple[int, int]]) -> int:
    """Return the number of the span that covers these origins, and append it if it is new."""
    # Origins never go back in the text, so the first and the last bound the span: the origins
    # 3, 4, 5 of "txt" give the span (3, 6).
    known = [origin for origin in origins if origin != NO_ORIGIN]
    if not known:
        return NO_ORIGIN
    first, last = known[0], known[-1]
    if first == last:
        return first
    spans.append((spans[first][0], spans[last][1]))
    return len(spans) - 1
