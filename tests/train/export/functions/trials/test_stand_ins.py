"""NLTK's parts become the project's; those that need data files are refused with another way."""

import sys
from types import ModuleType
from typing import Any

import pytest

from chalicelib.strict_json import Record
from tests.support.author_nltk import Nltk, RegexpTokenizer, StopWords
from train.errors import InputError
from train.export.functions.exporter import FunctionExporter
from train.export.functions.slices.slice import slice_function
from train.export.functions.trials.stand_ins import stand_in_of


@pytest.fixture
def nltk(monkeypatch: pytest.MonkeyPatch) -> Nltk:
    made = Nltk()
    corpus = ModuleType("nltk.corpus")
    corpus.stopwords = StopWords()  # type: ignore[attr-defined]
    modules = {"nltk.stem": made.stem, "nltk.tokenize": made.tokenize, "nltk.corpus": corpus}
    for name, module in {"nltk": ModuleType("nltk"), **modules}.items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.delitem(sys.modules, "nltk.redos", raising=False)
    return made


def results(function: Any, text: str) -> tuple[str, Any]:
    functions = FunctionExporter()
    reference = functions.reference(function)
    (source,) = functions.modules.values()
    assert "nltk." not in source.replace("scoring.nltk_stand_ins", "")
    return source, functions.resolve(Record(reference, "block 0"))(text)


@pytest.mark.parametrize("kind", ["PorterStemmer", "SnowballStemmer", "EnglishStemmer"])
def test_a_stemmer_becomes_the_projects(nltk: Nltk, kind: str) -> None:
    arguments = ("english",) if kind == "SnowballStemmer" else ()
    stemmer, tokenizer = getattr(nltk.stem, kind)(*arguments), RegexpTokenizer("[a-z]+")

    def tokens(text: str) -> list[str]:
        if not text.islower():
            return []
        return [stemmer.stem(word) for word in tokenizer.tokenize(text) if word == "running"]

    source, found = results(tokens, "running x")
    assert found == ["run"]
    assert "import ReTokenizer" in source


def test_classes_become_the_projects(nltk: Nltk) -> None:
    assert nltk

    def tokens(text: str) -> list[str]:
        from nltk.stem import PorterStemmer as Porter
        from nltk.tokenize import RegexpTokenizer

        stemmer = Porter()
        found = RegexpTokenizer("running").tokenize(text)
        return [stemmer.stem(token) for token in found]

    source, found = results(tokens, "running")
    assert found == ["run"]
    assert "import ReTokenizer" in source


def test_a_list_of_stop_words_is_read(nltk: Nltk) -> None:
    assert nltk

    def tokens(text: str) -> list[str]:
        from nltk.corpus import stopwords

        return [word for word in text.split() if word not in stopwords.words("english")]

    source, found = results(tokens, "the end")
    assert found == ["end"]
    assert "['the', 'a']" in source


def test_a_list_of_stop_words_that_is_missing_is_refused(nltk: Nltk) -> None:
    assert nltk

    def tokens(text: str) -> list[str]:
        from nltk.corpus import stopwords

        return [word for word in text.split() if word not in stopwords.words("german")]

    with pytest.raises(InputError, match=r"NLTK's stopwords.words\('german'\) cannot be read"):
        slice_function(tokens)


def test_what_reads_files_for_each_text_is_refused() -> None:
    data = pytest.importorskip("nltk.data")

    def words(text: str) -> Any:
        return data.load("tokenizers/punkt/english.pickle").tokenize(text)

    with pytest.raises(InputError, match=r"'load' needs the data files of .*; call it outside"):
        slice_function(words)


def test_newer_tokenizers_see_words_as_regex_does(
    nltk: Nltk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert nltk
    monkeypatch.setitem(sys.modules, "nltk.redos", ModuleType("nltk.redos"))
    source = slice_function(RegexpTokenizer("a").tokenize).module_source
    assert "import RegexpTokenizer" in source


@pytest.mark.parametrize(
    ("name", "older"),
    [
        ("RegexpTokenizer", "ReTokenizer"),
        ("WordPunctTokenizer", "ReWordPunctTokenizer"),
        ("WhitespaceTokenizer", "ReWhitespaceTokenizer"),
        ("regexp_tokenize", "re_tokenize"),
        ("PorterStemmer", "PorterStemmer"),
    ],
)
def test_each_class_of_an_older_nltk_has_its_own(
    nltk: Nltk, monkeypatch: pytest.MonkeyPatch, name: str, older: str
) -> None:
    assert nltk
    found = type(name, (), {"__module__": "nltk.tokenize.regexp"})
    assert stand_in_of(found) == older
    monkeypatch.setitem(sys.modules, "nltk.redos", ModuleType("nltk.redos"))
    assert stand_in_of(found) == name
