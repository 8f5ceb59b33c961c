"""Replace the matches of the default recipe's patterns in a long text, searching near signs only.

A pattern tries every character, and in a long text most have no match near. Here, C looks for the
signs that every match has, and the pattern is tried where one occurs. The matches are those that
`re` finds, because each search sees all that its pattern looks at: a link ends at a space, a sum of
pence a few characters after its last digit, and the gaps of a spelt-out word are tried one by one.
Standard library only, see `chalicelib.scoring.artifact`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

from chalicelib.scoring.likeness import UNSEEN_LIKE, likeness
from chalicelib.scoring.quick_checks import (
    IN_LINKS,
    LINK,
    PENCE,
    SINGLE_LETTERS,
    SPELT_OUT,
    signs_of,
    spelling_of,
)

FEW = 100
"""A text has few signs if there are at least so many characters for each."""
_LONGEST_PENCE = 8
"""From the last digit of a sum of pence to the second character after it: `0 pence, `."""

Spans = Iterator[tuple[int, int]]
"""Where matches begin and end, in order."""
Text = TypeVar("Text", str, bytes)


def replaced_near_signs(
    pattern: re.Pattern[str], replacement: str, text: str, count: int
) -> str | None:
    """Replace up to `count` matches, or all if it is 0; None if this would not be faster.

    >>> replaced_near_signs(re.compile(LINK), "<link>", f"see www.example.com{' ok' * 99}", 0)[:13]
    'see <link> ok'
    """
    search = _SEARCHES.get(pattern.pattern)
    spans = None if search is None else search(pattern, text)
    if spans is None:
        return None
    parts: list[str] = []
    at = 0
    for start, end in islice(spans, count or None):
        parts += text[at:start], replacement
        at = end
    return "".join([*parts, text[at:]])


def _places(text: Text, *signs: Text) -> list[int] | None:
    """Return where signs begin, also those that overlap, in order; None if they are many."""
    places: list[int] = []
    for sign in signs:
        at = text.find(sign)
        while at >= 0:
            places.append(at)
            if len(places) * FEW > len(text):
                return None
            at = text.find(sign, at + 1)
    return sorted(places)


def _links(pattern: re.Pattern[str], text: str) -> Spans | None:
    starts = _places(text, "://", "www.")
    domains = _places(signs_of(likeness(text)), b".d")
    if starts is None or domains is None:
        return None
    places = starts + [place for place in domains if text.startswith(IN_LINKS, place)]
    return _links_at(pattern, text, sorted(places))


def _links_at(pattern: re.Pattern[str], text: str, places: list[int]) -> Spans:
    end = 0
    for place in places:
        if place >= end:  # not in the word of the place before
            start = text.rfind(" ", 0, place) + 1
            end = text.find(" ", place)
            end = len(text) if end < 0 else end
            yield from (match.span() for match in pattern.finditer(text, start, end))


def _pence(pattern: re.Pattern[str], text: str) -> Spans | None:
    places = _places(signs_of(likeness(text)), b"0p", b"0 p")
    return None if places is None else _pence_at(pattern, text, places)


def _pence_at(pattern: re.Pattern[str], text: str, places: list[int]) -> Spans:
    end = 0
    for place in places:
        if place < end:  # in the match of the place before
            continue
        # The digit at the place is the last one; digits and dots may come before it.
        start, stop = place, place + _LONGEST_PENCE
        while start > end and (text[start - 1].isdecimal() or text[start - 1] == "."):
            start -= 1
        match = pattern.search(text, start, stop)
        # What ends where the search stops may go on in the text.
        if match is not None and match.end() < stop:
            end = match.end()
            yield match.span()


def _gaps(pattern: re.Pattern[str], text: str) -> Spans | None:
    like = likeness(text)
    if UNSEEN_LIKE in like:  # some letters are not seen
        return None
    starts = _places(spelling_of(like), SINGLE_LETTERS)
    if starts is None:
        return None
    gaps = sorted({gap for start in starts for gap in (start + 1, start + 3)})
    return ((gap, gap + 1) for gap in gaps if pattern.match(text, gap))


_SEARCHES: Mapping[str, Callable[[re.Pattern[str], str], Spans | None]] = {
    LINK: _links,
    PENCE: _pence,
    SPELT_OUT: _gaps,
}
