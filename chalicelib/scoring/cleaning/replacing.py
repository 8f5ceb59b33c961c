"""Replace the matches of a pattern by text and by what its groups matched, within a limit.

What replaces a match is a string, or an array of strings and numbers of groups, so that no
character needs to be escaped. Standard library only, see `chalicelib.scoring.artifact`.
"""

import re
from collections.abc import Callable, Sequence

from chalicelib.errors import FormatError
from chalicelib.scoring.cleaning.sources import Sources
from chalicelib.scoring.normalizer import (
    MAX_REPLACEMENT_CHARACTERS,
    longest_result,
    most_matches,
)
from chalicelib.strict_json import Record, describe

MAX_PARTS = 32

Step = Callable[[str], str]
Parts = Sequence[str | int]
"""Literal texts and numbers of groups, in order."""


def read_replacement(record: Record, sources: Sources) -> Step:
    """Take the fields "pattern" and "with", and return the step.

    Raises
    ------
    FormatError
        If the fields break a rule of docs/format.md.
    """
    pattern = sources.compile(record, "pattern of a replacement")
    value = record.take("with")
    parts = _parts(value if isinstance(value, list) else [value], pattern.groups, record)
    if all(isinstance(part, str) for part in parts):
        return _literal(pattern, "".join(map(str, parts)))
    return lambda text: _with_groups(pattern, parts, text)


def _parts(values: list[object], groups: int, record: Record) -> Parts:
    parts = [value for value in values if _is_part(value, groups)]
    if len(parts) < len(values) or len(parts) > MAX_PARTS:
        wrong = next((value for value in values if not _is_part(value, groups)), values)
        raise FormatError(
            f"{record.where}: field 'with' has {describe(wrong)}; expected a string, or an array "
            f"of at most {MAX_PARTS} strings and numbers of groups from 0 to {groups}"
        )
    length = sum(len(part) for part in parts if isinstance(part, str))
    if length > MAX_REPLACEMENT_CHARACTERS:
        raise FormatError(
            f"{record.where}: field 'with' has {length} characters; "
            f"expected at most {MAX_REPLACEMENT_CHARACTERS}"
        )
    return [part for part in parts if isinstance(part, str | int)]


def _is_part(value: object, groups: int) -> bool:
    return isinstance(value, str) or (type(value) is int and 0 <= value <= groups)


def _literal(pattern: re.Pattern[str], instead: str) -> Step:
    escaped = instead.replace("\\", r"\\")  # `re` takes a backslash for a reference to a group
    return lambda text: pattern.sub(escaped, text, most_matches(instead, longest_result(len(text))))


def _with_groups(pattern: re.Pattern[str], parts: Parts, text: str) -> str:
    """Replace the matches until the replacements are as long as a result may be."""
    room, done = longest_result(len(text)), 0
    pieces: list[str] = []
    for match in pattern.finditer(text):
        made = [part if isinstance(part, str) else match[part] or "" for part in parts]
        pieces += (text[done : match.start()], *made)
        done = match.end()
        room -= sum(map(len, made))
        if room <= 0:
            break  # what follows is cut
    return "".join(pieces) + text[done:]
