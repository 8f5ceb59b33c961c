"""The stems of words that take each rule, and of random words if NLTK is there to compare with."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.scoring.cleaning.porter import porter_stem
from chalicelib.scoring.cleaning.snowball_english import snowball_stem
from tests.support.examples import examples

WORDS = Path(__file__).parents[3] / "data" / "stems" / "english.tsv"
with WORDS.open(encoding="utf-8", newline="") as file:
    ROWS = [*csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]

BEGINNINGS = ["", "y", "'", "\u2019", "gener", "commun", "arsen", "st", "hop", "agr", "bel"]
ENDINGS = re.findall(
    r"\S+",
    "sses ied ies us ss s eedly ingly edly eed ing ed ization ational fulness ousness iveness "
    "tional biliti lessli entli ation alism aliti ousli iviti fulli enci anci abli izer ator alli "
    "bli ogi logi li alize icate iciti ative ical ness ful ement ance ence able ible ment ant ent "
    "ism ate iti ous ive ize ion al er ic e l ll y at bl iz ' 's s'",
)
letters = st.text("aeiouybcdfglmnprstwxz", max_size=5)
any_word = st.text(max_size=12) | st.tuples(
    st.sampled_from(BEGINNINGS),
    letters,
    st.lists(st.sampled_from(ENDINGS), max_size=3).map("".join),
).map("".join)


COMPARED = ("nltk", "martin", "original")
"""The variants of the newest NLTK, with which the list was made."""


@pytest.mark.parametrize("variant", COMPARED)
def test_porter_stems_are_those_of_the_list(variant: str) -> None:
    assert {row["word"]: porter_stem(row["word"], variant) for row in ROWS} == {
        row["word"]: row[variant] for row in ROWS
    }


def test_before_nltk_3_10_an_irregular_word_was_one_only_in_lower_case() -> None:
    words = ("sky", "SKY", "News", "dying", "Dying", "is", "Flies")
    expected = ["sky", "ski", "new", "die", "dy", "is", "fli"]
    assert [porter_stem(word, "nltk-3.9") for word in words] == expected


def test_snowball_stems_are_those_of_the_list() -> None:
    assert {row["word"]: snowball_stem(row["word"]) for row in ROWS} == {
        row["word"]: row["snowball"] for row in ROWS
    }


@pytest.mark.no_cover
@settings(max_examples=examples(60), deadline=None)
@given(word=any_word)
def test_porter_stems_any_word_as_nltk_does(word: str) -> None:
    stem = pytest.importorskip("nltk.stem", reason="NLTK is not installed")
    modes = ("NLTK_EXTENSIONS", "MARTIN_EXTENSIONS", "ORIGINAL_ALGORITHM")
    found = [porter_stem(word, variant) for variant in COMPARED]
    assert found == [stem.PorterStemmer(mode).stem(word) for mode in modes]


@pytest.mark.no_cover
@settings(max_examples=examples(60), deadline=None)
@given(word=any_word)
def test_snowball_stems_any_word_as_nltk_does(word: str) -> None:
    stem = pytest.importorskip("nltk.stem", reason="NLTK is not installed")
    assert snowball_stem(word) == stem.SnowballStemmer("english").stem(word)


@pytest.mark.parametrize("word", ["y" * 65536, "ll" * 30000, "'" * 65536, "ational" * 9000])
def test_a_long_word_has_a_stem(word: str) -> None:
    assert len(porter_stem(word)) > 59000
    assert len(snowball_stem(word)) > 59000
