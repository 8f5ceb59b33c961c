"""The ways to split a text into tokens, and the steps on tokens."""

import re
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given, settings

from chalicelib.scoring.cleaning.unicode_words import with_unicode_words
from tests.support.cleaning import REFERENCE, tokenizer
from tests.support.parity import any_text


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"kind": "split"}, ["It's", "2", "for", "1"], id="white-space"),
        pytest.param({"kind": "split", "separator": " "}, ["It's", "2\n\nfor", "", "1"],
                     id="separator"),
        pytest.param({"kind": "lines"}, ["It's 2", "", "for  1"], id="lines"),
        pytest.param({"kind": "characters"}, [*"It's 2\n\nfor  1"], id="characters"),
        pytest.param({"kind": "function", "function": REFERENCE}, ["1", "for", "2", "It's"],
                     id="function"),
        pytest.param({"kind": "pattern", "pattern": "([a-z])[a-z]", "gaps": False,
                      "unicode_words": False}, ["f"], id="group"),
        pytest.param({"kind": "pattern", "pattern": "([a-z])[a-z]", "gaps": False,
                      "unicode_words": True}, ["f"], id="group-of-unicode-words"),
        pytest.param({"kind": "pattern", "pattern": r"\W", "gaps": True, "unicode_words": False,
                      "keep_empty": False}, ["It", "s", "2", "for", "1"], id="gaps"),
        pytest.param({"kind": "pattern", "pattern": r"\n", "gaps": True, "unicode_words": True,
                      "keep_empty": True}, ["It's 2", "", "for  1"], id="gaps-with-empty"),
        pytest.param({"kind": "split", "replacements": [{"pattern": "'", "with": " '"},
                                                        {"pattern": "s", "with": ""}]},
                     ["It", "'", "2", "for", "1"], id="replacements"),
    ],
)  # fmt: skip
def test_a_text_is_split(fields: dict[str, Any], expected: list[str]) -> None:
    assert tokenizer(**fields)("It's 2\n\nfor  1") == expected


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        pytest.param({"step": "lower"}, ["flies", "éa", "the", "1st", "the"], id="lower"),
        pytest.param({"step": "accents", "how": "ascii"}, ["Flies", "Ea", "the", "1st", "the"],
                     id="accents"),
        pytest.param({"step": "strip", "characters": "t"}, ["Flies", "Éa", "he", "1s", "he"],
                     id="strip"),
        pytest.param({"step": "stem", "stemmer": "porter", "variant": "nltk"},
                     ["fli", "éa", "the", "1st", "the"], id="porter"),
        pytest.param({"step": "stem", "stemmer": "snowball-english"},
                     ["fli", "éa", "the", "1st", "the"], id="snowball"),
        pytest.param({"step": "stem", "stemmer": "snowball-english", "except": ["flies"]},
                     ["flies", "éa", "the", "1st", "the"], id="exceptions"),
        pytest.param({"step": "drop", "words": ["the", "éa"]}, ["Flies", "Éa", "1st"], id="drop"),
        pytest.param({"step": "keep", "words": ["the"]}, ["the", "the"], id="keep"),
        pytest.param({"step": "keep", "shape": "alpha"}, ["Flies", "Éa", "the", "the"],
                     id="keep-shape"),
        pytest.param({"step": "drop", "shape": "ascii"}, ["Éa"], id="drop-shape"),
        pytest.param({"step": "length", "least": 3, "most": 4}, ["the", "1st", "the"], id="length"),
        pytest.param({"step": "function", "function": REFERENCE},
                     ["seilF", "aÉ", "eht", "ts1", "eht"], id="function"),
    ],
)  # fmt: skip
def test_a_step_changes_the_tokens(step: dict[str, Any], expected: list[str]) -> None:
    assert tokenizer(kind="split", tokens=[step])("Flies Éa the 1st the") == expected


def test_token_steps_follow_one_another() -> None:
    steps = [{"step": "lower"}, {"step": "drop", "words": ["the"]}, {"step": "upper"}]
    assert tokenizer(kind="split", tokens=steps)("The end") == ["END"]


@pytest.mark.parametrize("pattern", [r"\b", r"\d*", ",", r"\s+", "(?=a)"])
@settings(deadline=None)
@given(text=any_text)
@example(text="a1b22,,c")
def test_gaps_are_those_of_re_split(pattern: str, text: str) -> None:
    split = tokenizer(
        kind="pattern", pattern=pattern, gaps=True, unicode_words=False, keep_empty=True
    )
    assert split(text) == re.split(pattern, text)


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "pattern", [r"\w+", r"\w+|[^\w\s]+", r"\s", r"\b\w", r"[^a-z]", "(?i)[k-z]"]
)
@settings(deadline=None, max_examples=60)
@given(text=any_text)
@example(text="1½ cafe\u0301 नमस्ते Ⓐ x\u200dy\x1ca²_‿")
def test_unicode_words_are_those_of_the_module_regex(pattern: str, text: str) -> None:
    regex = pytest.importorskip("regex", reason="the module regex is not installed")
    known = "".join(char for char in text if unicodedata.category(char) != "Cn")
    spans = [match.span() for match in re.finditer(pattern, with_unicode_words(known))]
    assert spans == [match.span() for match in regex.finditer(pattern, known)]


def test_unicode_words_are_cut_from_the_text_itself() -> None:
    fields = {"pattern": r"\w+", "gaps": False, "unicode_words": True}
    split = tokenizer(kind="pattern", **fields)
    assert split("1½ cafe\u0301 \u24b6\x1cb") == ["1", "cafe\u0301", "\u24b6", "b"]
    assert split("plain text") == ["plain", "text"]
