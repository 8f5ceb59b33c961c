"""TextBlob's moods, words and lemmas are deployed without TextBlob."""

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.strict_json import Record
from tests.support.author_packages import installed
from tests.support.author_textblob import SOURCES
from tests.support.author_wordnet import WordNetCorpusReader, modules
from tests.support.nltk_data import deployed
from train.errors import InputError
from train.export.functions.exporter import FunctionExporter
from train.export.functions.slices.slice import slice_function

TEXTS = (
    "Very good. Not good!\n\nSadly good boxes",
    "no mood",
    "",
    "good Very very good good",
    ": D x :\\",
)


@pytest.fixture
def blob(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name, module in modules(WordNetCorpusReader()).items():
        monkeypatch.setitem(sys.modules, name, module)
    with installed(tmp_path, "textblob", SOURCES, "License-Expression: MIT\n"):
        yield importlib.import_module("textblob.blob")


def test_moods_are_those_of_textblob(blob: Any) -> None:
    kind = blob.TextBlob

    def mood(text: str) -> list[float]:
        made = kind(text)
        return [*made.sentiment, made.polarity, made.sentiment.subjectivity, made.subjectivity]

    functions = FunctionExporter()
    reference = functions.reference(mood)
    call = functions.resolve(Record(reference, "block 0"))
    assert [call(text) for text in TEXTS] == [mood(text) for text in TEXTS]
    assert len({*map(tuple, map(mood, TEXTS))}) == 4
    assert functions.requirements == []
    assert [name[:-13] for name in functions.data_modules] == ["data_of_textblob_words"]
    assert "code of textblob 1.0 (MIT)" in functions.modules[reference["module"]]


def test_words_and_the_text_are_those_of_textblob(blob: Any) -> None:
    kind = blob.TextBlob

    def words(text: str) -> list[str]:
        return [*kind(text).words, str(kind(text))]

    call = deployed(words)
    assert [call(text) for text in TEXTS] == [words(text) for text in TEXTS]
    with pytest.raises(TypeError, match="expected a string"):
        call(b"text")


def test_words_that_are_not_used_bring_no_code(blob: Any) -> None:
    kind = blob.TextBlob
    sliced = slice_function(lambda text: [kind(text).polarity])
    assert "word_tokenize" not in sliced.module_source


def test_lemmas_are_those_of_textblob(blob: Any) -> None:
    kind = blob.Word

    def lemmas(text: str) -> list[str]:
        words = [kind(word) for word in text.split()]
        return [word.lemmatize() for word in words] + [word.lemmatize("v") for word in words]

    call = deployed(lemmas)
    assert call("boxes hoping") == lemmas("boxes hoping") == ["box", "hoping", "boxes", "hop"]


def test_what_is_not_there_needs_the_package(blob: Any) -> None:
    kind = blob.TextBlob
    with pytest.raises(InputError, match="uses textblob, and no installed package is known"):
        slice_function(lambda text: kind(text).correct())


def test_emoticons_have_an_order_of_their_own(blob: Any) -> None:
    text: Any = importlib.import_module("textblob._text")
    kind, sources = blob.TextBlob, set()
    for pattern in (r"(: ?\||: ?\\|: ?D)($|\s)", r"(: ?\\|: ?D|: ?\|)($|\s)"):
        text.RE_EMOTICONS = re.compile(pattern)
        sources.add(slice_function(lambda text: [kind(text).polarity], "mood").module_source)
    assert len(sources) == 1
    text.RE_EMOTICONS = re.compile(":D")
    sources.add(slice_function(lambda text: [kind(text).polarity], "mood").module_source)
    assert len(sources) == 2
