"""What float32 is said to change is what the two models' scores differ by, text by text."""

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
from train.export.classifiers import discriminant
from train.export.exporter import FLOAT32_TOLERANCE, Export, export_model
from train.export.float32_check import margins, rounded, vectors_of
from train.recipes.default import make_vectorizer

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
    """Fit; return the model with float64, and the same with float32 whatever it changes."""
    classifier.fit(vectorizer.fit_transform(TRAINING), labels)
    return written(vectorizer, classifier)


def written(vectorizer: Any, classifier: Any) -> tuple[Export, Export]:
    form = discriminant(classifier)
    exact, small = (export._write(vectorizer, form, kind) for kind in (np.float64, np.float32))
    return exact, small


def by_model(model: Export, rows: int) -> Any:
    """Return what a model itself says of each text."""
    return np.array([model.scores(text)[-rows:] for text in TEXTS])


@pytest.mark.parametrize("labels", [LABELS, THIRD], ids=["two-classes", "three-classes"])
@pytest.mark.parametrize("name", VECTORIZERS)
def test_the_matrices_say_what_the_models_say(name: str, labels: list[str]) -> None:
    vectorizer = clone(VECTORIZERS[name])
    exact, small = exported(vectorizer, SGDClassifier(random_state=0), labels)
    vectors = vectors_of(vectorizer, TEXTS, presence=False)
    expected = margins(exact.read_classifier, vectors)
    changed = rounded(vectors, exact.read_vectorizer, small.read_vectorizer)
    found = margins(small.read_classifier, changed)
    np.testing.assert_allclose(expected, by_model(exact, expected.shape[1]), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found, by_model(small, found.shape[1]), rtol=1e-12, atol=1e-12)
    assert np.abs(found - expected).max() > 1e-12


def test_where_presence_alone_counts_the_vectors_say_no_more() -> None:
    vectorizer = VECTORIZERS["l2"]
    exact, _ = exported(vectorizer, BernoulliNB(), LABELS)
    found = margins(exact.read_classifier, vectors_of(vectorizer, TEXTS, presence=True))
    np.testing.assert_allclose(found, by_model(exact, 1), rtol=1e-12, atol=1e-12)


def test_the_rounding_of_the_idf_counts_by_itself() -> None:
    vectorizer = TfidfVectorizer(norm=None)
    classifier = LinearSVC().fit(vectorizer.fit_transform(TRAINING), LABELS)
    # float32 keeps these coefficients as they are, and no logarithm.
    classifier.coef_ = np.full_like(classifier.coef_, 2.0**10)
    kept = export_model(vectorizer, classifier, TRAINING)
    assert kept.vectorizer == export_model(vectorizer, classifier).vectorizer


@pytest.mark.parametrize("size", [1e-1, 1.0, 3.0, 5.0, 10.0, 1e2])
def test_float32_is_taken_exactly_where_every_score_stays(size: float) -> None:
    vectorizer = TfidfVectorizer()
    classifier = LogisticRegression().fit(vectorizer.fit_transform(TRAINING), LABELS)
    classifier.coef_ = classifier.coef_ * size
    exact, small = written(vectorizer, classifier)
    changes = [abs(exact.scores(text)[1] - small.scores(text)[1]) for text in TRAINING]
    chosen = export_model(vectorizer, classifier, TRAINING)
    assert (chosen.classifier == small.classifier) is (max(changes) <= FLOAT32_TOLERANCE)


def test_a_large_corpus_is_proved_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    vectorizer = CountVectorizer(lowercase=False)
    classifier = LinearSVC().fit(vectorizer.fit_transform(TRAINING), LABELS)
    whole = export_model(vectorizer, classifier, TRAINING)
    monkeypatch.setattr(export, "TEXTS_AT_ONCE", 2)
    assert export_model(vectorizer, classifier, TRAINING).classifier == whole.classifier
    # Of the last text alone the score changes, in a part of its own.
    classifier.coef_[0, vectorizer.vocabulary_["\u4f60\u597d"]] = 1e6 / 3
    chosen = export_model(vectorizer, classifier, TRAINING)
    assert chosen.classifier == export_model(vectorizer, classifier).classifier


def test_a_model_that_does_not_compute_what_the_matrices_say_keeps_float64(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vectorizer = TfidfVectorizer()
    classifier = LinearSVC().fit(vectorizer.fit_transform(TRAINING), LABELS)
    exact = export_model(vectorizer, classifier)
    assert export_model(vectorizer, classifier, TRAINING).classifier != exact.classifier
    weighted = exact.vectorizer.replace(b'weight\\":1.0', b'weight\\":1.1')
    monkeypatch.setattr(export, "read_vectorizer", lambda _: read_vectorizer(weighted))
    assert export_model(vectorizer, classifier, TRAINING).classifier == exact.classifier
