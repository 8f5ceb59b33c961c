"""Each supported classifier scores like scikit-learn's own after export; others are refused."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import (
    LogisticRegression,
    LogisticRegressionCV,
    PassiveAggressiveClassifier,
    RidgeClassifierCV,
)
from sklearn.naive_bayes import BernoulliNB, GaussianNB, MultinomialNB
from sklearn.neighbors import RadiusNeighborsClassifier
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from tests.support.classifiers import CLASSIFIERS, ExportedModel, fitted
from tests.support.examples import examples
from tests.support.parity import LABELS, TEXTS, THIRD, TRAINING, any_text, assert_agrees
from train.errors import InputError
from train.export.exporter import export_model


@pytest.fixture(scope="module", params=[2, 3], ids=["two-classes", "three-classes"])
def labels(request: pytest.FixtureRequest) -> list[str]:
    return LABELS if request.param == 2 else THIRD


@pytest.fixture(scope="module", params=CLASSIFIERS)
def case(request: pytest.FixtureRequest, labels: list[str]) -> ExportedModel:
    return fitted(CLASSIFIERS[request.param], labels)


def test_scores_and_labels_agree_on_fixed_texts(case: ExportedModel) -> None:
    assert_agrees(*case, TEXTS + TRAINING)


@pytest.mark.no_cover
@settings(max_examples=examples(8), deadline=None)
@given(text=any_text)
def test_scores_and_labels_agree_on_any_text(case: ExportedModel, text: str) -> None:
    assert_agrees(*case, [text])


@pytest.mark.no_cover
def test_probabilities_agree(case: ExportedModel) -> None:
    export, vectorizer, classifier = case
    vectors = vectorizer.transform(TEXTS)
    mine = [export.read_classifier.probabilities(export.scores(text)) for text in TEXTS]
    if not hasattr(classifier, "predict_proba"):
        assert mine == [None] * len(TEXTS)
        return
    dense = vectors.toarray() if isinstance(classifier, GaussianNB) else vectors
    np.testing.assert_allclose(
        np.array(mine, dtype=float), classifier.predict_proba(dense), rtol=1e-9, atol=1e-12
    )


@pytest.mark.filterwarnings("ignore::FutureWarning")  # that a parameter or the class will go
@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        (LogisticRegressionCV, {"Cs": [1, 10], "cv": 2, "scoring": "accuracy"}),
        (PassiveAggressiveClassifier, {"random_state": 0}),
        (RidgeClassifierCV, {"alphas": [0.1, 1.0]}),
    ],
)
def test_linear_models_of_other_names_agree(
    kind: type, parameters: dict[str, Any], labels: list[str]
) -> None:
    classifier = kind(**parameters)
    found = fitted(classifier, labels)
    assert_agrees(*found, TEXTS + TRAINING)
    assert found.export.read_classifier.has_probabilities == hasattr(classifier, "predict_proba")
    if found.export.read_classifier.has_probabilities:
        test_probabilities_agree(found)


def test_bernoulli_over_a_union_sees_only_presence() -> None:
    words = TfidfVectorizer(sublinear_tf=True)
    characters = CountVectorizer(analyzer="char_wb", ngram_range=(2, 3))
    union = FeatureUnion([("w", words), ("c", characters)], transformer_weights={"c": 0.5})
    assert_agrees(*fitted(BernoulliNB(), LABELS, union), TEXTS)


@pytest.mark.parametrize(
    ("vectorizer", "weight"),
    [
        pytest.param(TfidfVectorizer(), 0.0, id="weight"),
        pytest.param(TfidfVectorizer(smooth_idf=False), -1.0, id="negative-weight"),
    ],
)
def test_bernoulli_is_refused_if_a_value_may_not_be_positive(
    vectorizer: Any, weight: float
) -> None:
    union = FeatureUnion([("w", vectorizer)], transformer_weights={"w": weight})
    with pytest.raises(InputError, match="BernoulliNB over a TfidfVectorizer"):
        fitted(BernoulliNB(), LABELS, union)


def test_a_frozen_estimator_is_calibrated_as_it_is() -> None:
    vectorizer = TfidfVectorizer()
    inner = LinearSVC().fit(vectorizer.fit_transform(TRAINING), LABELS)
    calibrated = CalibratedClassifierCV(FrozenEstimator(inner))
    assert_agrees(*fitted(calibrated, LABELS, vectorizer), TEXTS)


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        pytest.param([0, 1], ("0", "1"), id="integers"),
        pytest.param([False, True], ("False", "True"), id="booleans"),
    ],
)
def test_other_labels_become_strings(values: list[Any], classes: tuple[str, ...]) -> None:
    export, *_ = fitted(LogisticRegression(), [values[label == "spam"] for label in LABELS])
    assert export.read_classifier.classes == classes


@pytest.mark.parametrize(
    ("classifier", "message"),
    [
        pytest.param(RadiusNeighborsClassifier(9.0), "RadiusNeighborsClassifier is not supported",
                     id="estimator"),
        pytest.param(BernoulliNB(binarize=0.2), r"BernoulliNB\(binarize=0.2\)", id="binarize"),
        pytest.param(MultinomialNB(alpha=0, force_alpha=True), "not finite", id="infinite",
                     marks=pytest.mark.filterwarnings("ignore::RuntimeWarning")),
    ],
)  # fmt: skip
def test_a_classifier_that_the_format_cannot_express_is_refused_by_name(
    classifier: Any, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        fitted(classifier, LABELS)


def test_a_classifier_that_is_not_fitted_is_refused() -> None:
    vectorizer = TfidfVectorizer().fit(TRAINING)
    with pytest.raises(InputError, match="LinearSVC is not fitted"):
        export_model(vectorizer, LinearSVC())


def test_fractional_labels_are_refused() -> None:
    classifier = MultinomialNB()
    vectorizer = TfidfVectorizer()
    classifier.fit(vectorizer.fit_transform(TRAINING), LABELS)
    classifier.classes_ = np.array([0.5, 1.5])
    with pytest.raises(InputError, match=r"class 0\.5 is a float64"):
        export_model(vectorizer, classifier)


def test_a_label_that_cannot_be_printed_is_refused() -> None:
    with pytest.raises(InputError, match=r"class 'h\\ud800' contains characters"):
        fitted(MultinomialNB(), [label.replace("am", "\ud800") for label in LABELS])


def test_a_calibrated_estimator_with_other_classes_is_refused() -> None:
    vectorizer = TfidfVectorizer()
    calibrated = CalibratedClassifierCV(LinearSVC(), ensemble=False, cv=3)
    calibrated.fit(vectorizer.fit_transform(TRAINING), LABELS)
    calibrated.classes_ = np.array(["ham", "news", "spam"])
    with pytest.raises(InputError, match="CalibratedClassifierCV has other classes"):
        export_model(vectorizer, calibrated)


def test_a_single_class_is_refused() -> None:
    with pytest.raises(InputError, match="expected at least 2"):
        fitted(MultinomialNB(), ["ham"] * len(TRAINING))
