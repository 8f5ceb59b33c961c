"""Pipelines and searches within another estimator, whose steps go from vectors to vectors."""

from typing import Any

import pytest
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV as Calibrated
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import BaggingClassifier, StackingClassifier, VotingClassifier
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.feature_selection import SelectKBest, chi2
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import BernoulliNB, MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    KBinsDiscretizer,
    MaxAbsScaler,
    Normalizer,
    SplineTransformer,
    StandardScaler,
)
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from chalicelib.scoring.classifier import Classifier
from tests.support.forms import LABELLINGS, SHORT_TEXTS, assert_same, combined
from tests.support.parity import LABELS
from train.errors import InputError

SCALED = make_pipeline(MaxAbsScaler(), LogisticRegression())
SELECTED = make_pipeline(SelectKBest(chi2, k=10), MultinomialNB())
PROJECTED = make_pipeline(TruncatedSVD(4, random_state=0), StandardScaler(), LogisticRegression())
NORMED = make_pipeline(Normalizer("l1"), LogisticRegression())
SEARCH = GridSearchCV(
    make_pipeline(TfidfTransformer(), LinearSVC()), {"linearsvc__C": [0.1, 1]}, cv=2
)
TREE = make_pipeline(Normalizer("max"), DecisionTreeClassifier(random_state=0))
PRESENT = make_pipeline(Normalizer(), BernoulliNB())
ALL = [("a", SCALED), ("b", SELECTED), ("c", PROJECTED), ("d", NORMED), ("t", TREE), ("p", PRESENT)]

WITHIN = {
    "vote": VotingClassifier(ALL, voting="soft"),
    "stack": StackingClassifier([*ALL, ("e", SEARCH)], SCALED, cv=3, passthrough=True),
    "sigmoids-of-projections": Calibrated(PROJECTED, cv=3),
    "steps-of-a-search": Calibrated(SEARCH, cv=3, method="isotonic"),
    "bagging": BaggingClassifier(NORMED, 4, max_features=0.8, random_state=0),
}


@pytest.mark.parametrize("name", WITHIN)
@pytest.mark.parametrize("labels", LABELLINGS)
def test_labels_and_probabilities_agree(name: str, labels: str) -> None:
    assert_same(combined(clone(WITHIN[name]), LABELLINGS[labels]), SHORT_TEXTS)


def test_scaling_costs_nothing_at_run_time() -> None:
    case = combined(Calibrated(SCALED, cv=3, ensemble=False), LABELS)
    assert isinstance(case.export.read_classifier, Classifier)
    assert_same(case, SHORT_TEXTS)


def _dense(vectors: Any) -> Any:
    return vectors.toarray()


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (SplineTransformer(n_knots=2), "SplineTransformer between the vectorizer"),
        (
            KBinsDiscretizer(2, strategy="uniform"),
            "KBinsDiscretizer over columns .* or within",
        ),
    ],
)
def test_a_step_that_is_not_supported_is_refused_by_name(step: Any, message: str) -> None:
    pipeline: Any = make_pipeline(step, LinearSVC())
    vote = VotingClassifier([("a", make_pipeline(FunctionTransformer(_dense), pipeline))])
    with pytest.raises(InputError, match=message):
        combined(vote, LABELS)
