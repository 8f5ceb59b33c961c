"""A regressor is refused with the classifier that takes its place."""

import random
from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import RandomForestRegressor
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import (
    ElasticNet,
    LassoCV,
    LinearRegression,
    Ridge,
    RidgeClassifier,
    RidgeClassifierCV,
    RidgeCV,
)
from sklearn.model_selection import GridSearchCV
from sklearn.preprocessing import LabelEncoder
from sklearn.svm import SVR, LinearSVR
from sklearn.tree import DecisionTreeRegressor

from tests.support.parity import LABELS, TRAINING
from train.errors import InputError
from train.export.classifiers.regressors import INSTEAD
from train.export.estimators import split_estimators
from train.export.forms.registry import export_form, exporters
from train.export.space import plain_space

VECTORIZER = TfidfVectorizer().fit(TRAINING)
ROWS = VECTORIZER.transform(TRAINING)
NUMBERS = np.array([int(label == "spam") for label in LABELS])
_DRAWN = random.Random(5)  # noqa: S311
TRIED = VECTORIZER.transform(
    [" ".join(_DRAWN.choices(" ".join(TRAINING).split(), k=6)) for _ in range(400)]
)


@pytest.mark.parametrize(
    ("regressor", "instead"),
    [
        (Ridge(), "Ridge predicts numbers and has no classes; .*fit RidgeClassifier with the same"),
        (LinearRegression(), r"fit RidgeClassifier\(alpha=1e-6\), which gives the labels"),
        (LassoCV(cv=2), r"fit SGDClassifier\(loss='log_loss', penalty='l1'\)"),
        (ElasticNet(), "penalty='elasticnet'"),
        (SVR(), "fit SVC$"),
        (LinearSVR(), "fit LinearSVC$"),
        (RandomForestRegressor(2), "fit RandomForestClassifier$"),
        (GridSearchCV(DecisionTreeRegressor(), {}, cv=2), "fit DecisionTreeClassifier$"),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("encoders", [[], [LabelEncoder().fit(LABELS)]], ids=["", "encoder"])
def test_a_regressor_is_refused(regressor: Any, instead: str, encoders: list[Any]) -> None:
    regressor.fit(ROWS, NUMBERS)
    with pytest.raises(InputError, match=instead):
        split_estimators([VECTORIZER, regressor, *encoders])


def test_a_regressor_of_another_library_is_refused_within_a_classifier() -> None:
    class Old:
        _estimator_type = "regressor"

    with pytest.raises(
        InputError, match=r"Old predicts numbers.*fit one such as LogisticRegression"
    ):
        export_form(Old(), plain_space(1))


@pytest.mark.parametrize(
    ("regressor", "classifier"),
    [
        (Ridge(alpha=0.3), RidgeClassifier(alpha=0.3)),
        (RidgeCV(), RidgeClassifierCV()),
        (LinearRegression(), RidgeClassifier(alpha=1e-6)),
    ],
)
def test_the_classifier_gives_the_labels_of_the_cut_regressor(
    regressor: Any, classifier: Any
) -> None:
    numbers = regressor.fit(ROWS, NUMBERS).predict(TRIED)
    labels = classifier.fit(ROWS, NUMBERS).predict(TRIED)
    np.testing.assert_array_equal(labels, numbers > 0.5)
    assert 20 < labels.sum() < 380


def test_what_takes_its_place_can_be_exported() -> None:
    known = {name.partition(".")[2] for name in exporters()}
    named = {text.partition("(")[0].partition(" ")[0].rstrip(",") for text in INSTEAD.values()}
    assert named <= known
