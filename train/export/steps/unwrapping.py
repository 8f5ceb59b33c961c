"""Take pipelines, searches and other wrappers apart into the steps that a text passes."""

from copy import copy
from typing import Any

from train.errors import InputError
from train.export.steps.names import name_of

PIPELINES = ("sklearn.Pipeline", "imblearn.Pipeline")
THRESHOLDS = ("sklearn.FixedThresholdClassifier", "sklearn.TunedThresholdClassifierCV")


def steps_of(fitted: Any) -> list[Any]:
    """Return the steps of a fitted object in order, without those that only training needs.

    Raises
    ------
    InputError
        If a search was not refitted, so that it holds no model.
    """
    if _is_skipped(fitted):
        return []
    name = name_of(fitted)
    if name in PIPELINES:
        return [inner for _, step in fitted.steps for inner in steps_of(step)]
    if name in THRESHOLDS:
        return _with_threshold(fitted)
    if name == "sklearn.FrozenEstimator":
        return steps_of(fitted.estimator)
    if hasattr(fitted, "best_estimator_"):
        return steps_of(fitted.best_estimator_)
    if hasattr(fitted, "param_distributions") or hasattr(fitted, "param_grid"):
        raise InputError(
            f"{type(fitted).__name__} has no best_estimator_; expected one that was fitted with "
            "refit=True"
        )
    return [fitted]


def _is_skipped(fitted: Any) -> bool:
    """Return whether a step changes no text's vector: none, or a sampler of training texts."""
    if fitted is None or (isinstance(fitted, str) and fitted == "passthrough"):
        return True
    is_sampler = hasattr(fitted, "fit_resample") and not hasattr(fitted, "predict")
    return is_sampler and name_of(fitted) not in PIPELINES


def _with_threshold(wrapper: Any) -> list[Any]:
    """Put the threshold around the last step only: what is before it makes the vectors."""
    *before, last = steps_of(getattr(wrapper, "estimator_", wrapper.estimator))
    inner = copy(wrapper)
    inner.estimator_ = last
    return [*before, inner]
