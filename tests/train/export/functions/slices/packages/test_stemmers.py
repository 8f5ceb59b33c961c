"""NLTK's Snowball stemmers are deployed without NLTK, and stem as NLTK does."""

from typing import Any

import pytest
from nltk.stem import snowball
from nltk.stem.snowball import FrenchStemmer, GermanStemmer, SnowballStemmer, SpanishStemmer

from tests.support.nltk_data import deployed
from train.errors import InputError

WORDS = {
    "danish": "husene venlighed l\u00f8sningerne kraftigst bestemmelserne hundes",
    "dutch": "lichamelijkheden opglimpende voeten maatschappij\u00ebn vreselijke",
    "finnish": "taloissani kirjoittamatta ystävällisyyden autoistamme",
    "french": "majestueusement continuellement chanteraient volumineuses ing\u00e9nieux",
    "german": "Aufeinanderfolgenden H\u00e4usern stra\u00dfenkindern m\u00f6glichkeiten",
    "hungarian": "h\u00e1zainkban t\u00f6rt\u00e9netekr\u0151l k\u00f6nyvt\u00e1rakban",
    "italian": "abbandonarono propriamente pronunciandole felicit\u00e0 amerebbero",
    "norwegian": "havnedistriktene opptakelsene leveligheten vanskelighetenes",
    "porter": "generously relational flying cats",
    "portuguese": "bobagens quilom\u00e9tricas rapidamente nacionaliza\u00e7\u00f5es andavam",
    "romanian": "abilit\u0103\u0163ilor copiilor frumoaselor lucr\u0103toarei abandonat",
    "russian": "\u0432\u0430\u0436\u043d\u0435\u0439\u0448\u0438\u0435 "
    "\u043f\u043e\u0441\u043b\u0435\u0434\u043d\u0438\u043c\u0438 "
    "\u0440\u0430\u0437\u0431\u0435\u0436\u0430\u0432\u0448\u0438\u0441\u044c",
    "spanish": "cheques torneados chicharrones nacionalidades cant\u00e1ndoselas",
    "swedish": "klokheten m\u00f6jligheterna husens kristligaste",
}
EVERY = [*" ".join(WORDS.values()).split(), "", "a", "\U0001f389", "1990", "THE", "it's"]


class _StopWords:
    """Lists of stop words with NLTK's name."""

    def words(self, language: str) -> list[str]:
        if language != "german":
            raise LookupError(">>> nltk.download('stopwords')")
        return ["m\u00f6glichkeiten"]


@pytest.fixture
def stop_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snowball, "stopwords", _StopWords())


@pytest.mark.parametrize("language", WORDS)
def test_a_stemmer_of_a_language_stems_as_nltk_does(language: str) -> None:
    stemmer = SnowballStemmer(language)
    stem = deployed(stemmer.stem)
    assert type(stem.__self__).__module__ != type(stemmer.stemmer).__module__
    assert [stem(word) for word in EVERY] == [stemmer.stem(word) for word in EVERY]
    assert [stem(word) for word in WORDS[language].split()] != WORDS[language].split()


def by_class(text: str) -> list[str]:
    one, other = SpanishStemmer(), SnowballStemmer("portuguese")
    return [stemmer.stem(word) for stemmer in (one, other) for word in text.split()]


def of_language(text: str, language: str = "italian") -> list[str]:
    stemmer = SnowballStemmer(language)
    return [stemmer.stem(word) for word in text.split()]


def english(text: str) -> list[str]:
    return [SnowballStemmer("english").stem(word) for word in text.split()]


@pytest.mark.parametrize("function", [by_class, of_language, english])
def test_a_class_brings_the_languages_that_are_named(function: Any) -> None:
    text = " ".join(EVERY)
    assert deployed(function)(text) == function(text)


def test_an_instance_and_its_class_are_told_apart() -> None:
    stemmer = FrenchStemmer()

    def both(text: str) -> list[str]:
        return [stemmer.stem(text), FrenchStemmer().stem(text)]

    assert deployed(both)("chanteraient") == both("chanteraient")


def by_option(text: str) -> list[str]:
    one = GermanStemmer(ignore_stopwords=True)
    other = SnowballStemmer("german", ignore_stopwords=True)
    plain = SnowballStemmer("german")
    return [each.stem(text) for each in (one, other, plain, GermanStemmer())]


@pytest.mark.usefixtures("stop_words")
def test_stop_words_that_stay_are_deployed() -> None:
    word, call = "m\u00f6glichkeiten", deployed(by_option)
    assert call(word) == by_option(word) == [word, word, "moglich", "moglich"]
    stemmer = SnowballStemmer("german", ignore_stopwords=True)
    assert deployed(stemmer.stem)(word) == word


@pytest.mark.usefixtures("stop_words")
def test_stop_words_that_are_missing_are_named() -> None:
    def ignoring(text: str) -> str:
        return str(SpanishStemmer(ignore_stopwords=True).stem(text))

    with pytest.raises(InputError, match=r"nltk.downloader stopwords$"):
        deployed(ignoring)


def test_stop_words_of_the_english_stemmer_stay() -> None:
    stemmer = SnowballStemmer("english")
    stemmer.stemmer.stopwords = {"having"}
    stem = deployed(stemmer.stem)
    assert [stem("Having"), stem("running")] == ["having", "run"]


def test_the_arabic_stemmer_is_refused() -> None:
    for stemmer in (SnowballStemmer("arabic"), snowball.ArabicStemmer()):
        with pytest.raises(InputError, match="another stem after other words; use NLTK's ISRI"):
            deployed(stemmer.stem)
