"""A combination that the format cannot express is refused in one line."""

from typing import Any

import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV as Calibrated
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import BaggingClassifier, StackingClassifier, VotingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from tests.support.forms import NUMBERS, node_of
from tests.support.parity import LABELS, THIRD, TRAINING
from train.errors import InputError
from train.export.forms.registry import export_form
from train.export.space import plain_space

SEVERAL = np.array(
    [[label == "spam", "free" in text] for label, text in zip(LABELS, TRAINING, strict=True)]
)
BAGGING = BaggingClassifier(LogisticRegression(), 3, random_state=0)


@pytest.mark.parametrize(
    ("classifier", "labels", "message"),
    [
        pytest.param(Calibrated(SVC(decision_function_shape="ovo"), cv=3), THIRD,
                     "SVC.*'ovo'.*expected 'ovr'", id="decision-function-shape"),
        pytest.param(OneVsRestClassifier(BAGGING), THIRD,
                     "BaggingClassifier is not supported within another", id="decision"),
        pytest.param(OneVsRestClassifier(OneVsOneClassifier(MultinomialNB())), LABELS,
                     "OneVsOneClassifier is not supported within another", id="pair"),
        pytest.param(OneVsOneClassifier(VotingClassifier([("m", MultinomialNB())])), LABELS,
                     "VotingClassifier.*has neither decision_function nor", id="nothing-to-take"),
        pytest.param(StackingClassifier([("m", DecisionTreeClassifier())], DecisionTreeClassifier(),
                     cv=3), SEVERAL, "several labels", id="several-labels"),
        pytest.param(VotingClassifier([("m", MultinomialNB())], weights=[-1]), LABELS,
                     r"the weights \[-1\]; expected", id="weight"),
        pytest.param(BaggingClassifier(MultinomialNB(), 2, bootstrap_features=True, random_state=0),
                     LABELS, "the same feature twice", id="feature-twice"),
        pytest.param(DummyClassifier(strategy="stratified"), LABELS, "'stratified'", id="lots"),
        pytest.param(VotingClassifier([("d", DummyClassifier(strategy="uniform"))]), LABELS,
                     "DummyClassifier.*'uniform'", id="member"),
    ],
)  # fmt: skip
def test_a_combination_is_refused(classifier: Any, labels: Any, message: str) -> None:
    with pytest.raises(InputError, match=message) as refused:
        node_of(classifier, labels)
    assert "\n" not in str(refused.value)


def fitted(classifier: Any, labels: Any = LABELS) -> Any:
    return classifier.fit(TfidfVectorizer().fit_transform(TRAINING), labels)


def refused(classifier: Any, width: int = 0) -> str:
    """Return why a fitted classifier is refused."""
    with pytest.raises(InputError) as raised:
        export_form(classifier, plain_space(width or classifier.n_features_in_))
    return str(raised.value)


def test_another_number_of_terms_is_refused() -> None:
    assert "expected a classifier that was fitted to the vectorizer's" in refused(
        fitted(BAGGING), 3
    )


def test_a_fold_with_a_class_of_its_own_is_refused() -> None:
    calibrated = fitted(Calibrated(LinearSVC(), cv=3))
    calibrated.calibrated_classifiers_[1].classes = np.array(["ham", "news"])
    assert "has the class spam; expected one of" in refused(calibrated)


def test_other_classes_than_the_folds_are_refused() -> None:
    calibrated = fitted(Calibrated(LinearSVC(), cv=3))
    calibrated.classes_ = np.array(["ham", "news", "spam"])
    assert "CalibratedClassifierCV has other classes than" in refused(calibrated)


def test_a_temperature_over_fewer_classes_is_refused() -> None:
    calibrated = fitted(Calibrated(LinearSVC(), cv=3), THIRD)
    calibrated.calibrated_classifiers_[0].estimator.classes_ = np.array([0, 1])
    calibrated.calibrated_classifiers_[0].estimator.coef_ = np.zeros((1, calibrated.n_features_in_))
    calibrated.calibrated_classifiers_[0].estimator.intercept_ = np.zeros(1)
    calibrated.calibrated_classifiers_[0].method = "temperature"
    assert "with a class that a fold lacks" in refused(calibrated)


def test_a_voter_that_lacks_a_class_is_refused() -> None:
    vote = fitted(VotingClassifier([("m", MultinomialNB())], voting="soft"), THIRD)
    vote.estimators_ = [fitted(MultinomialNB())]
    assert "an estimator of VotingClassifier lacks a class" in refused(vote)


def test_a_voter_with_several_labels_is_refused() -> None:
    vote = fitted(VotingClassifier([("m", MultinomialNB())]))
    vote.estimators_ = [fitted(DecisionTreeClassifier(), SEVERAL)]
    assert "DecisionTreeClassifier with several labels for each text" in refused(vote)


def test_a_voter_that_was_fitted_to_other_labels_is_refused() -> None:
    vote = fitted(VotingClassifier([("m", MultinomialNB())]))
    vote.estimators_ = [fitted(MultinomialNB())]
    assert "has the class ham; expected one of [0, 1]" in refused(vote)


def test_a_stack_of_other_labels_is_refused() -> None:
    members = [("m", fitted(MultinomialNB(), NUMBERS))]
    stack = fitted(StackingClassifier(members, cv="prefit", stack_method="predict"), NUMBERS)
    assert "takes the labels 1, 5, 7 is not supported" in refused(stack)


@pytest.mark.parametrize("part", ["estimators_", "final_estimator_"])
def test_a_stack_of_other_classes_is_refused(part: str) -> None:
    stack = fitted(StackingClassifier([("m", MultinomialNB())], cv=3), THIRD)
    two = fitted(StackingClassifier([("m", MultinomialNB())], cv=3))
    setattr(stack, part, getattr(two, part))
    stack.final_estimator_.coef_ = np.zeros((len(stack.final_estimator_.classes_), 3))
    assert "StackingClassifier" in refused(stack)


def test_a_constant_class_that_a_label_encoder_renames_is_refused() -> None:
    dummy = fitted(DummyClassifier(strategy="constant", constant="spam"))
    dummy.classes_ = np.array(["a", "b"])
    assert "with a LabelEncoder is not supported" in refused(dummy)


def test_a_multinomial_model_of_two_classes_is_refused_if_its_decision_is_taken() -> None:
    """Its scores, as scikit-learn 1.7 has them, are twice the decision."""
    rest = fitted(OneVsRestClassifier(LogisticRegression()), THIRD)
    for estimator in rest.estimators_:
        estimator.multi_class = "multinomial"
    assert "LogisticRegression is not supported within another estimator" in refused(rest)
