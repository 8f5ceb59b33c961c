"""Cleaning of many texts at once, and vectorizers that were given tokens: notebooks have both."""

import logging
import re
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, make_pipeline

from tests.support.parity import LABELS, TRAINING
from train.export.cleaning.own_cleaning import of_one_text, split_by, takes_tokens
from train.export.functions.exporter import FunctionExporter
from train.notebook.publishing import publish
from train.registry.pointer_moves import read_current
from train.registry.versions import fetch_bundle
from train.registry.writable_store import open_writer


def clean(text: str) -> str:
    return re.sub("[^a-z ]", " ", text.lower())


def clean_all(texts: list[str]) -> list[str]:
    cleaned = []
    for text in texts:
        cleaned.append(clean(text))
    return cleaned


def clean_array(texts: list[str]) -> Any:
    return np.array(clean_all(texts))


def told(text: str) -> str:
    print("cleaning", text)  # noqa: T201 - what authors leave in
    print("cleaning", text, file=sys.stderr)  # noqa: T201
    logging.getLogger("author").error("cleaning %r", text)
    return clean(text)


def tokens(text: str) -> list[str]:
    return [word for word in clean(text).split() if len(word) > 1]


def all_tokens(texts: list[str]) -> list[list[str]]:
    return [tokens(text) for text in texts]


def same(given: Any) -> Any:
    return given


@pytest.mark.parametrize(
    ("function", "result"),
    [
        (clean, "win  "),
        (clean_all, "win  "),
        (clean_array, "win  "),
        (tokens, ["win"]),
        (all_tokens, ["win"]),
    ],
)
def test_a_function_is_called_with_one_text(function: Callable[..., Any], result: Any) -> None:
    called: Any = of_one_text(function)
    assert called("WIN 8") == result
    assert (called is function) is (function in (clean, tokens))


def test_steps_and_functions_that_fail_stay_as_they_are() -> None:
    failing: Any = int
    assert [*map(of_one_text, ["lower", {"step": "lower"}, failing])] == [
        "lower",
        {"step": "lower"},
        failing,
    ]


TAKING = [
    CountVectorizer(analyzer=same),
    TfidfVectorizer(tokenizer=same, preprocessor=same, token_pattern=None, ngram_range=(1, 2)),
    TfidfVectorizer(tokenizer=same, lowercase=False, token_pattern=None),
]


@pytest.mark.parametrize("vectorizer", TAKING)
@pytest.mark.parametrize("function", [tokens, all_tokens])
def test_a_vectorizer_that_was_given_tokens_is_published_with_what_makes_them(
    vectorizer: Any, function: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("chalicelib.functions.__path__", [str(tmp_path / "chalicelib/functions")])
    made = [tokens(text) for text in TRAINING]
    pipeline = make_pipeline(vectorizer, LogisticRegression()).fit(made, LABELS)
    before = repr(pipeline.get_params())
    publish(pipeline, clean=function, texts=TRAINING, to="store", promote=True)
    assert repr(pipeline.get_params()) == before
    store = open_writer("store")
    pointer = read_current(store).pointer
    assert pointer is not None
    model = fetch_bundle(pointer.manifest, store).model()
    texts = ["Win a FREE prize!", "See you at 8, at home", "x"]
    assert [*map(model.predict, texts)] == [*pipeline.predict([tokens(each) for each in texts])]


def test_only_what_takes_tokens_everywhere_is_changed() -> None:
    others = [
        CountVectorizer(),
        TfidfVectorizer(tokenizer=tokens),
        CountVectorizer(analyzer=tokens),
    ]
    for other in others:
        union = FeatureUnion([("a", CountVectorizer(analyzer=same)), ("b", other)])
        assert takes_tokens([union])
        assert split_by(["lower", tokens], [union]) == ["lower", tokens]
    assert split_by([clean], TAKING[:1]) == [clean]
    assert split_by([], TAKING[:1]) == []
    assert not any(takes_tokens([other]) for other in others)


def test_what_the_author_prints_and_logs_of_a_trial_is_not_shown(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    pipeline = make_pipeline(TfidfVectorizer(preprocessor=clean), LogisticRegression())
    pipeline.fit(TRAINING, LABELS)[0].set_params(preprocessor=told)
    assert not takes_tokens([pipeline])
    assert of_one_text(told) is told
    FunctionExporter().reference(told)
    assert (*capsys.readouterr(), caplog.text) == ("", "", "")
    told("a text")
    assert "cleaning 'a text'" in caplog.text
