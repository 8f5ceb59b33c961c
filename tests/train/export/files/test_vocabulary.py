"""A vocabulary that was dumped alone is taken for the CountVectorizer that code makes of it."""

from pathlib import Path
from typing import Any

import joblib
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from tests.support.forms import Combined, assert_same
from tests.support.parity import LABELS, TEXTS, TRAINING
from train.errors import InputError
from train.export.estimators import split_estimators
from train.export.exporter import export_model
from train.export.files.estimators import load_estimators
from train.export.files.loading import Loading

COUNTED = make_pipeline(CountVectorizer(), TfidfTransformer(), MultinomialNB())
COUNTED.fit(TRAINING, LABELS)
VOCABULARY = COUNTED[0].vocabulary_


def loaded(folder: Path, *values: Any) -> tuple[list[Any], list[str]]:
    """Return the estimators in files of their own, and what loading them said."""
    told: list[str] = []
    for number, value in enumerate(values):
        joblib.dump(value, folder / f"{number}.pkl")
    paths = [folder / f"{number}.pkl" for number in range(len(values))]
    return load_estimators(paths, Loading(told.append)), told


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([VOCABULARY, COUNTED[1], COUNTED[2]], id="files"),
        pytest.param([{"vocab": VOCABULARY, "tfidf": COUNTED[1], "nb": COUNTED[2]}], id="dict"),
        pytest.param([COUNTED[1:], VOCABULARY], id="half-pipeline"),
    ],
)
def test_it_scores_texts_as_the_vectorizer_did(tmp_path: Path, values: list[Any]) -> None:
    found, told = loaded(tmp_path, *values)
    vectorizer, classifier = split_estimators(found)
    assert_same(Combined(export_model(vectorizer, classifier), COUNTED[:2], COUNTED[2]), TEXTS)
    assert any(
        "taken as the vocabulary of CountVectorizer(vocabulary=...)" in each for each in told
    )


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(COUNTED, id="vectorizer"),
        pytest.param(
            make_pipeline(FunctionTransformer(list), MultinomialNB()), id="step-that-takes-texts"
        ),
    ],
)
def test_it_is_left_out_if_no_vectorizer_is_missing(tmp_path: Path, model: Any) -> None:
    found, _ = loaded(tmp_path, {"numbers": VOCABULARY, "model": model})
    assert [type(each).__name__ for each in found] == ["Pipeline"]


def test_terms_that_the_default_parameters_do_not_find_are_refused(tmp_path: Path) -> None:
    pairs = TfidfVectorizer(ngram_range=(2, 2)).fit(TRAINING).vocabulary_
    with pytest.raises(InputError, match=r"CountVectorizer does not find with its default"):
        loaded(tmp_path, pairs, MultinomialNB())
