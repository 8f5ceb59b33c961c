"""Take items out of a JSON array; every other character stays."""

import json
import re
from collections.abc import Collection, Iterator

ARRAY = re.compile(r"\ufeff?\s*\[\s*")
SEPARATOR = re.compile(r"\s*,?\s*")


def without_items(content: str, numbers: Collection[int]) -> str:
    r"""Return a JSON array without the items of some numbers, from 1; empty if none is left.

    >>> without_items('[\n {"a": 1},\n {"a": 2}\n]', {2})
    '[\n {"a": 1}\n]'
    """
    spans = list(_spans(content))
    kept = [index for index in range(len(spans)) if index + 1 not in numbers]
    if not kept:
        return ""
    parts = [content[: spans[0][0]]]
    for position, index in enumerate(kept):
        between = content[spans[index - 1][1] : spans[index][0]] if position else ""
        parts += [between, content[slice(*spans[index])]]
    return "".join([*parts, content[spans[-1][1] :]])


def is_array(content: str) -> bool:
    """Return whether a JSON text is an array."""
    return ARRAY.match(content) is not None


def _spans(content: str) -> Iterator[tuple[int, int]]:
    """Yield where each item of an array starts and ends."""
    at = _end(ARRAY, content, 0)
    while content[at] != "]":
        _, end = json.JSONDecoder().raw_decode(content, at)
        yield at, end
        at = _end(SEPARATOR, content, end)


def _end(pattern: re.Pattern[str], content: str, at: int) -> int:
    match = pattern.match(content, at)
    return match.end() if match else at
