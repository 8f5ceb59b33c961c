"""Sastrawi's stemmer is deployed with its root words as data, and keeps no words of texts."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.strict_json import Record
from tests.support.author_packages import installed
from tests.support.author_sastrawi import SOURCES
from tests.support.nltk_data import deployed
from train.export.functions.exporter import FunctionExporter


@pytest.fixture
def factory(tmp_path: Path) -> Iterator[Any]:
    with installed(tmp_path, "Sastrawi", SOURCES, "License: MIT\n"):
        yield importlib.import_module("Sastrawi.Stemmer.StemmerFactory").StemmerFactory


TEXT = "Kata7nya, kata2000nya dan KATA1100nya!"


def test_a_stemmer_brings_its_words_as_data(factory: Any) -> None:
    stemmer = factory().create_stemmer()

    def clean(text: str) -> str:
        return str(stemmer.stem(text))

    functions = FunctionExporter()
    reference = functions.reference(clean)
    call = functions.resolve(Record(reference, "block 0"))
    assert call(TEXT) == clean(TEXT) == "kata7  kata2000nya dan kata1100"
    ((name, source),) = functions.data_modules.items()
    assert name.startswith("data_of_indonesian_words_")
    assert functions.requirements == []
    assert "code of Sastrawi 1.0 (MIT)" in functions.modules[reference["module"]]
    assert "kata2000" not in source


def test_a_factory_is_one_that_has_made_its_stemmer(factory: Any) -> None:
    made = factory()

    def by_class(text: str) -> str:
        return str(factory().create_stemmer().stem(text))

    def by_object(text: str) -> str:
        return str(made.create_stemmer().stem(text))

    assert deployed(by_class)(TEXT) == deployed(by_object)(TEXT) == by_class(TEXT)


def test_few_words_stay_a_list(factory: Any) -> None:
    assert factory
    module = importlib.import_module("Sastrawi.Dictionary.ArrayDictionary")
    stop_words = module.ArrayDictionary(["dan", "yang"])
    contains = deployed(stop_words.contains)
    assert [contains("dan"), contains("kata7")] == [True, False]
