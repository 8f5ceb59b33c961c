"""Searching near the signs of matches makes the replacements that `re` makes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.scoring import match_search
from chalicelib.scoring.likeness import UNSEEN_LIKE, likeness
from chalicelib.scoring.match_search import replaced_near_signs
from chalicelib.scoring.quick_checks import LINK, LONG_TEXT, MONEY, PENCE, SPELT_OUT, substituted

SEARCHED = [re.compile(pattern) for pattern in (LINK, PENCE, SPELT_OUT)]
PARTS = st.sampled_from(
    [
        *"abp01$, .-_*~\t\n!",
        *("www.", "http://", ".com", "co.uk", "x.com", "pence", "ppm"),
        *(" a b c ", "(a.b.c)", "1.50p", "2 p ", "a1.5p", "1.2.3p"),
        *" \u00e9\u0661\u00a0\u2009\u00b7\u200b\u3164\u2019\u0434",
    ]
)
TEXTS = st.lists(PARTS, max_size=25).map("".join)
FILLING = " and so on" * LONG_TEXT


def assert_replaced_as_by_the_pattern(pattern: re.Pattern[str], text: str, count: int) -> None:
    expected = pattern.sub("<x>", text, count=count)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(match_search, "FEW", 0)  # no signs are too many
        found = replaced_near_signs(pattern, "<x>", text, count)
    # Where some letters are not seen, spelt-out words are left to the pattern.
    left = pattern.pattern == SPELT_OUT and UNSEEN_LIKE in likeness(text)
    assert found == (None if left else expected)


@given(TEXTS, st.sampled_from(SEARCHED), st.integers(0, 2))
def test_the_replacements_are_those_of_the_pattern(
    text: str, pattern: re.Pattern[str], count: int
) -> None:
    assert_replaced_as_by_the_pattern(pattern, text, count)


@pytest.mark.parametrize("count", [0, 1])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "0p",
        "pence2 p 2 p",
        "1 p0pencex",
        "1 pab 0px",
        "a1.50p 1.2.3p",
        "x.com,www.x y.com",
        "now.but http://a",
        "f r e e",
        "(f.r.e)",
        "a b cd",
        "x.com 0p f r \u00e9",
        "\u06615p \u06611.5p",
        "\u00e9x.com\u00a0www.x\u2009x.com",
        "f\u00b7r\u00b7\u0434",
        "f \u3164 e",
    ],
)
def test_places_that_are_hard_to_search(text: str, count: int) -> None:
    for pattern in SEARCHED:
        assert_replaced_as_by_the_pattern(pattern, text, count)


@given(TEXTS, st.sampled_from([*SEARCHED, re.compile(MONEY)]), st.integers(0, 2))
def test_a_substitution_in_a_long_text_is_that_of_the_pattern(
    text: str, pattern: re.Pattern[str], count: int
) -> None:
    long = f"{text}{FILLING}{text}"
    assert substituted(pattern, "<x>", long, count) == pattern.sub("<x>", long, count=count)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [*zip(SEARCHED, ["www.x.com ", "50p ", "f r e e "], strict=True)],
    ids=["link", "pence", "spelt-out"],
)
def test_a_text_with_many_signs_is_left_to_the_pattern(pattern: re.Pattern[str], text: str) -> None:
    assert replaced_near_signs(pattern, "", text * 100, 0) is None
    assert substituted(pattern, "", text * 100, 0) == pattern.sub("", text * 100)
    assert replaced_near_signs(pattern, "", text + FILLING, 0) is not None
    assert replaced_near_signs(re.compile(MONEY), "", text + FILLING, 0) is None
    assert substituted(pattern, "", text + FILLING, 0) == pattern.sub("", text + FILLING)


@pytest.mark.parametrize("count", [0, 4, 3])
def test_digits_of_ascii_become_zeros_as_far_as_the_count_allows(count: int) -> None:
    pattern = re.compile(r"\d")
    assert substituted(pattern, "0", "1234", count) == pattern.sub("0", "1234", count=count)
