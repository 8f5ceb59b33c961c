"""Stemmers are given by their language, as NLTK's classes give them."""

import pytest

from chalicelib.scoring.nltk_parts.stemmers import stemmers_by_language, stemmers_of_language
from chalicelib.scoring.nltk_stand_ins import EnglishStemmer, PorterStemmer

ONE, OTHER = EnglishStemmer(), PorterStemmer()


def test_a_language_has_a_stemmer_for_each_option() -> None:
    make = stemmers_by_language({"english": ONE, "porter": OTHER}, {"english": OTHER})
    assert (make("english"), make("porter"), make("english", True)) == (ONE, OTHER, OTHER)


def test_another_language_is_refused() -> None:
    make = stemmers_by_language({"english": ONE}, {})
    with pytest.raises(ValueError, match=r"found 'german'; expected one of \['english'\]"):
        make("german")
    with pytest.raises(ValueError, match=r"found 'english'; expected one of \[\]"):
        make("english", ignore_stopwords=True)


def test_a_class_of_one_language_has_the_option() -> None:
    make = stemmers_of_language(ONE, OTHER)
    assert (make(), make(ignore_stopwords=True)) == (ONE, OTHER)
    with pytest.raises(ValueError, match="expected the argument 'ignore_stopwords' by its name"):
        stemmers_of_language(ONE)(True)
