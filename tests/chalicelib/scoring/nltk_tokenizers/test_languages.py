"""`word_tokenize` and `sent_tokenize` take a language, and give what NLTK gives."""

from typing import Any

import pytest

from tests.support.nltk_data import deployed
from train.export.functions.trials.nltk_tokenizers import tokenizer_of
from train.export.functions.trials.texts import TEXTS

TEXT = "Rot bzw. Blau. He's Dr. Xy. \u201cStop.\u201d"


def test_words_are_those_of_the_sentences(nltk: Any) -> None:
    words, sentences = deployed(nltk.word_tokenize), deployed(nltk.sent_tokenize)
    for text in (TEXT, *TEXTS):
        assert words(text) == nltk.word_tokenize(text)
        assert sentences(text) == nltk.sent_tokenize(text)
    assert words(TEXT, preserve_line=True) == nltk.word_tokenize(TEXT, preserve_line=True)


def test_another_language_has_its_own_abbreviations(nltk: Any) -> None:
    def split(text: str) -> list[list[str]]:
        language = "german"
        return [nltk.sent_tokenize(text, language), nltk.word_tokenize(text, language=language)]

    assert deployed(split)(TEXT) == split(TEXT)
    assert split(TEXT)[0][0] == "Rot bzw. Blau."


def test_only_the_languages_that_are_named_are_deployed(nltk: Any) -> None:
    for names, expected in ((set[str](), ["english"]), ({"german", "x"}, ["english", "german"])):
        found = tokenizer_of(nltk.sent_tokenize, names)
        assert found is not None
        assert [each.name.split("_")[3] for each in found.data] == expected


def test_the_class_takes_the_language(nltk: Any) -> None:
    made = deployed(nltk.PunktTokenizer)
    assert made().tokenize("See Dr. Xy") == ["See Dr. Xy"]
    with pytest.raises(KeyError):
        made("german")
