"""The confidence of a version is measured on the words of held-out texts."""

from typing import Any

import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from tests.support.parity import LABELS, TRAINING
from train.corpus.reader import Corpus
from train.evaluation.confidence import LEAST_LOW, RATE, confidence_facts
from train.evaluation.predictions import text_key
from train.export.exported import Export
from train.export.exporter import export_model
from train.fit import fit
from train.recipes.catalog import RECIPES

NUMBERED = [f"free free see щ{number}" for number in range(25)]


def exported(vectorizer: Any, classifier: Any) -> Export:
    vectors = vectorizer.fit_transform(TRAINING).toarray()
    return export_model(vectorizer, classifier.fit(vectors, LABELS), TRAINING)


def test_the_low_is_the_5th_percentile_of_the_share_of_known_words() -> None:
    export = exported(CountVectorizer(), LogisticRegression())
    found = confidence_facts(export, [*NUMBERED, "щ"], ())
    # Two of three words are known, and two unknown ones are added: 2 / 5.
    assert found == {"confidence": {"low": 0.4, "rate": RATE}}


def test_the_low_is_never_so_low_that_nothing_is_below_it() -> None:
    export = exported(CountVectorizer(), LogisticRegression())
    found = confidence_facts(export, [f"щ{number}" for number in range(25)], ())
    assert found["confidence"]["low"] == LEAST_LOW


@pytest.mark.parametrize(
    ("vectorizer", "classifier", "texts", "keys"),
    [
        pytest.param(CountVectorizer(), LogisticRegression(), NUMBERED[:19], (), id="few-texts"),
        pytest.param(
            CountVectorizer(),
            LogisticRegression(),
            NUMBERED,
            {*map(text_key, NUMBERED)},
            id="copies",
        ),
        pytest.param(
            TfidfVectorizer(analyzer="char"), LogisticRegression(), NUMBERED, (), id="no-words"
        ),
        pytest.param(CountVectorizer(), GaussianNB(), NUMBERED, (), id="naive-bayes"),
    ],
)
def test_some_models_have_none(
    vectorizer: Any, classifier: Any, texts: list[str], keys: Any
) -> None:
    assert confidence_facts(exported(vectorizer, classifier), texts, keys) == {}


def test_fit_writes_it_and_the_model_reads_it() -> None:
    test = Corpus([*NUMBERED, *TRAINING], ["ham"] * 25 + LABELS, "0" * 64)
    bundle = fit(RECIPES["default"], Corpus(TRAINING * 4, LABELS * 4, "0" * 64), test).bundle()
    assert bundle.model().manifest.confidence is not None
    assert bundle.manifest.document["confidence"]["rate"] == RATE  # type: ignore[index]
