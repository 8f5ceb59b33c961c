"""Term spans have the analyzer's terms, and each covers the visible characters of its term."""

import re

import pytest
from hypothesis import given

from chalicelib.explain.offset_map import map_offsets
from chalicelib.explain.term_spans import term_spans
from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.normalizer import Normalizer
from chalicelib.scoring.text_statistics import STATISTICS
from tests.support.analyzers import ANALYZERS_OF_THE_TESTS, any_analyzer, tricky_text
from tests.support.parity import TEXTS


@given(analyzer=any_analyzer, text=tricky_text)
def test_terms_equal_the_analyzers(analyzer: Analyzer, text: str) -> None:
    assert [term for term, _ in spans_of(analyzer, text)] == [*analyzer(text)]


@pytest.mark.no_cover
@pytest.mark.parametrize("text", TEXTS[:-1])
def test_terms_of_known_texts_equal_those_of_every_analyzer(text: str) -> None:
    for analyzer in ANALYZERS_OF_THE_TESTS:
        assert [term for term, _ in spans_of(analyzer, text)] == [*analyzer(text)]


@given(analyzer=any_analyzer, text=tricky_text)
def test_no_term_covers_white_space_or_inserted_characters(analyzer: Analyzer, text: str) -> None:
    offsets = map_offsets(analyzer, text)
    for _, origins in term_spans(analyzer, offsets):
        assert all(
            origin >= 0 and not text[slice(*offsets.spans[origin])].isspace() for origin in origins
        )


def spans_of(analyzer: Analyzer, text: str) -> list[tuple[str, list[int]]]:
    offsets = map_offsets(analyzer, text)
    return [(term, [*origins]) for term, origins in term_spans(analyzer, offsets)]


def words(pattern: str, most: int, *stop_words: str) -> Analyzer:
    return Analyzer("word", (1, most), True, None, re.compile(pattern), frozenset(stop_words))


@pytest.mark.parametrize(
    ("analyzer", "text", "expected"),
    [
        pytest.param(
            words(r"\w+", 2),
            "ab, c",
            [("ab", [0, 1]), ("c", [4]), ("ab c", [0, 1, 4])],
            id="two-words-without-the-characters-between",
        ),
        pytest.param(
            words(r"\w+", 2, "the"),
            "a the b",
            [("a", [0]), ("b", [6]), ("a b", [0, 6])],
            id="stop-words-are-not-covered",
        ),
        pytest.param(
            words(r"#(\w+)|!", 1), "#ab!", [("ab", [1, 2]), ("", [])], id="only-the-group"
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
def test_a_term_covers_its_visible_characters(
    analyzer: Analyzer, text: str, expected: list[tuple[str, list[int]]]
) -> None:
    assert spans_of(analyzer, text) == expected


def test_inserted_characters_and_replaced_white_space_cover_nothing() -> None:
    rules = ((re.compile(r"\b"), "|"), (re.compile(" "), "_"))
    analyzer = Analyzer("char", (1, 1), normalizer=Normalizer({}, rules, ()))
    assert spans_of(analyzer, "a ") == [("|", []), ("a", [0]), ("|", []), ("_", [])]


def test_white_space_in_a_replacement_covers_nothing() -> None:
    rules = ((re.compile("x"), " y "),)
    analyzer = Analyzer("char", (1, 1), normalizer=Normalizer({}, rules, ()))
    assert spans_of(analyzer, "x") == [(" ", []), ("y", [0]), (" ", [])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Ab 1",
            [("<length 1>", [0, 1, 3]), ("<capitals 0>", [0]), ("<digits 0>", [3])],
            id="counted-characters",
        ),
        pytest.param(
            "a b",
            [("<length 1>", [0, 2]), ("<capitals 0>", [0, 2]), ("<digits 0>", [0, 2])],
            id="all-if-none-is-counted",
        ),
        pytest.param(
            " ", [("<length 0>", []), ("<capitals 0>", []), ("<digits 0>", [])], id="nothing"
        ),
    ],
)
def test_a_text_statistic_covers_the_characters_it_counts(
    text: str, expected: list[tuple[str, list[int]]]
) -> None:
    edges = {"length": (2.0,), "capitals": (0.9,), "digits": (0.9,)}
    assert edges.keys() == STATISTICS.keys()
    normalizer = Normalizer({}, (), tuple(edges.items()))
    analyzer = Analyzer("word", (1, 1), token_pattern=re.compile("(?!)"), normalizer=normalizer)
    assert spans_of(analyzer, text) == expected
