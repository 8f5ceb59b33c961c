"""A normalizer's configuration is checked, and its rules rewrite a text."""

from typing import Any

import pytest
from hypothesis import example, given

from chalicelib.errors import FormatError
from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.likeness import SHORT
from chalicelib.scoring.normalizer import Normalizer, read_normalizer
from tests.support.crafting import Fields, normalizer, without
from tests.support.parity import any_text

WHERE = "vectorizer.safetensors: block 0: normalizer"
TOO_MANY = {chr(0x4E00 + number): "" for number in range(10_001)}
E_ACUTE = "\u00e9"


def read(**changes: Any) -> Normalizer:
    return read_normalizer(normalizer(**changes), WHERE)


@pytest.mark.parametrize(
    ("characters", "message"),
    [
        pytest.param(None, "characters: found null; expected an object or an array", id="type"),
        pytest.param(TOO_MANY, "10001 characters; expected at most 10000", id="too-many"),
        pytest.param({"e": "a"}, 'characters has "e": "a"; expected single', id="ascii"),
        pytest.param({E_ACUTE * 2: "e"}, "expected single characters", id="two-characters"),
        pytest.param({"": "e"}, 'characters has "": "e"', id="empty"),
        pytest.param({E_ACUTE: None}, "has .*: null; expected", id="null-replacement"),
        pytest.param({E_ACUTE: 1}, "has .*: 1; expected", id="number-replacement"),
        pytest.param([[E_ACUTE, "e"], [E_ACUTE, "a"]], "has .* twice; expected once", id="twice"),
        pytest.param([["".join(TOO_MANY), ""]], "10001 characters; expected", id="too-many-paired"),
        pytest.param([[f"{E_ACUTE}e", "a"]], r'has \[".*", "a"\]; expected', id="ascii-paired"),
        pytest.param([["", "e"]], r'has \["", "e"\]; expected arrays of two', id="none"),
        pytest.param([[E_ACUTE]], r"has \[.*\]; expected arrays of two", id="one"),
        pytest.param([[E_ACUTE, "e", ""]], "has an array of 3; expected", id="three"),
        pytest.param([[E_ACUTE, None]], r"has \[.*, null\]; expected", id="null-paired"),
        pytest.param([[1, "e"]], r'has \[1, "e"\]; expected', id="number-paired"),
        pytest.param([E_ACUTE], "has .*; expected arrays of two strings", id="no-pair"),
        pytest.param([[E_ACUTE, "e" * 101]], "of 101 characters; expected at most 100", id="long"),
    ],
)
def test_bad_characters_are_refused(characters: object, message: str) -> None:
    with pytest.raises(FormatError, match=f"^{WHERE}: .*{message}"):
        read(characters=characters)


@pytest.mark.parametrize(
    ("replacements", "message"),
    [
        pytest.param({}, "'replacements' is an object of 0; expected an arr", id="type"),
        pytest.param([["a", ""]] * 65, "an array of 65; expected .* 0 to 64", id="too-many"),
        pytest.param(["ab"], 'replacements has "ab"; expected arrays of 2', id="not-a-pair"),
        pytest.param([["a"]], "replacements has an array of 1", id="only-one"),
        pytest.param([["a", "b", "c"]], "replacements has an array of 3", id="three"),
        pytest.param([[1, "b"]], 'a replacement is 1, "b"; expected', id="pattern-type"),
        pytest.param([["a", None]], 'a replacement is "a", null; exp', id="replacement-type"),
        pytest.param([["(a)", r"\1"]], "a string without a backslash", id="backslash"),
        pytest.param([["a", "b" * 101]], "of 101 characters; expected at most 100", id="long"),
        pytest.param([["a" * 1001, ""]], "pattern of a replacement of 1001", id="long-pattern"),
        pytest.param([["(", ""]], "pattern of a replacement is not a regular", id="syntax"),
        pytest.param([[f"a{{{10**14}}}", ""]], "is not a regular", id="repetition"),
        pytest.param([["(" * 999, ""]], "is not a regular", id="nesting"),
    ],
)
def test_bad_replacements_are_refused(replacements: object, message: str) -> None:
    with pytest.raises(FormatError, match=f"^{WHERE}: .*{message}"):
        read(replacements=replacements)


@pytest.mark.parametrize(
    ("measures", "message"),
    [
        pytest.param({}, "'measures' is an object of 0; expected an array", id="type"),
        pytest.param([["length", [1.0]]] * 4, "an array of 4; expected .* 0 to 3", id="many"),
        pytest.param(["length"], 'measures has "length"; expected arrays', id="not-a-pair"),
        pytest.param([["length"]], "measures has an array of 1", id="no-edges"),
        pytest.param(
            [["age", [1.0]]], 'is "age"; expected one of length, capitals, dig', id="unknown"
        ),
        pytest.param([[1, [1.0]]], "a measure is 1; expected one of", id="name-number"),
        pytest.param([[None, [1.0]]], "a measure is null; expected one of", id="name-null"),
        pytest.param([["length", 1.0]], "edges are 1.0; expected an array", id="edges-type"),
        pytest.param([["length", []]], "edges are an array of 0; .* 1 to 100", id="no-edge"),
        pytest.param([["length", [float(n) for n in range(101)]]], "of 101", id="many-edges"),
        pytest.param(
            [["length", [1.0, "2"]]], "floating-point numbers in ascending", id="edge-text"
        ),
        pytest.param([["length", [1]]], "floating-point numbers in ascending", id="edge-integer"),
        pytest.param([["length", [True]]], "floating-point numbers in ascending", id="edge-flag"),
        pytest.param([["length", [2.0, 1.0]]], "in ascending order", id="edges-descending"),
        pytest.param([["length", [1.0, 1.0]]], "in ascending order", id="edge-twice"),
        pytest.param([["length", [-0.0, 0.0]]], "in ascending order", id="zero-twice"),
    ],
)
def test_bad_measures_are_refused(measures: object, message: str) -> None:
    with pytest.raises(FormatError, match=f"^{WHERE}: .*{message}"):
        read(measures=measures)


@pytest.mark.parametrize("name", [pytest.param([], id="array"), pytest.param({}, id="object")])
def test_a_measure_whose_name_is_not_a_string_is_refused(name: object) -> None:
    with pytest.raises(FormatError, match=r"a measure is an .* of 0; expected one of"):
        read(measures=[[name, [1.0]]])


@pytest.mark.parametrize("value", [None, [], "x"])
def test_other_types_than_an_object_are_refused(value: object) -> None:
    with pytest.raises(FormatError, match=f"^{WHERE}: found .*; expected an object"):
        read_normalizer(value, WHERE)


@pytest.mark.parametrize("field", sorted(normalizer()))
def test_a_normalizer_with_a_missing_field_is_refused(field: str) -> None:
    with pytest.raises(FormatError, match=f"^{WHERE}: field '{field}' is missing"):
        read_normalizer(without(normalizer(), field), WHERE)


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(FormatError, match=f"^{WHERE}: unknown field 'later'"):
        read(later=[])


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="empty"),
        pytest.param({"characters": dict(list(TOO_MANY.items())[1:])}, id="10000-characters"),
        pytest.param({"replacements": [["a" * 1000, "b" * 100]] * 64}, id="64-replacements"),
        pytest.param({"measures": [["length", [float(n) for n in range(100)]]]}, id="100-edges"),
    ],
)
def test_values_at_the_limits_are_read(changes: Fields) -> None:
    read(**changes)


def prepared(text: str, *, strip_accents: str | None = None, **changes: Any) -> str:
    analyzer = Analyzer("char", (1, 1), strip_accents=strip_accents, normalizer=read(**changes))
    return analyzer.prepare(text)


def test_characters_that_share_a_replacement_may_be_written_together() -> None:
    each = {"\u0430": "a", "\u0251": "a", "\u00df": "ss", "\u200b": ""}
    together = [["\u0430\u0251", "a"], ["\u00df", "ss"], ["\u200b", ""]]
    assert read(characters=together) == read(characters=each)


def test_characters_are_mapped_before_lowercasing() -> None:
    assert prepared("\u0416\u0436", characters={"\u0416": "X"}) == "x\u0436"


def test_replacements_are_made_after_lowercasing() -> None:
    assert prepared("AB", replacements=[["a", "1"], ["B", "2"]]) == "1b"


def test_replacements_are_made_after_accents_are_stripped() -> None:
    replacements = [["e", "1"], [E_ACUTE, "2"]]
    assert prepared(E_ACUTE, strip_accents="unicode", replacements=replacements) == "1"
    assert prepared(E_ACUTE, replacements=replacements) == "2"


def test_each_replacement_works_on_the_result_of_the_one_before() -> None:
    assert prepared("ab", replacements=[["a", "bb"], ["b", "c"]]) == "ccc"
    assert prepared("ab", replacements=[["b", "c"], ["a", "bb"]]) == "bbc"


def test_a_replacement_is_literal() -> None:
    assert prepared("a", replacements=[["(?P<name>a)", "$1{name}"]]) == "$1{name}"


def test_a_replacement_does_not_apply_to_its_own_result() -> None:
    assert prepared("aa", replacements=[["a", "aa"]]) == "aaaa"


def test_a_character_may_map_to_several_or_to_none() -> None:
    rules = read(characters={"\u00e6": "ae", "\u200b": ""})
    assert rules.map_characters("\u00e6\u200bx\u00f8") == "aex\u00f8"


def test_text_statistics_use_the_submitted_text() -> None:
    rules = read(
        characters={"\u200b": ""},
        replacements=[["[0-9a-z]", ""]],
        measures=[["length", [3.0, 4.0, 5.0]], ["capitals", [0.25, 0.5]], ["digits", [0.25]]],
    )
    analyzer = Analyzer("char", (1, 1), normalizer=rules)
    assert analyzer("A1b\u200b") == ["<length 2>", "<capitals 1>", "<digits 1>"]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        pytest.param("", "<length 0>", id="empty"),
        pytest.param("a", "<length 0>", id="below-the-first-edge"),
        pytest.param("ab", "<length 1>", id="on-the-first-edge"),
        pytest.param("abc", "<length 1>", id="between-the-edges"),
        pytest.param("abcd", "<length 2>", id="on-the-last-edge"),
        pytest.param("abcde", "<length 2>", id="above-the-last-edge"),
        pytest.param("\U0001f389" * 2, "<length 1>", id="code-points-not-bytes"),
    ],
)
def test_a_value_on_an_edge_falls_into_the_bin_above_it(text: str, term: str) -> None:
    assert read(measures=[["length", [2.0, 4.0]]]).statistic_terms(text) == [term]


@pytest.mark.parametrize("name", ["capitals", "digits"])
def test_a_share_of_an_empty_text_is_zero(name: str) -> None:
    assert read(measures=[[name, [1e-9]]]).statistic_terms("") == [f"<{name} 0>"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("capitals", "\u0416\u00c9ab", id="capitals-of-any-script"),
        pytest.param("digits", "\uff11\u0663ab", id="digits-of-any-script"),
    ],
)
def test_a_share_counts_any_script(name: str, text: str) -> None:
    assert read(measures=[[name, [0.49, 0.51]]]).statistic_terms(text) == [f"<{name} 1>"]


@given(text=any_text)
def test_the_shortcut_for_ascii_changes_no_result(text: str) -> None:
    rules = read(characters={E_ACUTE: "e", "\u0430": "a", "\u200b": ""})
    rest = "\u4e00"  # not ASCII, and in no rule: it keeps the text off the shortcut
    assert rules.map_characters(text) + rest == rules.map_characters(text + rest)


@given(text=any_text)
@example(text="\u0430\u0431")
def test_characters_of_a_long_text_are_mapped_at_once(text: str) -> None:
    """A replacement that is itself in the map stays as it is, in long texts as in short ones."""
    for swap in ({"\u0430": "\u0431", "\u0431": "\u0430"}, {"\u0430": "a", "\u0431": ""}):
        expected = "".join(swap.get(char, char) for char in text)
        found = read(characters=swap).map_characters(text + " " * SHORT)
        assert found == expected + " " * SHORT
