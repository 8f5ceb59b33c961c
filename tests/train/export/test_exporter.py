"""A whole model is exported: in float32 if possible, to the same bytes, from a user's pipeline."""

from pathlib import Path

import joblib
import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from tests.support.parity import LABELS, THIRD, TRAINING
from train.corpus.reader import Corpus
from train.errors import InputError
from train.export.estimators import split_estimators
from train.export.exporter import export_model
from train.export.files.estimators import load_estimators
from train.recipes.catalog import RECIPES


def test_the_same_model_gives_the_same_bytes() -> None:
    vectorizer = TfidfVectorizer()
    classifier = LogisticRegression().fit(vectorizer.fit_transform(TRAINING), LABELS)
    first, second = (export_model(vectorizer, classifier, TRAINING) for _ in range(2))
    assert (first.vectorizer, first.classifier) == (second.vectorizer, second.classifier)


def test_float32_is_used_if_no_training_score_changes_by_a_millionth(small: Corpus) -> None:
    fitted = RECIPES["default"].fit(small.texts, small.labels)
    exact = export_model(fitted.vectorizer, fitted.classifier)
    compact = export_model(fitted.vectorizer, fitted.classifier, small.texts)
    assert len(compact.classifier) < 0.6 * len(exact.classifier)
    for text in small.texts:
        np.testing.assert_allclose(exact.scores(text), compact.scores(text), rtol=0, atol=1e-6)


def test_float64_is_used_if_float32_would_change_a_training_score() -> None:
    vectorizer = CountVectorizer()
    classifier = LinearSVC().fit(vectorizer.fit_transform(TRAINING), LABELS)
    classifier.coef_ = classifier.coef_ * 1e6
    with_texts = export_model(vectorizer, classifier, TRAINING)
    assert with_texts.classifier == export_model(vectorizer, classifier).classifier


def test_gaussian_naive_bayes_keeps_float64(small: Corpus) -> None:
    fitted = RECIPES["tutorial"].fit(small.texts, small.labels)
    export = export_model(fitted.vectorizer, fitted.classifier, small.texts)
    assert export.linear.linear.typecode == "d"


def test_only_two_classes_with_probabilities_have_a_threshold() -> None:
    vectorizer = TfidfVectorizer()
    vectors = vectorizer.fit_transform(TRAINING)
    for classifier, labels, threshold in (
        (LogisticRegression(), LABELS, 0.5),
        (LogisticRegression(), THIRD, None),
        (LinearSVC(), LABELS, None),
    ):
        assert export_model(vectorizer, classifier.fit(vectors, labels)).threshold == threshold


def test_a_classifier_fitted_to_another_vocabulary_is_refused() -> None:
    vectorizer = TfidfVectorizer()
    classifier = LinearSVC().fit(vectorizer.fit_transform(TRAINING), LABELS)
    other = TfidfVectorizer().fit(TRAINING[:5])
    with pytest.raises(InputError, match="fitted to the vectorizer"):
        export_model(other, classifier)


def test_a_pipeline_or_its_two_steps_can_be_loaded(tmp_path: Path) -> None:
    pipeline = make_pipeline(TfidfVectorizer(), LinearSVC()).fit(TRAINING, LABELS)
    paths = [tmp_path / name for name in ("pipeline.joblib", "vectorizer.pkl", "classifier.pkl")]
    for path, estimator in zip(paths, (pipeline, pipeline[0], pipeline[1]), strict=True):
        joblib.dump(estimator, path)
    whole = export_model(*split_estimators(load_estimators(paths[:1])))
    halves = export_model(*split_estimators(load_estimators(paths[1:])))
    assert whole.classifier == halves.classifier


def test_a_pipeline_without_a_classifier_is_refused_by_name() -> None:
    pipeline = make_pipeline(CountVectorizer(), TfidfTransformer())
    with pytest.raises(InputError, match="CountVectorizer, TfidfTransformer, but no classifier"):
        split_estimators([pipeline])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "no such file", id="missing"),
        pytest.param(b"v1,v2\nham,hello\n", "is a text file; expected a pickle", id="text"),
        pytest.param(b"", "is empty; expected a pickle", id="empty"),
        pytest.param(b"\x80\x04cno_such_module\nThing\n.", "needs modules", id="foreign"),
        pytest.param(b"\x80\x04cbuiltins\nlen\n)R.", "needs code", id="another-version"),
    ],
)
def test_a_file_without_an_estimator_is_refused(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "model.joblib"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        load_estimators([path])


def test_a_classifier_of_one_class_is_refused() -> None:
    vectorizer, classifier = TfidfVectorizer(), DecisionTreeClassifier()
    classifier.fit(vectorizer.fit_transform(TRAINING), ["spam"] * len(TRAINING))
    with pytest.raises(
        InputError, match=r"Tree.* knows the class spam only; .* at least 2 classes"
    ):
        export_model(vectorizer, classifier)
