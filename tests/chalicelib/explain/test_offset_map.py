"""An offset map holds the prepared text and the submitted span of each of its characters."""

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given

from chalicelib.explain.offset_map import OffsetMap, map_offsets
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
def test_the_mapped_text_is_the_prepared_text(analyzer: Analyzer, text: str) -> None:
    offsets = map_offsets(analyzer, text)
    assert offsets.text == analyzer.prepare(text)
    assert len(offsets.origins) == len(offsets.text)


@pytest.mark.no_cover
@pytest.mark.parametrize("text", TEXTS[:-1])
def test_known_texts_are_prepared_alike_for_every_analyzer(text: str) -> None:
    for analyzer in ANALYZERS_OF_THE_TESTS:
        assert map_offsets(analyzer, text).text == analyzer.prepare(text)


@pytest.mark.no_cover
@pytest.mark.parametrize("accents", STRIP_ACCENTS)
def test_every_character_has_the_same_length_by_itself_as_in_a_text(accents: str) -> None:
    everything = "".join(filter(is_changed, map(chr, range(0x110000))))
    analyzer = Analyzer("char", (1, 1), strip_accents=accents)
    offsets = map_offsets(analyzer, everything)
    assert offsets.text == analyzer.prepare(everything)
    assert len(offsets.origins) == len(offsets.text)


def is_changed(char: str) -> bool:
    decomposed = unicodedata.normalize("NFKD", char)
    return not char == char.lower() == decomposed or bool(unicodedata.combining(char))


@given(analyzer=any_analyzer, text=tricky_text)
def test_spans_are_in_the_submitted_text_and_never_go_back(analyzer: Analyzer, text: str) -> None:
    offsets = map_offsets(analyzer, text)
    spans = spans_of(offsets)
    assert [*offsets.spans[: len(text)]] == [(offset, offset + 1) for offset in range(len(text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in pairwise(spans))


def spans_of(offsets: OffsetMap) -> list[tuple[int, int]]:
    return [offsets.spans[origin] for origin in offsets.origins if origin >= 0]


@pytest.mark.parametrize(
    ("text", "prepared", "origins"),
    [
        pytest.param("A\u0130b", "ai\u0307b", [0, 1, 1, 2], id="lower-case-is-longer"),
        pytest.param("\u0391\u03a3 \u03a3a", "\u03b1\u03c2 \u03c3a", range(5), id="final-sigma"),
        pytest.param("\U0001f389\U00010400!", "\U0001f389\U00010428!", range(3), id="astral"),
    ],
)
def test_lowercasing_keeps_origins(text: str, prepared: str, origins: list[int]) -> None:
    offsets = map_offsets(Analyzer("char", (1, 1)), text)
    assert (offsets.text, [*offsets.origins]) == (prepared, [*origins])


@pytest.mark.parametrize(
    ("how", "text", "prepared", "origins"),
    [
        pytest.param("unicode", "e\u0301\u0302a", "ea", [0, 3], id="marks-are-dropped"),
        pytest.param("unicode", "\ufb01é", "fie", [0, 0, 1], id="ligature"),
        pytest.param("ascii", "ßa你½", "a12", [1, 3, 3], id="ascii-drops-the-rest"),
        pytest.param("unicode", "a\u0323\u0301b", "ab", [0, 3], id="marks-in-another-order"),
    ],
)
def test_stripping_accents_keeps_origins(
    how: str, text: str, prepared: str, origins: list[int]
) -> None:
    offsets = map_offsets(Analyzer("char", (1, 1), strip_accents=how), text)
    assert (offsets.text, [*offsets.origins]) == (prepared, origins)


@pytest.mark.parametrize(
    ("rules", "text", "prepared", "spans"),
    [
        pytest.param([("[0-9]+", "<n>")], "a12", "a<n>", [(0, 1)] + [(1, 3)] * 3, id="longer"),
        pytest.param([("-", "")], "a-b", "ab", [(0, 1), (2, 3)], id="deleted"),
        pytest.param([("[0-9]", "0")], "a12", "a00", [(0, 1), (1, 2), (2, 3)], id="single"),
        pytest.param([(r"\b", "|")], "a", "|a|", [(0, 1)], id="inserted"),
        pytest.param([(r"\b", "|"), (r"\|", "!")], "a", "!a!", [(0, 1)], id="then-replaced"),
        pytest.param([(r"\b", "|"), (r"\|a", "x")], "ab", "xb|", [(0, 1), (1, 2)], id="joined"),
        pytest.param([("12", "xyz"), ("za", "!")], "12ab", "xy!b",
                     [(0, 2), (0, 2), (0, 3), (3, 4)], id="across-a-match"),
        pytest.param([("12", "xyz"), ("yz", "ab")], "12", "xab", [(0, 2)] * 3, id="within-a-match"),
    ],
)  # fmt: skip
def test_a_replacement_originates_from_its_whole_match(
    rules: list[tuple[str, str]], text: str, prepared: str, spans: list[tuple[int, int]]
) -> None:
    compiled = tuple((re.compile(pattern), instead) for pattern, instead in rules)
    offsets = map_offsets(Analyzer("char", (1, 1), normalizer=Normalizer({}, compiled, ())), text)
    assert (offsets.text, spans_of(offsets)) == (prepared, spans)


def test_capitals_stay_if_the_analyzer_keeps_them() -> None:
    offsets = map_offsets(Analyzer("char", (1, 1), lowercase=False), "\u0130b")
    assert (offsets.text, spans_of(offsets)) == ("\u0130b", [(0, 1), (1, 2)])


def test_a_mapped_character_keeps_its_origin() -> None:
    offsets = map_offsets(Analyzer("char", (1, 1), normalizer=RULES), "a\u00b7\u00bd")
    assert spans_of(offsets)[-9:] == [(2, 3)] * 9
