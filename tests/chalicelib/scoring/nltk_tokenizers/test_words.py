"""Words are split as NLTK's tokenizers of words do."""

import re
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.nltk_data import deployed
from tests.support.parity import TEXTS
from train.export.functions.trials.texts import TEXTS as MORE_TEXTS

KINDS = ("NLTKWordTokenizer", "TreebankWordTokenizer", "ToktokTokenizer")
PIECES = (
    *("cannot", "d'ye", "gonna", "wanna ", "more'n", " 'tis", "n't ", "'s ", "'LL ", "'", '"'),
    *("''", "(", ")", "[", "{", "<", ">", ".", "..", "...", ",", ":", ";", "?", "!", "$", "``"),
    *("--", "\u2014", "\u00ab", "\u201d", "\u2018", "3", "a", "B", " ", "  ", "\n", "\t", "& "),
    *("://", "/", "\u00a0", "\x1c", "\u00bd", "e\u0301", "\u200d", "\u24b6", "\u017f", "\u0131"),
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_texts_are_split_as_nltk_does(nltk: Any, kind: str) -> None:
    theirs, ours = getattr(nltk, kind)(), deployed(getattr(nltk, kind))()
    for text in (*TEXTS, *MORE_TEXTS):
        assert ours.tokenize(text) == theirs.tokenize(text)


@settings(max_examples=100)
@given(text=st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_text_is_split_as_nltk_does(nltk: Any, text: str) -> None:
    for kind in KINDS:
        theirs, ours = getattr(nltk, kind)(), deployed_once(getattr(nltk, kind))
        assert ours.tokenize(text) == theirs.tokenize(text)


_KNOWN: dict[type, Any] = {}


def deployed_once(kind: type) -> Any:
    if kind not in _KNOWN:
        _KNOWN[kind] = deployed(kind)()
    return _KNOWN[kind]


def test_an_object_with_other_patterns_keeps_them(nltk: Any) -> None:
    theirs = nltk.NLTKWordTokenizer()
    theirs.PUNCTUATION = [*theirs.PUNCTUATION, (re.compile("/"), r" \g<0> ")]
    assert deployed(theirs).tokenize("a/b.") == theirs.tokenize("a/b.") == ["a", "/", "b", "."]


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("piece", [" ", "a.", ". ", "'", "a", '" ', ")", "\n"])
def test_a_long_text_takes_little_time(nltk: Any, kind: str, piece: str) -> None:
    text, started = "a." + piece * (60_000 // len(piece)) + "x", time.process_time()
    assert deployed_once(getattr(nltk, kind)).tokenize(text)[-1].endswith("x")
    assert time.process_time() - started < 5  # 0.1 s; a quadratic search would take minutes
