"""Quadratic discriminant analysis gives the labels and probabilities of scikit-learn."""

from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import TruncatedSVD
from sklearn.discriminant_analysis import QuadraticDiscriminantAnalysis
from sklearn.ensemble import VotingClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tests.support.parity import LABELS, TEXTS, THIRD, TRAINING
from train.errors import InputError
from train.export.estimators import split_estimators
from train.export.exporter import export_model
from train.export.forms import quadratic

QDA = QuadraticDiscriminantAnalysis(reg_param=0.1)


@pytest.mark.parametrize("labels", [LABELS, THIRD], ids=["two", "three"])
@pytest.mark.parametrize(
    "steps",
    [
        (TruncatedSVD(3, random_state=0), QDA),
        (TruncatedSVD(3, random_state=1), StandardScaler(), QDA),
        (TruncatedSVD(2), VotingClassifier([("q", QDA), ("n", GaussianNB())], voting="soft")),
    ],
    ids=["lsa", "scaled", "within"],
)  # fmt: skip
def test_labels_and_probabilities_agree(steps: tuple[Any, ...], labels: list[str]) -> None:
    pipeline = make_pipeline(TfidfVectorizer(), *steps).fit(TRAINING, labels)
    export = export_model(*split_estimators([pipeline]))
    scores = [export.scores(text) for text in TEXTS]
    found = [export.read_classifier.label(row) for row in scores]
    assert found == [*pipeline.predict(TEXTS)]
    probabilities = np.array([export.read_classifier.probabilities(row) for row in scores])
    np.testing.assert_allclose(probabilities, pipeline.predict_proba(TEXTS), rtol=0, atol=1e-9)


def test_dense_counts_of_few_terms_agree() -> None:
    vectorizer = CountVectorizer(vocabulary=["free", "call", "see"])
    rows = vectorizer.transform(TRAINING).toarray()
    classifier = QuadraticDiscriminantAnalysis(reg_param=0.2).fit(rows, LABELS)
    export = export_model(vectorizer, classifier)
    found = [export.read_classifier.label(export.scores(text)) for text in TEXTS]
    assert found == [*classifier.predict(vectorizer.transform(TEXTS).toarray())]


def test_a_matrix_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quadratic, "MOST_NUMBERS", 17)
    pipeline = make_pipeline(TfidfVectorizer(), TruncatedSVD(3), QDA).fit(TRAINING, LABELS)
    message = (
        "QuadraticDiscriminantAnalysis over 3 features needs 18 numbers; expected at most 17; "
        r"fit it after TruncatedSVD\(100\), or fit a linear classifier"
    )
    with pytest.raises(InputError, match=message):
        export_model(*split_estimators([pipeline]))


def test_another_number_of_features_is_refused() -> None:
    rows = TruncatedSVD(3).fit_transform(TfidfVectorizer().fit_transform(TRAINING))
    with pytest.raises(InputError, match="QuadraticDiscriminantAnalysis has 3 features and the"):
        export_model(TfidfVectorizer().fit(TRAINING), QDA.fit(rows, LABELS))
