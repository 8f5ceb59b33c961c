"""Edge cases of the analyzers; `tests/train/export` compares them with scikit-learn."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.scoring.analyzer import (
    RECIPE_PATTERN,
    SHORT_TEXT,
    USUAL_PATTERN,
    Analyzer,
    tokens_of,
)
from chalicelib.scoring.normalizer import Normalizer


def analyzer(
    kind: str,
    sizes: tuple[int, int],
    *,
    lowercase: bool = False,
    strip_accents: str | None = None,
    stop_words: frozenset[str] = frozenset(),
) -> Analyzer:
    pattern = re.compile(r"\w+") if kind == "word" else None
    return Analyzer(kind, sizes, lowercase, strip_accents, pattern, stop_words)


@pytest.mark.parametrize(
    ("strip_accents", "text", "token"),
    [
        pytest.param(None, "É", "é", id="kept"),
        pytest.param("ascii", "Éß", "e", id="ascii-drops-the-rest"),
        pytest.param("unicode", "Éß", "eß", id="unicode-keeps-the-rest"),
        pytest.param("unicode", "ﬁ", "fi", id="unicode-decomposes"),
        pytest.param("ascii", "Plain", "plain", id="ascii-only"),
    ],
)
def test_text_is_lowercased_before_accents_are_stripped(
    strip_accents: str | None, text: str, token: str
) -> None:
    split = analyzer("word", (1, 1), lowercase=True, strip_accents=strip_accents)
    assert split(text) == [token]


def test_capitals_from_decomposition_are_not_lowercased() -> None:
    # The trade mark sign has no lower case, and NFKD turns it into two capitals.
    assert analyzer("word", (1, 1), lowercase=True, strip_accents="unicode")("™") == ["TM"]


def test_stop_words_are_dropped_before_n_grams_are_joined() -> None:
    split = analyzer("word", (1, 2), stop_words=frozenset(["the"]))
    assert split("see the train") == ["see", "train", "see train"]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        pytest.param((2, 3), ["a b", "b c", "a b c"], id="without-single-tokens"),
        pytest.param((1, 1), ["a", "b", "c"], id="single-tokens"),
        pytest.param((3, 9), ["a b c"], id="more-than-the-text-has"),
        pytest.param((4, 9), [], id="longer-than-the-text"),
    ],
)
def test_word_n_grams(sizes: tuple[int, int], expected: list[str]) -> None:
    assert list(analyzer("word", sizes)("a b c")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a \n b", ["a ", " b"], id="white-space-becomes-one-space"),
        pytest.param("a\nb", ["a\n", "\nb"], id="single-white-space-stays"),
        pytest.param("a", [], id="too-short"),
    ],
)
def test_char_n_grams_cross_words(text: str, expected: list[str]) -> None:
    assert list(analyzer("char", (2, 2))(text)) == expected


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        pytest.param((2, 2), [" a", "a "], id="shorter-than-the-word"),
        pytest.param((3, 3), [" a "], id="as-long"),
        pytest.param((4, 9), [" a "], id="longer-than-the-word"),
        pytest.param((2, 9), [" a", "a ", " a "], id="range-ends-at-the-whole-word"),
    ],
)
def test_char_wb_n_grams_of_a_padded_word(sizes: tuple[int, int], expected: list[str]) -> None:
    assert list(analyzer("char_wb", sizes)(" a\n")) == expected


@pytest.mark.parametrize("kind", ["word", "char", "char_wb"])
def test_an_empty_text_has_no_terms(kind: str) -> None:
    assert list(analyzer(kind, (1, 3))("")) == []


@pytest.mark.parametrize("kind", ["word", "char", "char_wb"])
def test_terms_of_text_statistics_follow_the_terms_of_the_text(kind: str) -> None:
    statistics = Normalizer({}, (), (("length", (1.0,)),))
    pattern = re.compile(r"\w+") if kind == "word" else None
    split = Analyzer(kind, (1, 1), token_pattern=pattern, normalizer=statistics)
    plain = Analyzer(kind, (1, 1), token_pattern=pattern)
    assert list(split("A b")) == [*plain("A b"), "<length 1>"]


def test_n_grams_come_from_the_normalized_text() -> None:
    rules = Normalizer({"\u0430": "a"}, ((re.compile("[.]"), ""),), ())
    assert list(Analyzer("char", (2, 2), normalizer=rules)("\u0430.B")) == ["ab"]


def test_stop_words_are_matched_in_the_normalized_text() -> None:
    rules = Normalizer({}, ((re.compile("0"), "o"),), ())
    stop_words = frozenset(["to"])
    split = Analyzer("word", (1, 1), True, None, re.compile(r"\w+"), stop_words, rules)
    assert split("T0 me") == ["me"]


@pytest.mark.parametrize("sizes", [(1, 1), (2, 4), (5, 9)])
def test_a_text_of_one_word_has_the_terms_of_that_word(sizes: tuple[int, int]) -> None:
    split = analyzer("char_wb", sizes)
    assert list(split.terms_of_word("free")) == list(split("free"))


@given(st.text(st.characters(max_codepoint=300), max_size=60))
@example("".join(map(chr, range(0x2000, 0x2080))) + "many")
@example("\ud800 surrogate\u00b2")
def test_the_usual_tokens_are_those_that_the_usual_pattern_finds(text: str) -> None:
    for each in (text, text.encode("ascii", "ignore").decode()):
        pattern = re.compile(USUAL_PATTERN)
        assert tokens_of(pattern, each) == pattern.findall(each)


@given(st.text(st.sampled_from("ab_1 .,!<>-\t\x1c\x00\u00e9\u2019"), max_size=60))
@example("free! win_2, now... <link> \x1f")
@example("caf\u00e9, free!")
def test_the_recipe_tokens_are_those_that_its_pattern_finds(text: str) -> None:
    for each in (text, text.encode("ascii", "ignore").decode(), text.replace("<", "")):
        pattern = re.compile(RECIPE_PATTERN)
        assert tokens_of(pattern, each) == pattern.findall(each)


@pytest.mark.parametrize("piece", ["".join(map(chr, range(128))), "<link> a<b> <1_A> <> <<a>> "])
def test_the_recipe_tokens_of_a_long_text_are_those_that_its_pattern_finds(piece: str) -> None:
    pattern, text = re.compile(RECIPE_PATTERN), piece * SHORT_TEXT
    assert tokens_of(pattern, text) == pattern.findall(text)


@given(st.text(st.sampled_from("ab_1 .\u00e9\u2019"), max_size=60))
def test_the_quick_words_hold_the_tokens_and_words_that_are_none(text: str) -> None:
    split = Analyzer("word", (1, 1), True, None, re.compile(USUAL_PATTERN), frozenset({"ab"}))
    words, letters = split.word_runs(text) or ([], [])
    found = [word for word in words if word not in split.no_tokens.union(letters)]
    assert found == list(split.split_terms(text))


def test_another_pattern_has_no_quick_words() -> None:
    assert Analyzer("word", (1, 1), token_pattern=re.compile(r"\w+")).word_runs("a") is None
