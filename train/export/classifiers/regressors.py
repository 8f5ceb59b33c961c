"""Refuse what predicts numbers, and say which classifier takes its place."""

from collections.abc import Mapping
from typing import Any

from sklearn.base import RegressorMixin

from train.errors import InputError

_ALIKE = (
    *("AdaBoost", "Bagging", "CatBoost", "DecisionTree", "Dummy", "ExtraTree", "ExtraTrees"),
    *("GradientBoosting", "HistGradientBoosting", "KNeighbors", "MLP", "RandomForest"),
    *("SGD", "Stacking", "Voting", "XGBRF"),
)
"""The names of regressors that have a classifier, both without the ending."""
_CUT = "which gives the labels of a {} of 0 and 1 that is cut at 0.5"
INSTEAD: Mapping[str, str] = {
    "Ridge": f"RidgeClassifier with the same parameters, {_CUT.format('Ridge')}",
    "RidgeCV": f"RidgeClassifierCV with the same parameters, {_CUT.format('RidgeCV')}",
    "LinearRegression": f"RidgeClassifier(alpha=1e-6), {_CUT.format('LinearRegression')}",
    "Lasso": "SGDClassifier(loss='log_loss', penalty='l1')",
    "LassoCV": "SGDClassifier(loss='log_loss', penalty='l1')",
    "ElasticNet": "SGDClassifier(loss='log_loss', penalty='elasticnet')",
    "ElasticNetCV": "SGDClassifier(loss='log_loss', penalty='elasticnet')",
    "KernelRidge": "SVC",
    "LinearSVR": "LinearSVC",
    "NuSVR": "NuSVC",
    "SVR": "SVC",
    **{f"{name}Regressor": f"{name}Classifier" for name in _ALIKE},
    "LGBMRegressor": "LGBMClassifier, or dump model.booster_ if its objective is that of one",
    "XGBRegressor": "XGBClassifier, or dump model.get_booster() if its objective is that of one",
}
"""What to fit in place of a regressor."""


def check_classifier(estimator: Any) -> None:
    """Refuse a regressor where a classifier is expected; says what to fit in its place.

    Raises
    ------
    InputError
        If it is a regressor.
    """
    kind = getattr(estimator, "_estimator_type", None)  # of CatBoost and of old estimators
    if not isinstance(estimator, RegressorMixin) and kind != "regressor":
        return
    name = type(estimator).__name__
    instead = INSTEAD.get(name, "one such as LogisticRegression")
    raise InputError(
        f"{name} predicts numbers and has no classes; expected a classifier; if your code rounds "
        f"or cuts its numbers, fit {instead}"
    )
