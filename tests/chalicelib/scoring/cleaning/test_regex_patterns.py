"""Patterns of the module `regex` match the same when `re` compiles them."""

import re

import pytest
import regex  # type: ignore[import-untyped]

from chalicelib.scoring.cleaning.regex_patterns import compile_as_regex
from tests.support.parity import TEXTS
from train.export.functions.trials.texts import TEXTS as MORE_TEXTS

MORE = (*MORE_TEXTS, "a\x1c\x1f b\x85\u2003c\u00bd\u00b2e\u0301 can not can\x1cnot", "\\s [x] ]")


@pytest.mark.parametrize(
    ("pattern", "template"),
    [
        (r"\s+", "_"),
        (r"\S+", r"<\g<0>>"),
        (r"[^a\s]", "."),
        (r"[]\s[]", "."),
        (r"\\s", "."),
        (r"(\w)\b(.)", r"\2\1"),
        (r"\b(can)\s(not)\b", r"\1\2"),
        (r"[\w']+", r"<\g<0>>"),
        (r"[^\b]x|\d", ""),
        ("[\u0640\u00e9]", ""),
    ],
)
@pytest.mark.parametrize("flags", [0, re.IGNORECASE | re.MULTILINE])
def test_a_pattern_replaces_what_regex_replaces(pattern: str, template: str, flags: int) -> None:
    ours, theirs = compile_as_regex(pattern, flags), regex.compile(pattern, flags)
    for text in (*TEXTS, *MORE):
        assert ours.sub(template, text) == theirs.sub(template, text)


@pytest.mark.parametrize("pattern", [r"\p{L}", r"[\S]", "\\w\u00bd", r"\w\u00bd", r"\X"])
def test_what_re_has_not_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="found "):
        compile_as_regex(pattern)
