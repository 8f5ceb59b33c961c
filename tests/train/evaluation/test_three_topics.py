"""A model distinguishes three topics in scripts with and without spaces between words."""

import io
from collections import Counter

import joblib
import pytest

from chalicelib.scoring.model import Model
from tests.support.topics import HELD_OUT, LABELS, SCRIPTS, TEXTS, script_of
from train.corpus.reader import Corpus
from train.fit import fit
from train.recipes.catalog import RECIPES
from train.registry.bundle import Bundle, pickle_names

FLOOR = 5 / 6
"""The share of a script's held-out texts that must be labelled right."""

held_out = [pytest.param(text, id=f"{script_of(text)}-{label}") for text, label in HELD_OUT]


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    others = Corpus([text for text, _ in HELD_OUT], [label for _, label in HELD_OUT], "1" * 64)
    return fit(RECIPES["default"], Corpus(TEXTS, LABELS, "0" * 64), others).bundle()


@pytest.fixture(scope="module")
def model(bundle: Bundle) -> Model:
    return bundle.model()


def test_each_topic_has_texts_in_each_script() -> None:
    seen = Counter((script_of(t), label) for t, label in zip(TEXTS, LABELS, strict=True))
    assert {script for script, _ in seen} == set(SCRIPTS)
    assert len(seen) == len(SCRIPTS) * 3
    assert min(seen.values()) >= 4


def test_no_held_out_text_is_trained_on() -> None:
    assert not {text for text, _ in HELD_OUT} & set(TEXTS)


@pytest.mark.parametrize("script", SCRIPTS)
def test_most_held_out_texts_of_a_script_are_labelled_right(model: Model, script: str) -> None:
    right = [model.predict(text) == label for text, label in HELD_OUT if script_of(text) == script]
    assert sum(right) / len(right) >= FLOOR


@pytest.mark.parametrize("text", held_out)
def test_the_probabilities_of_the_topics_sum_to_one(model: Model, text: str) -> None:
    probabilities = model.classifier.probabilities(model.scores(text))
    assert probabilities is not None
    assert len(probabilities) == 3
    assert sum(probabilities) == pytest.approx(1)


def test_the_label_is_scikit_learns(bundle: Bundle, model: Model) -> None:
    vectorizer, classifier = (
        joblib.load(io.BytesIO(bundle.files[name])) for name in pickle_names("default")
    )
    texts = [text for text, _ in HELD_OUT] + TEXTS
    expected = classifier.predict(vectorizer.transform(texts)).tolist()
    assert [model.predict(text) for text in texts] == expected
