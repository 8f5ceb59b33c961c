"""Sentences end where NLTK's Punkt ends them, for each of its reasons."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.scoring.nltk_tokenizers.punkt import read_parameters
from tests.support.nltk_data import deployed
from tests.support.parity import TEXTS
from train.export.functions.trials.texts import TEXTS as MORE_TEXTS

PIECES = (
    *("Dr.", "Mr. ", "e.g. ", "U.S. ", "x. ", "7. ", "3. ", "-5.", "J. ", "-e.g. ", "St. ", "etc."),
    *("he ", "He ", "The ", "the ", "So ", "so ", "Near ", "near ", "Yes ", "yes", "Navy ", "navy"),
    *("it ", "It ", "One ", "one ", "Ives ", "Xy ", "xy", "...", "..", ".", "?", "!", ", ", ";"),
    *(" ", "  ", "\n", "\n\n", "\x1c", "\u00a0", '"', "'", ")", "]", "\u201d", "\xbb", "(", "--"),
    *("\u00bd.", "e\u0301. ", "\u0130. ", "\u03a3. ", "\u4e2d"),
)  # fmt: skip


@pytest.fixture(scope="module")
def pair(nltk: Any) -> tuple[Any, Any]:
    """Return NLTK's tokenizer and ours."""
    theirs = nltk.PunktTokenizer("english")
    return theirs, deployed(theirs)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("It ends. Xy", ["It ends.", "Xy"], id="word"),
        pytest.param("Why? Xy! Xy", ["Why?", "Xy!", "Xy"], id="signs"),
        pytest.param("See Dr. Xy", ["See Dr. Xy"], id="abbreviation"),
        pytest.param("ca.-e.g. Xy", ["ca.-e.g. Xy"], id="end-of-a-compound"),
        pytest.param("See Dr. The", ["See Dr.", "The"], id="abbreviation-before-a-known-start"),
        pytest.param("See Dr. He", ["See Dr.", "He"], id="abbreviation-before-a-starter"),
        pytest.param("See Dr. Navy", ["See Dr. Navy"], id="abbreviation-before-a-name"),
        pytest.param("at No. 3. one", ["at No.", "3. one"], id="collocation"),
        pytest.param("the 3. so", ["the 3. so"], id="number-before-lower-case"),
        pytest.param("the 3. it", ["the 3.", "it"], id="number-before-a-word-that-starts"),
        pytest.param("the 3. ; it", ["the 3. ; it"], id="number-before-a-sign"),
        pytest.param("J. Xy", ["J. Xy"], id="initial"),
        pytest.param("J. The", ["J.", "The"], id="initial-before-a-known-start"),
        pytest.param("Wait... Xy", ["Wait... Xy"], id="ellipsis"),
        pytest.param("Wait... The", ["Wait...", "The"], id="ellipsis-before-a-known-start"),
        pytest.param('"It ends." Xy', ['"It ends."', "Xy"], id="closing-quote"),
        pytest.param("It ends.) (Xy", ["It ends.)", "(Xy"], id="closing-bracket"),
        pytest.param("(It ends!)", ["(It ends!)"], id="nothing-after-it"),
        pytest.param("", [], id="empty"),
        pytest.param(" \n", [], id="spaces"),
    ],
)
def test_a_sentence_ends(pair: Any, text: str, sentences: list[str]) -> None:
    theirs, ours = pair
    assert theirs.tokenize(text) == sentences
    assert ours.tokenize(text) == sentences


@settings(max_examples=200)
@given(text=st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_is_split_as_nltk_does(pair: Any, text: str) -> None:
    theirs, ours = pair
    assert ours.sentences_from_text(text) == theirs.sentences_from_text(text)
    assert [*ours.span_tokenize(text, False)] == [*theirs.span_tokenize(text, False)]


@pytest.mark.parametrize("text", [*TEXTS, *MORE_TEXTS])
def test_texts_of_many_kinds_are_split_as_nltk_does(pair: Any, text: str) -> None:
    theirs, ours = pair
    assert ours.sentences_from_text(text) == theirs.tokenize(text)
    assert ours.tokenize(text, False) == theirs.tokenize(text, False)


def test_parameters_are_unpacked_once(pair: Any) -> None:
    _, ours = pair
    assert ours._data.made_by(read_parameters) is ours._data.made_by(read_parameters)
    assert ours._data.made_by(read_parameters).contexts == {
        **{"the": 1, "so": 1, "near": 0, "it": 0},
        "navy": 3,
    }


@pytest.mark.no_cover
@pytest.mark.parametrize("piece", ["a. ", "!", ". ", "Mr. J. ", " ", "a", '"', "\n"])
def test_a_long_text_takes_little_time(pair: Any, piece: str) -> None:
    _, ours = pair
    text, started = piece * (60_000 // len(piece)), time.process_time()
    assert "".join("".join(ours.tokenize(text)).split()) == "".join(text.split())
    assert time.process_time() - started < 5  # 0.3 s; a quadratic search would take minutes
