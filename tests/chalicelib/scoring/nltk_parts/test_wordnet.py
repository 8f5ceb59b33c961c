"""Lemmas are those of WordNet's morphology: exceptions, endings, the shortest of what is known."""

from typing import Any

import pytest

from chalicelib.scoring.nltk_parts.wordnet import WordNetLemmatizer, lemmatizer_class
from chalicelib.scoring.packed_data import PackedData, pack

NOUNS: dict[str, Any] = {
    "lemmas": {"dog": "  ", "fox": "  ", "mou": " se ", "ax": "  ", "axi": " s ", "man": "  "}
    | {"wom": " an en ", "bus": "  ", "gla": " ss sses ", "a": "  ", "u": "  ", "us": "  "},
    "joined": pack({"hot": " _dog _pot "}),
    "exceptions": {"mice": "mouse", "axes": "ax axis", "oxen": "ox", "women": "woman"},
    "rules": [["s", ""], ["ses", "s"], ["xes", "x"], ["men", "man"]],
}
VERBS: dict[str, Any] = {
    "lemmas": {"hop": "  e ", "be": "  "},
    "joined": pack({}),
    "exceptions": {"was": "be"},
    "rules": [["ing", "e"], ["ing", ""]],
}


def lemmatizer(*, repeated: bool = False) -> WordNetLemmatizer:
    kinds = [pack(kind | {"repeated": repeated}) for kind in (NOUNS, VERBS)]
    nothing = pack(VERBS | {"lemmas": {}, "exceptions": {}, "rules": [], "repeated": False})
    return WordNetLemmatizer("nvar", *map(PackedData, (*kinds, nothing, nothing)))


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        pytest.param("dogs", "dog", id="an ending"),
        pytest.param("foxes", "fox", id="a longer ending"),
        pytest.param("mice", "mouse", id="an exception"),
        pytest.param("axes", "ax", id="the shorter of an exception's two"),
        pytest.param("oxen", "oxen", id="an exception whose base WordNet lacks"),
        pytest.param("women", "women", id="known itself, and not longer than its base"),
        pytest.param("glasses", "glass", id="known itself, and longer"),
        pytest.param("us", "u", id="short"),
        pytest.param("bus", "bus", id="no lemma without the ending"),
        pytest.param("blickets", "blickets", id="unknown"),
        pytest.param("Dogs", "Dogs", id="in capitals"),
        pytest.param("dogss", "dogss", id="two endings"),
        pytest.param("hot_dogs", "hot_dog", id="joined"),
        pytest.param("hot_cats", "hot_cats", id="joined, unknown"),
        pytest.param("hot_dog _pots", "hot_dog _pots", id="two of one beginning"),
        pytest.param("s", "s", id="nothing but an ending"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_noun_becomes_its_shortest_lemma(word: str, lemma: str) -> None:
    assert lemmatizer().lemmatize(word) == lemma


def test_a_verb_is_looked_up_among_verbs() -> None:
    own = lemmatizer()
    assert [own.lemmatize(word, "v") for word in ("hoping", "was", "dogs")] == ["hop", "be", "dogs"]


def test_an_unknown_part_of_speech_is_an_error() -> None:
    with pytest.raises(KeyError):
        lemmatizer().lemmatize("dogs", "x")


def test_older_versions_apply_the_rules_again() -> None:
    own = lemmatizer(repeated=True)
    words = ["dogss", "dogsss", "glassess", "blicketss", "dog", "x"]
    lemmas = ["dog", "dog", "glasses", "blicketss", "dog", "x"]
    assert [own.lemmatize(word) for word in words] == lemmas


def test_morphy_returns_the_first_lemma_of_any_part_of_speech() -> None:
    own = lemmatizer()
    found = [own.morphy(word) for word in ("us", "hoping", "blickets")]
    assert found == ["us", "hope", None]
    assert own.morphy("dogs", "v") is None


def test_the_class_makes_lemmatizers() -> None:
    make = lemmatizer_class("v", PackedData(pack(VERBS | {"repeated": False})))
    assert make().lemmatize("was", pos="v") == "be"
