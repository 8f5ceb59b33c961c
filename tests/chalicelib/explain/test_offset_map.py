"""A traced text is the prepared one, and its characters stand where they were submitted."""

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given

from chalicelib.explain.offset_map import Traced, trace
from chalicelib.scoring.analyzer import STRIP_ACCENTS, Analyzer
from chalicelib.scoring.normalizer import Normalizer
from tests.support.analyzers import (
    ANALYZERS_OF_THE_TESTS,
    RULES,
    any_analyzer,
    tricky_text,
)
from tests.support.parity import TEXTS


@given(analyzer=any_analyzer, text=tricky_text)
def test_the_traced_text_is_the_prepared_one(analyzer: Analyzer, text: str) -> None:
    traced = trace(analyzer, text)
    assert traced.text == analyzer.prepare(text)
    assert len(traced.places) == len(traced.text)


@pytest.mark.parametrize("text", TEXTS[:-1])
def test_the_traced_text_is_the_prepared_one_for_every_analyzer(text: str) -> None:
    for analyzer in ANALYZERS_OF_THE_TESTS:
        assert trace(analyzer, text).text == analyzer.prepare(text)


@pytest.mark.parametrize("accents", STRIP_ACCENTS)
def test_every_character_that_changes_is_as_long_alone_as_in_a_text(accents: str) -> None:
    everything = "".join(filter(is_changed, map(chr, range(0x110000))))
    analyzer = Analyzer("char", (1, 1), strip_accents=accents)
    traced = trace(analyzer, everything)
    assert traced.text == analyzer.prepare(everything)
    assert len(traced.places) == len(traced.text)


def is_changed(char: str) -> bool:
    decomposed = unicodedata.normalize("NFKD", char)
    return not char == char.lower() == decomposed or bool(unicodedata.combining(char))


@given(analyzer=any_analyzer, text=tricky_text)
def test_places_are_spans_of_the_submitted_text_that_never_go_back(
    analyzer: Analyzer, text: str
) -> None:
    traced = trace(analyzer, text)
    spans = spans_of(traced)
    assert [*traced.spans[: len(text)]] == [(at, at + 1) for at in range(len(text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in pairwise(spans))


def spans_of(traced: Traced) -> list[tuple[int, int]]:
    return [traced.spans[place] for place in traced.places if place >= 0]


@pytest.mark.parametrize(
    ("text", "prepared", "places"),
    [
        pytest.param("A\u0130b", "ai\u0307b", [0, 1, 1, 2], id="lower-case-is-longer"),
        pytest.param("\u0391\u03a3 \u03a3a", "\u03b1\u03c2 \u03c3a", range(5), id="final-sigma"),
        pytest.param("\U0001f389\U00010400!", "\U0001f389\U00010428!", range(3), id="astral"),
    ],
)
def test_case_keeps_places(text: str, prepared: str, places: list[int]) -> None:
    traced = trace(Analyzer("char", (1, 1)), text)
    assert (traced.text, [*traced.places]) == (prepared, [*places])


@pytest.mark.parametrize(
    ("how", "text", "prepared", "places"),
    [
        pytest.param("unicode", "e\u0301\u0302a", "ea", [0, 3], id="marks-go"),
        pytest.param("unicode", "\ufb01é", "fie", [0, 0, 1], id="ligature"),
        pytest.param("ascii", "ßa你½", "a12", [1, 3, 3], id="ascii-drops-the-rest"),
        pytest.param("unicode", "a\u0323\u0301b", "ab", [0, 3], id="marks-in-another-order"),
    ],
)
def test_accents_keep_places(how: str, text: str, prepared: str, places: list[int]) -> None:
    traced = trace(Analyzer("char", (1, 1), strip_accents=how), text)
    assert (traced.text, [*traced.places]) == (prepared, places)


@pytest.mark.parametrize(
    ("rules", "text", "prepared", "spans"),
    [
        pytest.param([("[0-9]+", "<n>")], "a12", "a<n>", [(0, 1)] + [(1, 3)] * 3, id="longer"),
        pytest.param([("-", "")], "a-b", "ab", [(0, 1), (2, 3)], id="nothing"),
        pytest.param([("[0-9]", "0")], "a12", "a00", [(0, 1), (1, 2), (2, 3)], id="single"),
        pytest.param([(r"\b", "|")], "a", "|a|", [(0, 1)], id="inserted"),
        pytest.param([(r"\b", "|"), (r"\|", "!")], "a", "!a!", [(0, 1)], id="still-nowhere"),
        pytest.param([(r"\b", "|"), (r"\|a", "x")], "ab", "xb|", [(0, 1), (1, 2)], id="joined"),
        pytest.param([("12", "xyz"), ("za", "!")], "12ab", "xy!b",
                     [(0, 2), (0, 2), (0, 3), (3, 4)], id="part-of-an-earlier-one"),
        pytest.param([("12", "xyz"), ("yz", "ab")], "12", "xab", [(0, 2)] * 3, id="within"),
    ],
)  # fmt: skip
def test_a_replacement_comes_from_its_whole_match(
    rules: list[tuple[str, str]], text: str, prepared: str, spans: list[tuple[int, int]]
) -> None:
    compiled = tuple((re.compile(pattern), instead) for pattern, instead in rules)
    traced = trace(Analyzer("char", (1, 1), normalizer=Normalizer({}, compiled, ())), text)
    assert (traced.text, spans_of(traced)) == (prepared, spans)


def test_a_mapped_character_keeps_its_place() -> None:
    traced = trace(Analyzer("char", (1, 1), normalizer=RULES), "a\u00b7\u00bd")
    assert spans_of(traced)[-9:] == [(2, 3)] * 9
