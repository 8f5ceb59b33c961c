"""Traced terms are the analyzer's own, and each covers the characters that are seen of it."""

import re

import pytest
from hypothesis import given

from chalicelib.explain.offset_map import trace
from chalicelib.explain.term_spans import occurrences
from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.normalizer import MEASURES, Normalizer
from tests.support.analyzers import ANALYZERS_OF_THE_TESTS, any_analyzer, tricky_text
from tests.support.parity import TEXTS


@given(analyzer=any_analyzer, text=tricky_text)
def test_the_terms_are_those_of_the_analyzer(analyzer: Analyzer, text: str) -> None:
    assert [term for term, _ in found(analyzer, text)] == [*analyzer(text)]


@pytest.mark.parametrize("text", TEXTS[:-1])
def test_the_terms_are_those_of_every_analyzer(text: str) -> None:
    for analyzer in ANALYZERS_OF_THE_TESTS:
        assert [term for term, _ in found(analyzer, text)] == [*analyzer(text)]


@given(analyzer=any_analyzer, text=tricky_text)
def test_no_place_is_white_space_or_nowhere(analyzer: Analyzer, text: str) -> None:
    traced = trace(analyzer, text)
    for _, places in occurrences(analyzer, traced):
        assert all(
            place >= 0 and not text[slice(*traced.spans[place])].isspace() for place in places
        )


def found(analyzer: Analyzer, text: str) -> list[tuple[str, list[int]]]:
    traced = trace(analyzer, text)
    return [(term, [*places]) for term, places in occurrences(analyzer, traced)]


def words(pattern: str, most: int, *stop_words: str) -> Analyzer:
    return Analyzer("word", (1, most), True, None, re.compile(pattern), frozenset(stop_words))


@pytest.mark.parametrize(
    ("analyzer", "text", "expected"),
    [
        pytest.param(
            words(r"\w+", 2),
            "ab, c",
            [("ab", [0, 1]), ("c", [4]), ("ab c", [0, 1, 4])],
            id="two-words-without-what-is-between",
        ),
        pytest.param(
            words(r"\w+", 2, "the"),
            "a the b",
            [("a", [0]), ("b", [6]), ("a b", [0, 6])],
            id="stop-words-are-not-covered",
        ),
        pytest.param(
            words(r"#(\w+)|!", 1), "#ab!", [("ab", [1, 2]), ("", [])], id="the-group-alone"
        ),
        pytest.param(words(r"\S \S", 1), "a b", [("a b", [0, 2])], id="a-token-with-a-space"),
        pytest.param(
            Analyzer("char", (2, 2)),
            "a \t\nb",
            [("a ", [0]), (" b", [4])],
            id="white-space-is-not-covered",
        ),
        pytest.param(
            Analyzer("char_wb", (4, 5)), "a bcd", [(" a ", [0]), (" bcd", [2, 3, 4]),
            ("bcd ", [2, 3, 4]), (" bcd ", [2, 3, 4])], id="padding-is-not-covered",
        ),
    ],
)  # fmt: skip
def test_a_term_covers_what_is_seen_of_it(
    analyzer: Analyzer, text: str, expected: list[tuple[str, list[int]]]
) -> None:
    assert found(analyzer, text) == expected


def test_characters_from_nowhere_or_from_white_space_cover_nothing() -> None:
    rules = ((re.compile(r"\b"), "|"), (re.compile(" "), "_"))
    analyzer = Analyzer("char", (1, 1), normalizer=Normalizer({}, rules, ()))
    assert found(analyzer, "a ") == [("|", []), ("a", [0]), ("|", []), ("_", [])]


def test_white_space_that_a_replacement_brings_covers_nothing() -> None:
    rules = ((re.compile("x"), " y "),)
    analyzer = Analyzer("char", (1, 1), normalizer=Normalizer({}, rules, ()))
    assert found(analyzer, "x") == [(" ", []), ("y", [0]), (" ", [])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Ab 1",
            [("<length 1>", [0, 1, 3]), ("<capitals 0>", [0]), ("<digits 0>", [3])],
            id="what-they-count",
        ),
        pytest.param(
            "a b",
            [("<length 1>", [0, 2]), ("<capitals 0>", [0, 2]), ("<digits 0>", [0, 2])],
            id="all-where-there-is-none",
        ),
        pytest.param(
            " ", [("<length 0>", []), ("<capitals 0>", []), ("<digits 0>", [])], id="nothing"
        ),
    ],
)
def test_a_measure_covers_what_it_counts(text: str, expected: list[tuple[str, list[int]]]) -> None:
    edges = {"length": (2.0,), "capitals": (0.9,), "digits": (0.9,)}
    assert edges.keys() == MEASURES.keys()
    normalizer = Normalizer({}, (), tuple(edges.items()))
    analyzer = Analyzer("word", (1, 1), token_pattern=re.compile("(?!)"), normalizer=normalizer)
    assert found(analyzer, text) == expected
