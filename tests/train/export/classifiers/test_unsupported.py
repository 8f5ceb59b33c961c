"""A classifier that cannot be exported is refused with a way out, which is tried here."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import VotingClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.frozen import FrozenEstimator
from sklearn.gaussian_process import GaussianProcessClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline

from emulation.servers import ROOT
from tests.support.parity import LABELS, TEXTS, TRAINING
from train.errors import InputError
from train.export.classifiers.booster import Booster
from train.export.estimators import split_estimators
from train.export.exporter import export_model
from train.export.files.estimators import load_estimators

DOCUMENT = (ROOT / "docs" / "export.md").read_text()
VECTORIZER = TfidfVectorizer().fit(TRAINING)
ROWS = VECTORIZER.transform(TRAINING)


class Mean(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A class of an author's that averages fitted classifiers."""

    def __init__(self, members: Any) -> None:
        self.members = members

    def fit(self, rows: Any, labels: Any) -> "Mean":
        """Note the classes."""
        self.members_, self.classes_ = self.members, np.unique(labels)
        return self

    def predict(self, rows: Any) -> Any:
        """Return the classes of the highest means."""
        mean = np.mean([each.predict_proba(rows) for each in self.members_], axis=0)
        return self.classes_[mean.argmax(axis=1)]


class Own(LogisticRegression):  # type: ignore[misc]
    """A classifier of an author's."""


def refusal(classifier: Any) -> str:
    with pytest.raises(InputError) as refused:
        export_model(*split_estimators([VECTORIZER, classifier]))
    assert "\n" not in str(refused.value)
    return str(refused.value)


LOGISTIC = LogisticRegression().fit(ROWS, LABELS)
BAYES = MultinomialNB().fit(ROWS, LABELS)


@pytest.mark.parametrize(
    "members", [[LOGISTIC, BAYES], {"l": LOGISTIC, "b": BAYES}, [("l", LOGISTIC), ("b", BAYES)]]
)
def test_an_ensemble_of_ones_own_is_refused_with_the_way_out(members: Any) -> None:
    found = refusal(Mean(members).fit(ROWS, LABELS))
    assert found.startswith(
        "classifier Mean is not supported: what it makes of LogisticRegression, MultinomialNB is "
        "code, which is not exported; if it takes the mean of their probabilities, dump a Voting"
    )
    link = re.search(r"\(docs/export.md#([a-z-]+)\)$", found)
    assert link is not None
    assert f"\n## {link[1].replace('-', ' ').capitalize()}\n" in DOCUMENT


def test_many_members_are_not_all_named() -> None:
    members = [LogisticRegression().fit(ROWS, LABELS) for _ in range(7)]
    assert "LogisticRegression, ... is code" in refusal(Mean(members).fit(ROWS, LABELS))


def test_a_subclass_is_refused_with_the_way_out() -> None:
    own = Own().fit(ROWS, LABELS)
    found = refusal(own)
    assert found.startswith(f"{Own.__module__}.Own is not supported, only sklearn.LogisticReg")
    assert "set model.__class__ = LogisticRegression before you dump it" in found
    own.__class__ = LogisticRegression
    export = export_model(VECTORIZER, own)
    labels = [export.read_classifier.label(export.scores(text)) for text in TEXTS]
    assert labels == [*own.predict(VECTORIZER.transform(TEXTS))]


def test_another_classifier_is_refused_with_all_that_are_expected() -> None:
    process = GaussianProcessClassifier().fit(ROWS.toarray(), LABELS)
    found = refusal(process)
    assert found.startswith("classifier GaussianProcessClassifier is not supported; expected one")
    assert "BernoulliNB, Booster, CalibratedClassifierCV" in found


TEXT_MODELS = {
    "a": make_pipeline(CountVectorizer(), MultinomialNB()).fit(TRAINING, LABELS),
    "b": make_pipeline(
        TfidfVectorizer(analyzer="char"), CalibratedClassifierCV(LogisticRegression(), cv=3)
    ).fit(TRAINING, LABELS),
}
VECTOR_MODELS = {"a": BAYES, "b": LOGISTIC}


def folds() -> dict[str, Any]:
    """Return boosters of LightGBM and XGBoost."""
    lightgbm, xgboost = pytest.importorskip("lightgbm"), pytest.importorskip("xgboost")
    numbers = [int(label == "spam") for label in LABELS]
    fixed = {"objective": "binary", "num_threads": 1, "verbose": -1, "min_data_in_leaf": 2}
    one = lightgbm.train(fixed, lightgbm.Dataset(ROWS, numbers), 4)
    fixed = {"objective": "binary:logitraw", "nthread": 1}
    return {
        "a": Booster(one),
        "b": Booster(xgboost.train(fixed, xgboost.DMatrix(ROWS, numbers), 4)),
    }


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: TEXT_MODELS, id="texts"),
        pytest.param(lambda: VECTOR_MODELS, id="vectors"),
        pytest.param(folds, id="boosters"),
    ],
)
def test_the_documents_code_makes_the_mean_that_is_exported(
    make: Callable[[], dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    models = make()
    section = DOCUMENT.partition("\n## An ensemble of your own\n")[2]
    code = section.partition("```python\n")[2].partition("```")[0]
    names = {"VotingClassifier": VotingClassifier, "FrozenEstimator": FrozenEstimator}
    exec(code, {"joblib": joblib} | names | models)  # noqa: S102 - the document's own code
    dumped = [Path("ensemble.joblib")]
    rows: Any = TEXTS
    if models is not TEXT_MODELS:
        joblib.dump(VECTORIZER, "vectorizer.joblib")
        dumped, rows = [*dumped, Path("vectorizer.joblib")], VECTORIZER.transform(TEXTS)
    export = export_model(*split_estimators(load_estimators(dumped)))
    a, b = (models[name].predict_proba(rows) for name in "ab")
    scores = [export.scores(text) for text in TEXTS]
    found = np.array([export.read_classifier.probabilities(row) for row in scores], dtype=float)
    tolerance = 1e-6 if isinstance(models["b"], Booster) else 1e-9  # XGBoost adds in 32 bits
    np.testing.assert_allclose(found, (2 * a + b) / 3, rtol=0, atol=tolerance)
