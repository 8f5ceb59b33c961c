"""Linear classifiers of all kinds give the labels and probabilities of scikit-learn."""

import warnings
from typing import Any

import numpy as np
import pytest
from sklearn import linear_model
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegressionCV, RidgeClassifierCV, SGDClassifier
from sklearn.neighbors import NearestCentroid

from tests.support.parity import LABELS, TEXTS, THIRD, TRAINING
from train.errors import InputError
from train.export.exporter import export_model

CLASSIFIERS = {
    "logistic-cv": LogisticRegressionCV(
        Cs=2, cv=2, l1_ratios=(0.0,), use_legacy_attributes=False, scoring="accuracy"
    ),
    "ridge-cv": RidgeClassifierCV(),
    "discriminant-svd": LinearDiscriminantAnalysis(),
    "discriminant-lsqr": LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.5),
    "centroids": NearestCentroid(),
    "centroids-shrunken": NearestCentroid(shrink_threshold=0.1),
    **{
        loss: SGDClassifier(loss=loss, random_state=0, max_iter=50, tol=None)
        for loss in ("hinge", "squared_hinge", "perceptron", "huber", "epsilon_insensitive")
    },
}
if hasattr(linear_model, "PassiveAggressiveClassifier"):
    with warnings.catch_warnings(action="ignore"):  # scikit-learn removes it in 1.10
        aggressive = linear_model.PassiveAggressiveClassifier(random_state=0)
    CLASSIFIERS["passive-aggressive"] = aggressive


@pytest.mark.filterwarnings("ignore:.*deprecated:FutureWarning", "ignore:self.within_class")
@pytest.mark.parametrize("labels", [LABELS, THIRD], ids=["two-classes", "three-classes"])
@pytest.mark.parametrize("name", CLASSIFIERS)
def test_labels_and_probabilities_agree(name: str, labels: list[str]) -> None:
    vectorizer, classifier = TfidfVectorizer(), CLASSIFIERS[name]
    classifier.fit(vectorizer.fit_transform(TRAINING).toarray(), labels)
    export = export_model(vectorizer, classifier)
    texts = TEXTS + TRAINING
    vectors, read = vectorizer.transform(texts).toarray(), export.read_classifier
    scores = [export.scores(text) for text in texts]
    assert [read.label(row) for row in scores] == [*classifier.predict(vectors)]
    if read.has_probabilities:
        found = np.array([read.probabilities(row) for row in scores], dtype=float)
        np.testing.assert_allclose(found, classifier.predict_proba(vectors), atol=1e-9)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("classifier", "message"),
    [
        pytest.param(NearestCentroid(metric="manhattan"), "metric='manhattan'", id="metric"),
        pytest.param(NearestCentroid(priors=[0.9, 0.1]), "priors that are not equal", id="priors"),
    ],
)
def test_other_distances_are_refused(classifier: Any, message: str) -> None:
    vectorizer = TfidfVectorizer()
    classifier.fit(vectorizer.fit_transform(TRAINING), LABELS)
    with pytest.raises(InputError, match=message):
        export_model(vectorizer, classifier)
