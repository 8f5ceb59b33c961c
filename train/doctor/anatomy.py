"""Describe fitted estimators: their parameters that are not the defaults, and their sizes."""

import inspect
from dataclasses import dataclass
from typing import Any

from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from train.export.functions.exporter import display_name

LONGEST_VALUE = 60
MOST_CLASSES = 10


@dataclass(frozen=True, slots=True)
class Described:
    """An estimator: the name of its step, its class, parameters, facts, and those within it."""

    name: str
    kind: str
    parameters: dict[str, str]
    facts: list[str]
    within: "list[Described]"


def described(estimator: Any, name: str = "") -> Described:
    """Describe an estimator and those within it."""
    within = [described(inner, step) for step, inner in steps_of(estimator)]
    parameters = {} if within else changed_parameters(estimator)
    return Described(name, type(estimator).__name__, parameters, _facts(estimator), within)


def steps_of(estimator: Any) -> list[tuple[str, Any]]:
    """Return the estimators within a pipeline, a union, a table of columns or a search, by name."""
    best = getattr(estimator, "best_estimator_", None)
    if best is not None:
        return [("best_estimator_", best)]
    found: list[tuple[str, Any]] = []
    for attribute in ("steps", "transformer_list", "transformers_"):
        for entry in getattr(estimator, attribute, None) or []:
            if hasattr(entry[1], "get_params"):
                found.append((str(entry[0]), entry[1]))
    return found


def changed_parameters(estimator: Any) -> dict[str, str]:
    """Return the parameters that are not the defaults of the class, as short strings."""
    changed = {}
    for name, default in defaults_of(type(estimator)).items():
        value = getattr(estimator, name, default)
        if value is not default and repr(value) != repr(default):
            changed[name] = _shown(value)
    return changed


def _shown(value: Any) -> str:
    is_function = callable(value) and not hasattr(value, "get_params")
    shown = display_name(value) if is_function else " ".join(repr(value).split())
    return shown[:LONGEST_VALUE] + "..." if len(shown) > LONGEST_VALUE else shown


def defaults_of(kind: type) -> dict[str, Any]:
    """Return the default of each parameter of a class of estimators that has one."""
    parameters = inspect.signature(kind).parameters.values()
    return {each.name: each.default for each in parameters if each.default is not each.empty}


def _facts(estimator: Any) -> list[str]:
    """Return what fitting found: sizes and classes; or that it is not fitted."""
    try:
        check_is_fitted(estimator)
    except (NotFittedError, TypeError):
        return ["not fitted"]
    except AttributeError:
        pass  # scikit-learn cannot tell of a class without BaseEstimator
    found = []
    for attribute, unit in (
        ("vocabulary_", "terms"),
        ("estimators_", "estimators"),
        ("support_vectors_", "support vectors"),
    ):
        value = getattr(estimator, attribute, None)
        if value is not None:
            count = (
                value.shape[0] if hasattr(value, "shape") else len(value)
            )  # also if it is sparse
            found.append(f"{count:,} {unit}")
    features = getattr(estimator, "n_features_in_", None)
    if features is not None and hasattr(estimator, "predict"):
        found.append(f"{features:,} features")
    classes = getattr(estimator, "classes_", None)
    if classes is not None:
        names = ", ".join(map(str, classes[:MOST_CLASSES]))
        found.append(f"{len(classes)} classes: {names}{', ...' * (len(classes) > MOST_CLASSES)}")
    return found
