"""Boosters of `xgb.train` and `lgb.train` are classifiers by their objective."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import joblib
import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import LabelEncoder

from tests.support.parity import LABELS, TEXTS, THIRD, TRAINING
from train.checking.own_labels import own_labels
from train.errors import InputError
from train.export.classifiers.booster import Booster, as_classifier
from train.export.estimators import split_estimators
from train.export.exporter import export_model
from train.export.files.estimators import load_estimators
from train.export.forms.registry import exporters
from train.export.warnings import export_warnings

xgboost = pytest.importorskip("xgboost")
lightgbm = pytest.importorskip("lightgbm")

VECTORIZER = TfidfVectorizer(sublinear_tf=True).fit(TRAINING)
ROWS = VECTORIZER.transform(TRAINING)
TRIED = VECTORIZER.transform(TEXTS)
TWO = np.array([int(label == "spam") for label in LABELS])
THREE = LabelEncoder().fit_transform(THIRD)
WITH = {"nthread": 1, "max_depth": 3, "eta": 0.7, "base_score": 0.4}


def of_xgboost(objective: str, labels: Any = TWO, rounds: int = 6, **more: Any) -> Any:
    classes = {"num_class": 3} if objective.startswith("multi") else {}
    rows = xgboost.DMatrix(ROWS, labels)
    return xgboost.train(WITH | {"objective": objective} | classes, rows, rounds, **more)


def of_lightgbm(objective: Any, labels: Any = TWO, rounds: int = 6, **more: Any) -> Any:
    classes = {"num_class": 3} if str(objective).startswith("multi") else {}
    fixed: dict[str, Any] = {"num_threads": 1, "verbose": -1, "min_data_in_leaf": 2}
    fixed |= {"learning_rate": 0.9}
    rows = lightgbm.Dataset(ROWS, labels)
    return lightgbm.train(fixed | {"objective": objective} | classes, rows, rounds, **more)


def by_two(probabilities: Any) -> Any:
    return np.stack([1.0 - probabilities, probabilities], axis=1)


def predicted(booster: Any) -> Any:
    """Return the library's probabilities of TEXTS."""
    if isinstance(booster, lightgbm.Booster):
        found = booster.predict(TRIED)
    else:
        found = booster.predict(xgboost.DMatrix(TRIED), output_margin=True).astype(float)
        if found.ndim == 1:
            found = 1.0 / (1.0 + np.exp(-found))
        else:
            found = np.exp(found) / np.exp(found).sum(axis=1, keepdims=True)
    return by_two(found) if found.ndim == 1 else found


def assert_same(booster: Any, tolerance: float) -> None:
    """Assert the library's probabilities, and its labels by the highest of them."""
    export = export_model(VECTORIZER, as_classifier(booster))
    scores = [export.scores(text) for text in TEXTS]
    found = np.array([export.read_classifier.probabilities(row) for row in scores], dtype=float)
    expected = predicted(booster)
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance)
    own = as_classifier(booster).predict_proba(TRIED)
    np.testing.assert_allclose(own, expected, rtol=0, atol=1e-6)
    labels = [export.read_classifier.label(row) for row in scores]
    assert labels == [str(row.argmax()) for row in expected]
    assert labels == own_labels([VECTORIZER, as_classifier(booster)], TEXTS)
    assert len({*labels}) > 1


@pytest.mark.parametrize("objective", ["binary:logistic", "binary:logitraw", "reg:logistic"])
def test_a_booster_of_xgboost_of_two_classes_agrees(objective: str) -> None:
    assert_same(of_xgboost(objective), 1e-6)


@pytest.mark.parametrize("objective", ["multi:softprob", "multi:softmax"])
def test_a_booster_of_xgboost_of_three_classes_agrees(objective: str) -> None:
    assert_same(of_xgboost(objective, THREE), 1e-6)


@pytest.mark.parametrize(
    ("objective", "labels"),
    [("binary", TWO), ("cross_entropy", TWO), ("multiclass", THREE), ("multiclassova", THREE)],
)
def test_a_booster_of_lightgbm_agrees(objective: str, labels: Any) -> None:
    assert_same(of_lightgbm(objective, labels), 1e-12)


def test_xgboost_takes_all_rounds_after_early_stopping_and_says_so() -> None:
    wrong = xgboost.DMatrix(ROWS, 1 - TWO)
    booster = of_xgboost(
        "binary:logistic",
        rounds=9,
        evals=[(wrong, "wrong")],
        early_stopping_rounds=2,
        verbose_eval=False,
    )
    assert booster.best_iteration == 0
    assert booster.num_boosted_rounds() == 3
    assert_same(booster, 1e-6)
    (warning,) = export_warnings([VECTORIZER, as_classifier(booster)])
    assert warning.startswith("all 3 rounds are exported")
    assert "export booster[: 1]" in warning
    assert export_warnings([as_classifier(booster[:1])]) == []
    assert_same(booster[:1], 1e-6)


def test_lightgbm_takes_the_rounds_up_to_the_best_one() -> None:
    wrong = lightgbm.Dataset(ROWS, 1 - TWO)
    stop = lightgbm.early_stopping(2, verbose=False)
    booster = of_lightgbm(
        "binary", rounds=9, valid_sets=[wrong], callbacks=[stop], keep_training_booster=True
    )
    assert booster.num_trees() > booster.best_iteration == 1
    assert_same(booster, 1e-12)
    assert export_warnings([as_classifier(booster)]) == []


@pytest.mark.parametrize("make", [of_xgboost, of_lightgbm])
def test_a_booster_in_a_dict_is_exported_with_the_names_of_an_encoder(
    make: Callable[..., Any], tmp_path: Path
) -> None:
    objective = "binary" if make is of_lightgbm else "binary:logistic"
    encoder, path = LabelEncoder().fit(LABELS), tmp_path / "model.pkl"
    joblib.dump({"le": encoder, "bst": make(objective), "tfidf": VECTORIZER}, path)
    found = load_estimators([path])
    assert [type(each).__name__ for each in found] == ["TfidfVectorizer", "Booster", "LabelEncoder"]
    export = export_model(*split_estimators(found))
    labels = [export.read_classifier.label(export.scores(text)) for text in TEXTS]
    assert labels == own_labels(found, TEXTS)
    assert {*labels} == {"ham", "spam"}


@pytest.mark.parametrize(
    ("booster", "message"),
    [
        pytest.param(lambda: of_xgboost("reg:squarederror"),
                     "xgboost with objective='reg:squarederror' predicts numbers.*binary:logistic",
                     id="xgboost-regression"),
        pytest.param(lambda: of_xgboost("binary:hinge"), "'binary:hinge'", id="hinge"),
        pytest.param(lambda: of_xgboost("binary:logistic", np.stack([TWO, 1 - TWO], axis=1)),
                     "2 numbers for each text is not supported", id="several"),
        pytest.param(lambda: of_lightgbm("regression"),
                     "lightgbm with objective='regression' predicts numbers.*binary, cross_entropy",
                     id="lightgbm-regression"),
        pytest.param(lambda: of_lightgbm(lambda found, rows: (found, found)),
                     "lightgbm with an objective of your own", id="own"),
    ],
)  # fmt: skip
def test_a_booster_that_is_no_classifier_is_refused(
    booster: Callable[[], Any], message: str, tmp_path: Path
) -> None:
    joblib.dump({"model": booster()}, tmp_path / "model.pkl")
    with pytest.raises(InputError, match=rf"model.pkl: 'model': a booster of .*{message}") as found:
        load_estimators([tmp_path / "model.pkl"])
    assert "\n" not in str(found.value)


@pytest.mark.parametrize(
    ("make", "objective"), [(of_xgboost, "binary:logistic"), (of_lightgbm, "binary")]
)
def test_a_booster_of_another_vectorizer_is_refused(make: Any, objective: str) -> None:
    booster, other = make(objective), TfidfVectorizer(ngram_range=(1, 2)).fit(TRAINING)
    with pytest.raises(InputError, match=f"Booster has {ROWS.shape[1]} features and the vec"):
        export_model(other, as_classifier(booster))


@pytest.mark.parametrize(
    "regressor",
    [
        xgboost.XGBRegressor(n_estimators=5, n_jobs=1, objective="binary:logistic"),
        lightgbm.LGBMRegressor(
            n_estimators=9, n_jobs=1, verbose=-1, min_child_samples=2, objective="binary"
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_regressor_with_the_objective_of_a_classifier_has_a_booster(regressor: Any) -> None:
    regressor.fit(ROWS, TWO)
    with pytest.raises(InputError, match=r"or dump (model\.\w+)") as refused:
        split_estimators([VECTORIZER, regressor])
    is_xgboost = "model.get_booster()" in str(refused.value)
    assert_same(regressor.get_booster() if is_xgboost else regressor.booster_, 1e-6)


def test_a_model_of_catboost_becomes_its_classifier(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in shows what is asked of the library."""

    class CatBoost:
        def save_model(self, path: str) -> None:
            Path(path).write_text("trees")

    class CatBoostClassifier:
        def load_model(self, path: str) -> None:
            self.loaded = Path(path).read_text()

    CatBoost.__module__ = "catboost.core"
    library = ModuleType("catboost")
    vars(library).update(CatBoostClassifier=CatBoostClassifier)
    monkeypatch.setitem(sys.modules, "catboost", library)
    assert as_classifier(CatBoost()).loaded == "trees"


def test_everything_else_stays_as_it_is() -> None:
    classifier = LogisticRegression()
    assert as_classifier(classifier) is classifier
    booster = as_classifier(of_xgboost("binary:logistic", rounds=1))
    assert booster.fit(ROWS) is booster
    assert f"{Booster.__module__.partition('.')[0]}.{Booster.__name__}" in exporters()
