"""NLTK's lemmatizer becomes the project's, with the lemmas of the author's own WordNet."""

import sys
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

import pytest

from chalicelib.strict_json import Record
from tests.support.author_wordnet import (
    LazyCorpusLoader,
    WordNetCorpusReader,
    WordNetLemmatizer,
    modules,
)
from train.errors import InputError
from train.export.functions.exporter import FunctionExporter

lemmatizer = WordNetLemmatizer()
wordnet = WordNetCorpusReader()


def install(monkeypatch: pytest.MonkeyPatch, reader: Any) -> None:
    for name, module in modules(reader).items():
        monkeypatch.setitem(sys.modules, name, module)


@pytest.fixture
def nltk(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    install(monkeypatch, WordNetCorpusReader())
    return sys.modules["nltk"]


def exported(function: Any) -> tuple[str, list[str], Callable[[str], Any]]:
    """Return the source of a slice, what its data is about, and what it does."""
    functions = FunctionExporter()
    reference = functions.reference(function)
    about = [name[len("data_of_wordnet_") : -13] for name in functions.digests if "data_" in name]
    return (
        functions.modules[reference["module"]],
        about,
        functions.resolve(Record(reference, "block 0")),
    )


def nouns(text: str) -> list[str]:
    return [lemmatizer.lemmatize(word) for word in text.split()]


def mapped(text: str) -> list[str]:
    return list(map(lemmatizer.lemmatize, text.split()))


def verbs(text: str) -> list[str]:
    return [lemmatizer.lemmatize(word, pos=wordnet.VERB) for word in text.split()]


def by_ending(text: str) -> list[str]:
    parts = {"s": wordnet.NOUN, "g": wordnet.VERB, "t": wordnet.ADV, "r": wordnet.ADJ_SAT}
    words = text.split()
    return [lemmatizer.lemmatize(word, parts.get(word[-1], wordnet.ADJ)) for word in words]


def known(text: str) -> list[str]:
    return [word for word in text.split() if wordnet.morphy(word)]


def by_name(text: str) -> list[str]:
    method = getattr(lemmatizer, "lemmatize")  # noqa: B009 - as an author may write it
    return [method(word, pos="v") for word in text.split()]


def made_within(text: str) -> list[str]:
    from nltk.stem import WordNetLemmatizer as Lemmatizer

    own = Lemmatizer()
    return [own.lemmatize(word).lower() for word in text.split()]


class LemmaTokenizer:
    """A tokenizer as courses have it."""

    def __init__(self) -> None:
        self.lemmatizer = WordNetLemmatizer()

    def __call__(self, text: str) -> list[str]:
        """Return the lemmas of a text's words."""
        return [self.lemmatizer.lemmatize(word, "n") for word in text.split()]


TEXT = "dogs mice hoping better best bigger glasses women us hot_dogs was blickets"
AS_NOUNS = "dog mouse hoping better best bigger glass woman u hot_dog was blickets"
AS_VERBS = "dogs mice hop better best bigger glasses women us hot_dogs be blickets"
ALL = ["adjectives", "adverbs", "nouns", "verbs"]


@pytest.mark.parametrize(
    ("function", "data", "expected"),
    [
        (nouns, ["nouns"], AS_NOUNS),
        (mapped, ["nouns"], AS_NOUNS),
        (made_within, ["nouns"], AS_NOUNS),
        (LemmaTokenizer(), ["nouns"], AS_NOUNS),
        (
            verbs,
            ["verbs"],
            AS_VERBS,
        ),
        (by_ending, ALL, "dog mice hop good well big glass women u hot_dog was blickets"),
        (known, ALL, "dogs mice hoping better best bigger glasses women us hot_dogs was"),
        (by_name, ALL, AS_VERBS),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_slice_brings_the_lemmas_of_the_parts_of_speech_that_it_gives(
    nltk: ModuleType, function: Any, data: list[str], expected: str
) -> None:
    assert nltk
    source, about, call = exported(function)
    assert about == data
    assert "nltk." not in source.replace("scoring.nltk_", "")
    assert call(TEXT) == expected.split()
    assert function(TEXT) == expected.split()


def test_a_method_that_is_a_value_may_be_given_any_part_of_speech(nltk: ModuleType) -> None:
    assert nltk
    _, about, call = exported(partial(lemmatizer.lemmatize, pos="v"))
    assert about == ALL
    assert call("hoping") == "hop"


def test_an_older_nltk_applies_its_rules_again(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, WordNetCorpusReader(repeated=True))
    *_, call = exported(nouns)
    assert call("dogss mices blicketss") == ["dog", "mices", "blicketss"]


def test_nltks_lazy_modules_are_loaded(nltk: ModuleType) -> None:
    class LazyModule:
        def __getattr__(self, name: str) -> Any:
            return getattr(sys.modules["nltk.corpus"], name)

    LazyModule.__module__ = "nltk.lazyimport"
    nltk.corpus = LazyModule()  # type: ignore[attr-defined]
    nltk.corpus.__name__ = "nltk.corpus"

    def lemmas(text: str) -> list[str]:
        import nltk

        found: list[str] = [
            lemmatizer.lemmatize(word, nltk.corpus.wordnet.VERB) for word in text.split()
        ]
        return found

    _, about, call = exported(lemmas)
    assert (about, call("was")) == (["verbs"], ["be"])


def test_more_than_lemmas_of_wordnet_is_refused(nltk: ModuleType) -> None:
    assert nltk
    senses: Any = wordnet
    with pytest.raises(InputError, match=r"it uses wordnet.synsets; of WordNet, only lemmas are"):
        exported(lambda text: [word for word in text.split() if senses.synsets(word)])


@pytest.mark.parametrize("function", [nouns, known], ids=["lemmatizer", "wordnet"])
def test_data_that_is_missing_is_named_with_what_fetches_it(
    monkeypatch: pytest.MonkeyPatch, function: Any
) -> None:
    missing = LazyCorpusLoader("wordnet", ">>> nltk.download('omw-1.4')")
    install(monkeypatch, missing)
    monkeypatch.setattr(sys.modules[__name__], "wordnet", missing)
    with pytest.raises(InputError, match=r"data 'omw-1.4', .* python -m nltk.downloader omw-1.4$"):
        FunctionExporter().reference(function)
    monkeypatch.setattr(missing, "_error", "no such language")
    with pytest.raises(LookupError, match="no such language"):
        FunctionExporter().reference(function)
