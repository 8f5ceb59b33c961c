"""A quick check says no only if its pattern has no match, and it says no to most texts."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.scoring.likeness import UNSEEN, likeness
from chalicelib.scoring.quick_checks import (
    DIGIT,
    LINK,
    MONEY,
    PENCE,
    SPELT_OUT,
    may_match,
    no_match_check,
    signs_of,
    substituted,
)
from train.recipes.default_vectorizer import make_vectorizer

PATTERNS = [re.compile(pattern) for pattern in (UNSEEN, SPELT_OUT, LINK, MONEY, PENCE, DIGIT)]
SPELT_OUT_PATTERN, LINK_PATTERN, MONEY_PATTERN = PATTERNS[1:4]
PARTS = st.sampled_from(
    [
        *"abp01$, .-_*~\t\n\u00b7\u00e9\u0661\u00a3\u200b\u3164\u00a0\u00b2\u2019!",
        "www.",
        "http://",
        ".com",
        "co.uk",
        "pence",
        "ppm",
    ]
)
TEXTS = st.lists(PARTS, max_size=14).map("".join)


def may_have(pattern: re.Pattern[str], text: str) -> bool:
    like = likeness(text)
    return may_match(pattern, like, signs_of(like))


@given(TEXTS)
@example("$ 1")
@example("f r e e")
@example("(f.r.e)")
@example("a\u00b7b\u00b7c")
@example("1 p")
@example("\u0661p")
@example("f \u3164 e")
@example("\u20ac\u00a0\u0661")
@example("http://x")
@example("x.co.uk")
def test_no_match_is_missed(text: str) -> None:
    for pattern in PATTERNS:
        assert may_have(pattern, text) or pattern.search(text) is None


@given(TEXTS, st.sets(st.sampled_from(PATTERNS)))
@example("$ 1", {MONEY_PATTERN})
@example("f r e e", {SPELT_OUT_PATTERN})
@example("x.co.uk", {LINK_PATTERN})
@example("http://x", {LINK_PATTERN})
def test_no_match_of_several_patterns_is_missed(text: str, patterns: set[re.Pattern[str]]) -> None:
    check = no_match_check(patterns)
    assert check is not None
    assert not check(likeness(text)) or not any(pattern.search(text) for pattern in patterns)


def test_most_texts_need_no_search_for_several_patterns() -> None:
    check = no_match_check(PATTERNS)
    assert check is not None
    assert check("is a bit or c, $ or no: see you. ok")
    assert not any(map(check, ["at 7", "see www.x", "f r e e"]))


def test_with_another_pattern_there_is_no_check_of_several() -> None:
    assert no_match_check([*PATTERNS, re.compile("x")]) is None


@given(TEXTS)
def test_a_substitution_is_that_of_the_pattern(text: str) -> None:
    for pattern in PATTERNS:
        assert substituted(pattern, "0", text, 0) == pattern.sub("0", text)


@pytest.mark.parametrize(
    "pattern", PATTERNS, ids=["unseen", "spelt-out", "link", "money", "pence", "digit"]
)
def test_a_text_without_what_a_match_needs_is_not_searched(pattern: re.Pattern[str]) -> None:
    assert not may_have(pattern, "is a bit or c, $ or no: see you. ok")
    assert not may_have(pattern, "\u201cis a caf\u00e9\u201d \u2013 ok, \u0434\u0430")


@pytest.mark.parametrize("text", ["f r e \u00e9", "\u0661p", "\u200b", "www.x"])
def test_what_a_match_has_beyond_ascii_is_found(text: str) -> None:
    found = [pattern.pattern for pattern in PATTERNS if pattern.search(text)]
    assert found
    assert all(may_have(re.compile(pattern), text) for pattern in found)


def test_another_pattern_may_always_match() -> None:
    assert may_have(re.compile("x"), "see")


def test_the_patterns_are_those_of_the_default_recipe() -> None:
    blocks = [block for _, block in make_vectorizer().transformer_list]
    found = {pattern.pattern for block in blocks for pattern, _ in block.analyzer.replacements}
    assert {pattern.pattern for pattern in PATTERNS} <= found
