"""A classifier of an author's own class is taken for the one within it, if it predicts as that."""

from typing import Any

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from tests.support.forms import Combined, assert_same
from tests.support.parity import LABELS, TEXTS, TRAINING
from train.errors import InputError
from train.export.estimators import split_estimators
from train.export.exporter import export_model

VECTORIZER = TfidfVectorizer().fit(TRAINING)
ROWS = VECTORIZER.transform(TRAINING)


class Passing(BaseEstimator):  # type: ignore[misc]
    """One that passes vectors on."""

    def __init__(self, kind: Any = LogisticRegression) -> None:
        self.kind = kind

    def given(self, rows: Any) -> Any:
        """Return what the classifier within is given."""
        return rows

    def fit(self, rows: Any, labels: Any) -> "Passing":
        """Fit the classifier within."""
        self.model_ = self.kind(C=9.0).fit(self.given(rows), labels)
        return self

    def predict(self, rows: Any) -> Any:
        """Return the labels of the classifier within."""
        return self.model_.predict(self.given(rows))


class Ratios(Passing):
    """One that multiplies the columns by ratios, as an NB-SVM does."""

    def given(self, rows: Any) -> Any:
        """Return the multiplied columns."""
        return rows.multiply(self.ratios_)

    def fit(self, rows: Any, labels: Any) -> "Passing":
        """Fit the ratios and the classifier."""
        is_spam = np.array(labels) == "spam"
        counted = [rows[each].sum(0) + 1.0 for each in (is_spam, ~is_spam)]
        self.ratios_ = sparse.csr_matrix(np.log(counted[0] / counted[1]))
        return super().fit(rows, labels)

    def predict_proba(self, rows: Any) -> Any:
        """Return the probabilities of the classifier within."""
        return self.model_.predict_proba(self.given(rows))


class Signs(Ratios):
    """One that does something else before the ratios."""

    def given(self, rows: Any) -> Any:
        """Return the ratios of the columns that occur."""
        return rows.sign().multiply(self.ratios_)


class Cut(Passing):
    """One that decides by a threshold of its own."""

    def predict(self, rows: Any) -> Any:
        """Return spam if its probability is above 0.3."""
        return np.where(self.model_.predict_proba(rows)[:, 1] > 0.3, "spam", "ham")


class Averaged(Ratios):
    """One whose probabilities are not those of the classifier within."""

    def predict_proba(self, rows: Any) -> Any:
        """Return something between the probabilities and one half."""
        return 0.25 + super().predict_proba(rows) / 2.0


@pytest.mark.parametrize(("own", "steps"), [(Passing(LinearSVC), 1), (Ratios(), 2)])
def test_it_has_the_labels_and_probabilities_of_the_one_within(own: Any, steps: int) -> None:
    own.fit(ROWS, LABELS)
    vectorizer, classifier = split_estimators([VECTORIZER, own])
    assert classifier is own.model_
    assert len(getattr(vectorizer, "steps", "1")) == steps
    assert_same(Combined(export_model(vectorizer, classifier), VECTORIZER, own), TEXTS)


@pytest.mark.parametrize("own", [Signs(), Cut(), Averaged()])
def test_one_that_predicts_otherwise_is_refused(own: Any) -> None:
    vectorizer, classifier = split_estimators([VECTORIZER, own.fit(ROWS, LABELS)])
    assert classifier is own
    with pytest.raises(InputError, match=r"tried on vectors, .* dump that one instead"):
        export_model(vectorizer, classifier)


def test_one_without_two_labels_on_either_side_is_refused() -> None:
    own = Passing().fit(ROWS, LABELS)
    own.model_.coef_, own.model_.intercept_ = own.model_.coef_ * 0.0, np.array([1.0])
    assert split_estimators([VECTORIZER, own]).classifier is own
