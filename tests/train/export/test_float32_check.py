"""The computed changes by float32 equal the differences of the two models' scores."""

from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.naive_bayes import BernoulliNB
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from chalicelib.scoring.vectorizer import read_vectorizer
from tests.support.parity import LABELS, TEXTS, THIRD, TRAINING
from train.export import exporter as export
from train.export.classifiers.conversion import discriminant
from train.export.exported import Export
from train.export.exporter import export_model
from train.export.float32_check import FLOAT32_TOLERANCE, margins, rounded, vectors_of
from train.export.functions.exporter import FunctionExporter
from train.export.traced import trace
from train.recipes.default_vectorizer import make_vectorizer

CHARACTERS = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), norm="l1")
VECTORIZERS = {
    "l2": TfidfVectorizer(sublinear_tf=True),
    "no-norm": TfidfVectorizer(norm=None),
    "no-idf": TfidfVectorizer(use_idf=False),
    "counts": CountVectorizer(),
    "default": make_vectorizer(),
    "union": FeatureUnion(
        [("c", CHARACTERS), ("gone", "drop"), ("w", TfidfVectorizer()), ("n", CountVectorizer())],
        transformer_weights={"c": -1.5, "n": 0.25},
    ),
}


def exported(vectorizer: Any, classifier: Any, labels: list[str]) -> tuple[Export, Export]:
    """Fit; return the model in float64, and in float32 even if that changes scores."""
    classifier.fit(vectorizer.fit_transform(TRAINING), labels)
    return written(vectorizer, classifier)


def written(vectorizer: Any, classifier: Any) -> tuple[Export, Export]:
    form = discriminant(classifier)
    none = FunctionExporter(consent=False)
    kinds = (np.float64, np.float32)
    exact, small = (export._write(trace(vectorizer), form, kind, none) for kind in kinds)
    return exact, small


def by_model(model: Export, rows: int) -> Any:
    """Return the scores of each text by the model itself."""
    return np.array([model.scores(text)[-rows:] for text in TEXTS])


@pytest.mark.parametrize("labels", [LABELS, THIRD], ids=["two-classes", "three-classes"])
@pytest.mark.parametrize("name", VECTORIZERS)
def test_the_matrices_give_the_scores_of_the_models(name: str, labels: list[str]) -> None:
    vectorizer = clone(VECTORIZERS[name])
    exact, small = exported(vectorizer, SGDClassifier(random_state=0), labels)
    vectors = vectors_of(vectorizer, TEXTS, presence=False)[:, exact.columns]
    expected = margins(exact.linear, vectors)
    changed = rounded(vectors, exact.read_vectorizer, small.read_vectorizer)
    found = margins(small.linear, changed)
    np.testing.assert_allclose(expected, by_model(exact, expected.shape[1]), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found, by_model(small, found.shape[1]), rtol=1e-12, atol=1e-12)
    assert np.abs(found - expected).max() > 1e-12


def test_vectors_of_presence_give_the_scores_of_the_model() -> None:
    vectorizer = VECTORIZERS["l2"]
    exact, _ = exported(vectorizer, BernoulliNB(), LABELS)
    vectors = vectors_of(vectorizer, TEXTS, presence=True)[:, exact.columns]
    found = margins(exact.linear, vectors)
    np.testing.assert_allclose(found, by_model(exact, 1), rtol=1e-12, atol=1e-12)


def test_rounding_the_idf_can_change_a_score() -> None:
    vectorizer = TfidfVectorizer(norm=None)
    classifier = LinearSVC().fit(vectorizer.fit_transform(TRAINING), LABELS)
    # float32 represents these coefficients exactly, but not the idf.
    classifier.coef_ = np.full_like(classifier.coef_, 2.0**10)
    kept = export_model(vectorizer, classifier, TRAINING)
    assert kept.vectorizer == export_model(vectorizer, classifier).vectorizer


@pytest.mark.parametrize("size", [1e-1, 1.0, 3.0, 5.0, 10.0, 1e2])
def test_float32_is_used_if_and_only_if_every_score_stays(size: float) -> None:
    vectorizer = TfidfVectorizer()
    classifier = LogisticRegression().fit(vectorizer.fit_transform(TRAINING), LABELS)
    classifier.coef_ = classifier.coef_ * size
    exact, small = written(vectorizer, classifier)
    changes = [abs(exact.scores(text)[1] - small.scores(text)[1]) for text in TRAINING]
    chosen = export_model(vectorizer, classifier, TRAINING)
    assert (chosen.classifier == small.classifier) is (max(changes) <= FLOAT32_TOLERANCE)


def test_a_large_corpus_is_checked_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    vectorizer = CountVectorizer(lowercase=False)
    classifier = LinearSVC().fit(vectorizer.fit_transform(TRAINING), LABELS)
    whole = export_model(vectorizer, classifier, TRAINING)
    monkeypatch.setattr("train.export.float32_check.BATCH_TEXTS", 2)
    assert export_model(vectorizer, classifier, TRAINING).classifier == whole.classifier
    # Only the score of the last text changes, which is in a batch of its own.
    classifier.coef_[0, vectorizer.vocabulary_["\u4f60\u597d"]] = 1e6 / 3
    chosen = export_model(vectorizer, classifier, TRAINING)
    assert chosen.classifier == export_model(vectorizer, classifier).classifier


def test_float64_is_used_if_the_model_scores_otherwise_than_the_matrices(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vectorizer = TfidfVectorizer()
    classifier = LinearSVC().fit(vectorizer.fit_transform(TRAINING), LABELS)
    exact = export_model(vectorizer, classifier)
    assert export_model(vectorizer, classifier, TRAINING).classifier != exact.classifier
    weighted = exact.vectorizer.replace(b'weight\\":1.0', b'weight\\":1.1')
    monkeypatch.setattr(
        export, "read_vectorizer", lambda _, resolve: read_vectorizer(weighted, resolve=resolve)
    )
    assert export_model(vectorizer, classifier, TRAINING).classifier == exact.classifier


def test_float64_is_used_if_a_coefficient_is_not_finite_in_float32() -> None:
    vectorizer = CountVectorizer()
    classifier = LinearSVC().fit(vectorizer.fit_transform(TRAINING), LABELS)
    classifier.coef_ *= 1e45
    assert export_model(vectorizer, classifier, TRAINING).classifier == (
        export_model(vectorizer, classifier).classifier
    )
