"""Posts are split as NLTK's `TweetTokenizer` does."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.nltk_data import deployed
from tests.support.parity import TEXTS
from train.export.functions.trials.texts import TEXTS as MORE_TEXTS

OPTIONS: list[dict[str, bool]] = [
    {},
    {"preserve_case": False, "reduce_len": True, "strip_handles": True},
    {"match_phone_numbers": False},
]
PIECES = (
    *(":)", ":-D", "<3", "8P", "@b", "@a_b ", "#tag", "#a-b", "->", "<b>", "http://a.b/", "a.com/"),
    *("x@y.org", "555-123-4567", "+1 ", "&amp;", "&nosuch;", "&#65;", "&#x41;", "&#129;", "&#150;"),
    *("&#99999999999;", "&x41;", "&#zz;", "&", ";", "oooo", "!!!!!", "....", ". .", "3.1", "don't"),
    *("\U0001f469\u200d\U0001f467", "\U0001f3fb", "\U0001f1e6\U0001f1ff", "\u200d", "\U00010a00"),
    *("\u00aa", "\u00ba", "\u0131", "\u0130", "\u00bd", "e\u0301", "\x1c", "A", "b", " ", "\n"),
)  # fmt: skip


@pytest.mark.parametrize("options", OPTIONS)
def test_texts_are_split_as_nltk_does(nltk: Any, options: dict[str, bool]) -> None:
    theirs = nltk.TweetTokenizer(**options)
    ours = deployed(theirs)
    for text in (*TEXTS, *MORE_TEXTS):
        assert ours.tokenize(text) == theirs.tokenize(text)


@settings(max_examples=200)
@given(text=st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_text_is_split_as_nltk_does(casual: Any, text: str) -> None:
    theirs, ours = casual
    for options in OPTIONS:
        assert ours(text, **options) == theirs(text, **options)


@pytest.fixture(scope="module")
def casual(nltk: Any) -> tuple[Any, Any]:
    """Return NLTK's function and ours."""
    return nltk.casual_tokenize, deployed(nltk.casual_tokenize)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("&lt;&amp;&nosuch;&", ["<", "&", "&"], id="names"),
        pytest.param("&#65;&#x42;&#150;", ["AB", "\u2013"], id="numbers"),
        pytest.param("a&#129;&#x110000;&#x;b", ["ab"], id="no-characters"),
    ],
)
def test_entities_are_replaced(casual: Any, text: str, expected: list[str]) -> None:
    theirs, ours = casual
    assert ours(text) == theirs(text) == expected


def test_the_class_takes_nltks_arguments(nltk: Any) -> None:
    tokenizer = deployed(nltk.TweetTokenizer)(preserve_case=False, strip_handles=True)
    assert tokenizer.tokenize("@bob HELLO :D") == ["hello", ":D"]


@pytest.mark.parametrize(
    "piece", ["ab,", "<http://a.b/c?d=e>", "1,5!", "a:)", "\u4e2d\u3002", "x\n" * 9]
)
def test_a_long_run_without_spaces_is_split_as_nltk_does(casual: Any, piece: str) -> None:
    theirs, ours = casual
    # NLTK shortens a run of the same sign first, also of spaces.
    spaces = " \t" * 1500
    text = f"{piece}{spaces}see {piece * 900} www.example.com/"
    assert ours(text) == theirs(text)


@pytest.mark.no_cover
@pytest.mark.parametrize("piece", ["1", "a.", "1.", "1-", "<a", "http://a(", "555-", "a"])
def test_a_long_text_takes_little_time(casual: Any, piece: str) -> None:
    _, ours = casual
    text, started = piece * (60_000 // len(piece)), time.process_time()
    assert "".join(ours(text)) == text
    assert time.process_time() - started < 5  # 0.5 s; of 60,000 digits, NLTK's pattern takes 7 s
