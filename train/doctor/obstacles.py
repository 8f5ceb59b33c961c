"""Collect everything that keeps estimators from being exported, not only the first.

An exporter refuses the first thing that it cannot express. So each part is tried alone, and after
each refusal once more without its cause: the parameter that stops the refusal if it gets its
default.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from typing import Any, NamedTuple

from chalicelib.errors import ServiceError
from train.doctor.anatomy import defaults_of, steps_of
from train.export.exporter import Export, export_model, split_estimators
from train.export.files.contents import Role, role
from train.export.forms.registry import export_form
from train.export.functions.exporter import FunctionExporter
from train.export.space import plain_space
from train.export.traced import trace

Attempt = Callable[[Any], object]


class Trial(NamedTuple):
    """The export of a model, if it succeeded, and what kept it from succeeding.

    `functions` has the functions of the author's that the model calls.
    """

    export: Export | None
    obstacles: list[str]
    functions: FunctionExporter


def tried(estimators: Sequence[Any]) -> Trial:
    """Try to export estimators, in the order of `load_estimators`; if it fails, say why."""
    functions = FunctionExporter(consent=True)
    whole: list[Export] = []

    def export(found: Sequence[Any]) -> None:
        whole.append(export_model(*split_estimators(found), functions=functions))

    refusal = _refusal(export, estimators)
    if refusal is None:
        return Trial(whole[0], [], functions)
    parts = [part for estimator in estimators for part in _leaves(estimator)]
    found = [message for part in parts for message in _obstacles_of(part, functions)]
    return Trial(None, [*dict.fromkeys([*found, refusal])], functions)


def _leaves(estimator: Any) -> Iterator[Any]:
    """Yield the estimators that contain no steps, in the order in which a text passes them."""
    inner = steps_of(estimator)
    if not inner:
        yield estimator
    for _, step in inner:
        yield from _leaves(step)


def _obstacles_of(part: Any, functions: FunctionExporter) -> list[str]:
    kind = role(part)
    if kind is Role.VECTORIZER:
        return [*refusals(part, lambda vectorizer: trace(vectorizer, functions.refer))]
    return [*refusals(part, _try_classifier)] if kind is Role.CLASSIFIER else []


def _try_classifier(classifier: Any) -> object:
    return export_form(classifier, plain_space(int(getattr(classifier, "n_features_in_", 1))))


def refusals(part: Any, attempt: Attempt) -> Iterator[str]:
    """Yield each reason for which an attempt to export an estimator is refused."""
    seen: set[str] = set()
    while (refusal := _refusal(attempt, part)) is not None and refusal not in seen:
        seen.add(refusal)
        yield refusal
        part = _without_cause(part, attempt, refusal)


def _without_cause(part: Any, attempt: Attempt, refusal: str) -> Any:
    """Return a copy of an estimator, with the default of the parameter that is refused."""
    for name, default in defaults_of(type(part)).items():
        if getattr(part, name, default) is not default:
            other = copy(part)
            setattr(other, name, default)
            if _refusal(attempt, other) != refusal:
                return other
    return part


def _refusal(attempt: Attempt, value: Any) -> str | None:
    try:
        attempt(value)
    except ServiceError as exc:
        return str(exc)
    return None
