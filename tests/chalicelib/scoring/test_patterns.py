"""Patterns that have a quick check are compiled only if a text needs them."""

import copy
import pickle
import re

import pytest

from chalicelib.scoring.patterns import PatternCompiler
from chalicelib.scoring.quick_checks import LINK, MONEY, SPELT_OUT, has_check
from train.registry.bundle import Bundle


def test_a_pattern_with_a_quick_check_does_what_a_compiled_one_does() -> None:
    text = "see www.example.com and www.example.org"
    lazy, compiled = PatternCompiler().compile(LINK, "pattern", "here"), re.compile(LINK)
    assert lazy.pattern == LINK
    assert lazy.sub("x", text) == compiled.sub("x", text)
    assert [match.span() for match in lazy.finditer(text)] == [
        match.span() for match in compiled.finditer(text)
    ]
    assert (lazy.groups, lazy.flags) == (compiled.groups, compiled.flags)


def test_equal_patterns_of_a_file_are_the_same_object() -> None:
    """Analyzers compare their patterns, to find out what they share."""
    patterns = PatternCompiler()
    assert patterns.compile(LINK, "", "") is patterns.compile(LINK, "", "")
    assert patterns.compile(LINK, "", "") is not patterns.compile(MONEY, "", "")


def test_a_pattern_can_be_copied_and_pickled() -> None:
    lazy = PatternCompiler().compile(LINK, "", "")
    assert pickle.loads(pickle.dumps(lazy)) == copy.deepcopy(lazy) == re.compile(LINK)  # noqa: S301


def test_flags_change_a_pattern() -> None:
    assert PatternCompiler().compile(SPELT_OUT, "", "", re.VERBOSE).flags & re.VERBOSE


def test_a_plain_text_needs_none_of_the_recipes_patterns(
    default_bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[str] = []

    def compile_and_note(pattern: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(pattern)
        return whole(pattern, flags)

    whole = re.compile
    monkeypatch.setattr(re, "compile", compile_and_note)
    model = default_bundle.model()
    assert model.predict("see you at the station") == "ham"
    assert not any(map(has_check, compiled))
    model.predict("see www.example.com")
    assert LINK in compiled
