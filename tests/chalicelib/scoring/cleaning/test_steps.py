"""The steps from text to text."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import strip_accents_ascii, strip_accents_unicode

from chalicelib.scoring.author_function import AuthorFunction
from chalicelib.scoring.cleaning.steps import Cleaning
from tests.support.cleaning import REFERENCE, cleaning
from tests.support.parity import any_text


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        pytest.param({"step": "lower"}, " ab-12 é\t", id="lower"),
        pytest.param({"step": "upper"}, " AB-12 É\t", id="upper"),
        pytest.param({"step": "title"}, " Ab-12 É\t", id="title"),
        pytest.param({"step": "strip"}, "aB-12 É", id="strip"),
        pytest.param({"step": "strip", "characters": "\t Éa"}, "B-12", id="strip-characters"),
        pytest.param({"step": "squeeze"}, "aB-12 É", id="squeeze"),
        pytest.param({"step": "accents", "how": "ascii"}, " aB-12 E\t", id="ascii"),
        pytest.param({"step": "accents", "how": "unicode"}, " aB-12 E\t", id="unicode"),
        pytest.param({"step": "replace", "pattern": "[0-9]", "with": r"\1"}, " aB-\\1\\1 É\t",
                     id="a-backslash-is-a-character"),
        pytest.param({"step": "replace", "pattern": "(a)(B)?", "with": [2, "<", 1, 0, ">"]},
                     " B<aaB>-12 É\t", id="groups"),
        pytest.param({"step": "replace", "pattern": "(x)|B", "with": [1]}, " a-12 É\t",
                     id="a-group-that-did-not-match"),
        pytest.param({"step": "function", "function": REFERENCE}, "\tÉ 21-Ba ", id="function"),
        pytest.param({"step": "words", "tokenizer": {"kind": "split", "tokens": [
            {"step": "keep", "shape": "alpha"}, {"step": "lower"}]}}, "é", id="words"),
    ],
)  # fmt: skip
def test_a_step_changes_the_text(step: dict[str, Any], expected: str) -> None:
    assert cleaning(step)(" aB-12 É\t") == expected


def test_what_an_authors_function_returns_is_kept_whole() -> None:
    longer = AuthorFunction("made", "longer", lambda text: text * 5000)
    assert Cleaning((longer.text, str.upper))("ab") == "AB" * 5000
    double = cleaning({"step": "replace", "pattern": "", "with": "x" * 100})
    assert len(Cleaning((*double.steps, longer.text, *double.steps))("ab")) > 8 * 5000


def test_steps_follow_one_another() -> None:
    clean = cleaning({"step": "upper"}, {"step": "replace", "pattern": "A", "with": "b"})
    assert clean("aAc") == "bbC"


@given(text=any_text)
def test_accents_are_stripped_as_scikit_learn_does(text: str) -> None:
    assert cleaning({"step": "accents", "how": "ascii"})(text) == strip_accents_ascii(text)
    assert cleaning({"step": "accents", "how": "unicode"})(text) == strip_accents_unicode(text)


@pytest.mark.parametrize("pattern", [r"(\w)(\W*)", r"(\w*)(x?)", r"\b(x)?(\w)?"])
@settings(deadline=None)
@given(text=any_text, template=st.sampled_from([["<", 1, ">"], [0, 0], ["x"], [2, 1, "-"]]))
def test_groups_are_replaced_as_re_does(pattern: str, text: str, template: list[str | int]) -> None:
    written = "".join(part if isinstance(part, str) else rf"\g<{part}>" for part in template)
    step = cleaning({"step": "replace", "pattern": pattern, "with": template})
    assert step(text) == re.sub(pattern, written, text)


@pytest.mark.parametrize(
    "step",
    [
        pytest.param({"pattern": "", "with": "x" * 100}, id="literal"),
        pytest.param({"pattern": "(?=(.*))", "with": [1, 1, "x"]}, id="overlapping-groups"),
    ],
)
def test_a_result_is_cut(step: dict[str, Any]) -> None:
    # If all groups were made, the overlapping ones would have 8 million characters each.
    length = 4096
    made = cleaning({"step": "replace"} | step)("a" * length)
    assert len(made) == 8 * length + 1000


def test_what_the_cut_drops_is_not_made() -> None:
    (step,) = cleaning({"step": "replace", "pattern": "(?=(.*))", "with": [1]}).steps
    assert len(step("a" * 4096)) < 16 * 4096
