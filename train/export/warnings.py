"""Warn of models whose numbers for a text may differ from those of the author's code."""

from collections.abc import Iterator
from typing import Any

from train.export.classifiers.booster import Booster
from train.export.forms.ties import tie_warnings
from train.export.steps.names import name_of

TOGETHER = ("sklearn.NMF", "sklearn.MiniBatchNMF")


def export_warnings(estimator: Any) -> list[str]:
    """Return what may differ from the author's code, for whatever reason."""
    return [*booster_notes(estimator), *loose_warnings(estimator)]


def loose_warnings(estimator: Any) -> list[str]:
    """Return the warnings of neighbours that tie, and of factors that are found together."""
    return [*tie_warnings(estimator), *_factor_warnings(estimator)]


def booster_notes(estimator: Any) -> list[str]:
    """Return what an author should know of boosters among the estimators."""
    return [step.note for step in _steps(estimator) if isinstance(step, Booster) and step.note]


def _factor_warnings(estimator: Any) -> list[str]:
    """Return a warning if scikit-learn finds the factors of a call's texts together."""
    names = sorted({type(step).__name__ for step in _steps(estimator) if name_of(step) in TOGETHER})
    return [
        f"{name}: scikit-learn finds the factors of all texts of a call together, and stops when "
        "they are precise enough in the mean, so each text changes those of the others; the "
        "export finds what scikit-learn finds for one text alone; compare it with predictions of "
        "one text a call"
        for name in names
    ]


def _steps(value: Any) -> Iterator[Any]:
    """Yield the estimators in an estimator, or in a list or tuple, and itself."""
    if isinstance(value, list | tuple):
        for each in value:
            yield from _steps(each)
    elif hasattr(value, "get_params") and not isinstance(value, type):
        yield value
        yield from _steps([*vars(value).values()])
