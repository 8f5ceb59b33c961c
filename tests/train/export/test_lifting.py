"""Estimators whose members are Pipelines over texts, each with a vectorizer of its own."""

from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV as Calibrated
from sklearn.decomposition import TruncatedSVD
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import StackingClassifier, VotingClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from chalicelib.scoring.classifier import Classifier
from tests.support.forms import SHORT_TEXTS
from tests.support.parity import LABELS, TRAINING
from train.errors import InputError
from train.export.estimators import split_estimators
from train.export.exported import Export
from train.export.exporter import export_model

WORDS = make_pipeline(TfidfVectorizer(), LogisticRegression())
PAIRS = make_pipeline(CountVectorizer(ngram_range=(1, 2)), TfidfTransformer(), MultinomialNB())
TOPICS = make_pipeline(TfidfVectorizer(), TruncatedSVD(3, random_state=0), LogisticRegression())
FOLDS = Calibrated(make_pipeline(TfidfVectorizer(sublinear_tf=True), LinearSVC()), cv=3)
MEMBERS = [("a", WORDS), ("b", PAIRS), ("c", TOPICS), ("d", FOLDS), ("e", DummyClassifier())]

OVER_TEXTS = {
    "hard-vote": VotingClassifier(MEMBERS),
    "soft-vote": VotingClassifier(MEMBERS, voting="soft"),
    "stack": StackingClassifier(MEMBERS[:2], cv=3),
    "folds": FOLDS,
    "one-vs-rest": OneVsRestClassifier(PAIRS),
}


def exported(classifier: Any) -> tuple[Export, Any]:
    fitted = clone(classifier).fit(list(TRAINING), LABELS)
    return export_model(*split_estimators([fitted])), fitted


@pytest.mark.parametrize("name", OVER_TEXTS)
def test_labels_and_probabilities_agree(name: str) -> None:
    export, classifier = exported(OVER_TEXTS[name])
    scores = [export.scores(text) for text in SHORT_TEXTS]
    labels = [export.read_classifier.label(row) for row in scores]
    assert labels == list(classifier.predict(SHORT_TEXTS))
    if hasattr(classifier, "predict_proba"):
        mine = [export.read_classifier.probabilities(row) for row in scores]
        expected = classifier.predict_proba(SHORT_TEXTS)
        np.testing.assert_allclose(np.array(mine, dtype=float), expected, rtol=0, atol=1e-9)


def test_equal_vectorizers_are_written_once() -> None:
    one, _ = exported(VotingClassifier([("a", WORDS)], voting="soft"))
    two, _ = exported(VotingClassifier([("a", WORDS), ("b", WORDS)], voting="soft"))
    assert two.vectorizer == one.vectorizer


def test_one_linear_pipeline_stays_one_discriminant_function() -> None:
    export, _ = exported(Calibrated(WORDS, cv=3, ensemble=False))
    assert isinstance(export.read_classifier, Classifier)


def test_members_that_were_given_vectors_need_a_vectorizer() -> None:
    vote = VotingClassifier([("a", make_pipeline(StandardScaler(), LogisticRegression()))])
    vote.fit(np.eye(4), [0, 1, 0, 1])
    with pytest.raises(InputError, match="found VotingClassifier, but no vectorizer"):
        split_estimators([vote])
