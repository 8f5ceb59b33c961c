"""A booster of XGBoost or LightGBM as the classifier that its objective makes it.

`xgb.train` and `lgb.train` return boosters, which know no classes: they predict numbers, which
their users cut at a half, or they take the index of the highest one.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax
from sklearn.base import BaseEstimator, ClassifierMixin

from train.errors import InputError
from train.export.steps.names import name_of

RAW = "binary:logitraw"
"""XGBoost's objective whose predictions are margins."""
MARGINS = (RAW, "multi:softmax")
"""XGBoost's objectives whose predictions are no probabilities."""
OBJECTIVES: Mapping[str, tuple[str, ...]] = {
    "xgboost": ("binary:logistic", RAW, "reg:logistic", "multi:softprob", "multi:softmax"),
    "lightgbm": ("binary", "cross_entropy", "multiclass", "multiclassova"),
}
"""The objectives by which a booster is a classifier, by the package that it is of."""


class _Facts(NamedTuple):
    """What a booster says of itself; of `classes`, 1 or less means two."""

    objective: str
    classes: int
    features: int
    outputs: int = 1
    note: str | None = None


class Booster(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A fitted booster, with the classes that its predictions mean: the numbers from 0.

    Two classes are told apart at the probability 0.5, more by the highest one. `note` is what an
    author should know of it, or None.
    """

    def __init__(self, booster: Any) -> None:
        self.booster = booster
        self.library = name_of(booster).partition(".")[0]
        facts = _FACTS[self.library](booster)
        self.objective, self.note, self.n_features_in_ = facts.objective, facts.note, facts.features
        _check(self.library, facts)
        self.classes_ = np.arange(max(2, facts.classes))

    def fit(self, rows: Any, labels: Any = None) -> "Booster":
        """Return the booster as it is: it is fitted, as a `FrozenEstimator` is."""
        return self

    def predict(self, rows: Any) -> NDArray[Any]:
        """Return the class of each row, as the library predicts it."""
        classes: NDArray[Any] = self.classes_[self.predict_proba(rows).argmax(axis=1)]
        return classes

    def predict_proba(self, rows: Any) -> NDArray[np.float64]:
        """Return the probabilities of each row [rows, classes], which not each objective predicts.

        By "binary:logitraw" it predicts margins, and by "multi:softmax" the numbers of classes.
        """
        if self.library == "lightgbm":
            found = self.booster.predict(rows)
        else:
            found = _predicted(self.booster, rows, margins=self.objective in MARGINS)
        found = np.asarray(found, dtype=np.float64)
        if self.objective in MARGINS:
            found = softmax(found, axis=1) if found.ndim == 2 else expit(found)
        return found if found.ndim == 2 else np.stack([1.0 - found, found], axis=1)


def is_booster(value: Any) -> bool:
    """Return whether an object is a booster of a library, without importing the library."""
    return name_of(value) in ("xgboost.Booster", "lightgbm.Booster")


def as_classifier(value: Any) -> Any:
    """Return a booster, or a `CatBoost`, as a classifier, and everything else as it is.

    Raises
    ------
    InputError
        If the booster is none of a classifier; says what it predicts, and what is expected.
    """
    if name_of(value) == "catboost.CatBoost":
        return _of_catboost(value)
    return Booster(value) if is_booster(value) else value


def _of_catboost(model: Any) -> Any:
    """Return a model of CatBoost's class for all objectives as what predicts labels."""
    from catboost import CatBoostClassifier

    classifier = CatBoostClassifier()
    with TemporaryDirectory() as folder:
        path = Path(folder, "model.cbm")
        model.save_model(str(path))
        classifier.load_model(str(path))
    return classifier


def _check(library: str, facts: _Facts) -> None:
    wanted = OBJECTIVES[library]
    if facts.objective not in wanted:
        found = f"objective={facts.objective!r}" if facts.objective else "an objective of your own"
        raise InputError(
            f"a booster of {library} with {found} predicts numbers, not classes; expected one of "
            f"{', '.join(wanted)}; if your code makes classes of the numbers, train it with one of "
            "these"
        )
    if facts.outputs != 1:
        raise InputError(
            f"a booster of {library} with {facts.outputs} numbers for each text is not supported; "
            "expected one label for each text"
        )


def _predicted(booster: Any, rows: Any, *, margins: bool) -> Any:
    from xgboost import DMatrix

    return booster.predict(DMatrix(rows), output_margin=margins, validate_features=False)


def _of_xgboost(booster: Any) -> _Facts:
    """Read the configuration; `Booster.predict` takes all rounds, also after early stopping."""
    learner = json.loads(booster.save_config())["learner"]
    parameters, best = learner["learner_model_param"], booster.attr("best_iteration")
    rounds, note = booster.num_boosted_rounds(), None
    if best is not None and int(best) + 1 < rounds:
        note = (
            f"all {rounds} rounds are exported, as Booster.predict takes them by itself; if your "
            f"code passes iteration_range, export booster[: {int(best) + 1}], which ends with the "
            "best round"
        )
    return _Facts(
        learner["objective"]["name"],
        int(parameters["num_class"]),
        int(parameters["num_feature"]),
        int(parameters.get("num_target", 1)),
        note,
    )


def _of_lightgbm(booster: Any) -> _Facts:
    """Read what the first round dumps."""
    dumped = booster.dump_model(num_iteration=1)
    objective = dumped.get("objective", "").partition(" ")[0]
    return _Facts(objective, dumped["num_class"], booster.num_feature())


_FACTS = {"xgboost": _of_xgboost, "lightgbm": _of_lightgbm}
