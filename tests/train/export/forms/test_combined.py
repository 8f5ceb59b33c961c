"""Classifiers made of classifiers say what scikit-learn's own say, on any text."""

from typing import Any

import pytest
from hypothesis import given, settings
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV as Calibrated
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.linear_model import LogisticRegression, RidgeClassifier, SGDClassifier
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier, OutputCodeClassifier
from sklearn.naive_bayes import BernoulliNB, ComplementNB, MultinomialNB
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from chalicelib.scoring.classifier import Classifier
from tests.support.forms import LABELLINGS, SHORT_TEXTS, Combined, assert_same, combined
from tests.support.parity import any_text

HUBER = SGDClassifier(loss="modified_huber", random_state=0)
PROBABLE = [("l", LogisticRegression()), ("m", MultinomialNB()), ("h", HUBER), ("b", BernoulliNB())]
MIXED = [("s", LinearSVC()), ("r", RidgeClassifier()), ("m", MultinomialNB()), ("h", HUBER)]
NESTED = [
    ("a", Calibrated(OneVsRestClassifier(LinearSVC()), cv=3)),
    ("b", Calibrated(OneVsRestClassifier(HUBER), cv=3, method="isotonic")),
    ("c", OneVsRestClassifier(ComplementNB())),
]

COMBINED = {
    "sigmoids": Calibrated(LinearSVC(), cv=3),
    "sigmoids-of-probabilities": Calibrated(MultinomialNB(), cv=3),
    "sigmoid-of-probabilities": Calibrated(MultinomialNB(), cv=3, ensemble=False),
    "steps": Calibrated(LinearSVC(), cv=3, method="isotonic"),
    "steps-of-probabilities": Calibrated(MultinomialNB(), cv=3, method="isotonic"),
    "steps-once": Calibrated(RidgeClassifier(), cv=3, method="isotonic", ensemble=False),
    "sigmoids-of-a-kernel": Calibrated(SVC(C=100), cv=3),
    "modified-huber": HUBER,
    "one-vs-rest-huber": OneVsRestClassifier(HUBER),
    "one-vs-rest": OneVsRestClassifier(MultinomialNB()),
    "one-vs-one": OneVsOneClassifier(LinearSVC()),
    "one-vs-one-of-probabilities": OneVsOneClassifier(MultinomialNB()),
    "codes": OutputCodeClassifier(LinearSVC(), code_size=3, random_state=0),
    "codes-of-probabilities": OutputCodeClassifier(MultinomialNB(), random_state=1),
    "codes-with-constants": OutputCodeClassifier(LinearSVC(), code_size=4, random_state=2),
    "hard-vote": VotingClassifier(MIXED),
    "hard-vote-with-weights": VotingClassifier(MIXED, weights=[0.1, 0.2, 0.3, 0.3]),
    "hard-vote-of-other-kinds": VotingClassifier(
        [*MIXED, ("t", DecisionTreeClassifier(random_state=0)), ("k", SVC(C=100))]
    ),
    "soft-vote": VotingClassifier(PROBABLE, voting="soft"),
    "soft-vote-with-weights": VotingClassifier(
        [("x", "drop"), *PROBABLE], voting="soft", weights=[9, 1, 2, 0.3, 0]
    ),
    "vote-of-votes": VotingClassifier(NESTED, voting="soft"),
    "bagging": BaggingClassifier(LogisticRegression(), 5, random_state=0),
    "bagging-of-labels": BaggingClassifier(RidgeClassifier(), 5, max_features=0.3, random_state=1),
    "stack": StackingClassifier(MIXED, cv=3),
    "stack-of-labels": StackingClassifier(MIXED, MultinomialNB(), cv=3, stack_method="predict"),
    "stack-with-the-terms": StackingClassifier(
        [("x", "drop"), *MIXED], LinearSVC(), cv=3, passthrough=True
    ),
    "stack-under-a-vote": StackingClassifier(
        MIXED, VotingClassifier([("l", LogisticRegression()), ("h", HUBER)], voting="soft"), cv=3
    ),
    "boosting": AdaBoostClassifier(LogisticRegression(), n_estimators=4, random_state=0),
    "prior": DummyClassifier(),
    "most-frequent": DummyClassifier(strategy="most_frequent"),
}
TEMPERATURES = {
    "decisions": Calibrated(LinearSVC(), cv=3),
    "probabilities": Calibrated(MultinomialNB(), cv=3),
    "ensemble": Calibrated(HUBER, cv=3, ensemble=False),
}


@pytest.fixture(scope="module", params=LABELLINGS)
def labels(request: pytest.FixtureRequest) -> list[Any]:
    return LABELLINGS[request.param]


@pytest.fixture(scope="module", params=COMBINED)
def case(request: pytest.FixtureRequest, labels: list[Any]) -> Combined:
    return combined(clone(COMBINED[request.param]), labels)


def test_labels_and_probabilities_agree(case: Combined) -> None:
    assert_same(case, SHORT_TEXTS)


@pytest.mark.no_cover
@settings(max_examples=2, deadline=None)
@given(text=any_text)
def test_labels_and_probabilities_agree_on_any_text(case: Combined, text: str) -> None:
    assert_same(case, [text])


@pytest.mark.skipif(
    "temperature" not in "".join(map(str, Calibrated._parameter_constraints["method"])),
    reason="scikit-learn 1.8 added the method",
)
@pytest.mark.parametrize("name", TEMPERATURES)
def test_temperatures_agree(name: str, labels: list[Any]) -> None:
    classifier = clone(TEMPERATURES[name]).set_params(method="temperature")
    assert_same(combined(classifier, labels), SHORT_TEXTS)


@pytest.mark.parametrize(
    ("classifier", "link"),
    [
        pytest.param(OneVsRestClassifier(LinearSVC()), "none", id="one-vs-rest"),
        pytest.param(OneVsRestClassifier(LogisticRegression()), "logistic", id="probabilities"),
        pytest.param(Calibrated(HUBER, cv=3, ensemble=False), "logistic", id="sigmoid"),
        pytest.param(
            Calibrated(OneVsRestClassifier(LinearSVC()), cv=3, ensemble=False),
            "logistic",
            id="nested",
        ),
    ],
)
def test_one_discriminant_function_stays_one(classifier: Any, link: str, labels: list[Any]) -> None:
    case = combined(classifier, labels)
    assert isinstance(case.export.read_classifier, Classifier)
    two = len(case.export.read_classifier.classes) == 2 and link != "none"
    assert case.export.read_classifier.link in ((link, "softmax") if two else (link,))
    assert_same(case, SHORT_TEXTS)
