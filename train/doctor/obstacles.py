"""Collect everything that keeps estimators from being exported, not only the first.

An exporter refuses the first thing that it cannot express. So each part is tried alone, and after
each refusal once more without its cause: the parameter that stops the refusal if it gets its
default.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any, NamedTuple

from sklearn.feature_extraction.text import CountVectorizer

from chalicelib.errors import ServiceError
from train.doctor.anatomy import defaults_of
from train.errors import InputError
from train.export.cleaning.before_vectorizers import cleaning_before
from train.export.cleaning.cleaner import cleaned
from train.export.cleaning.parsing import Written
from train.export.estimators import split_estimators
from train.export.exported import Export
from train.export.exporter import export_model
from train.export.files.part import Role, role
from train.export.forms.registry import export_form
from train.export.functions.exporter import FunctionExporter
from train.export.space import Space, plain_space
from train.export.steps.stream import Stream
from train.export.steps.unwrapping import steps_of
from train.export.steps.walker import Given, Text, Walker

if TYPE_CHECKING:
    from train.export.cleaning.text_functions import Config

Attempt = Callable[[Any], object]


class Trial(NamedTuple):
    """The export of a model, if it succeeded, and what kept it from succeeding.

    `functions` has the functions of the author's that the model calls.
    """

    export: Export | None
    obstacles: list[str]
    functions: FunctionExporter


def tried(
    estimators: Sequence[Any],
    clean: Sequence[Written] = (),
    row: Callable[[str], Any] | None = None,
) -> Trial:
    """Try to export estimators, in the order of `load_estimators`; if it fails, say why.

    `clean` is the author's cleaning before the vectorizers, and `row` the function that makes rows
    of texts. The parameters of vectorizers that take tokens may be changed in place.
    """
    functions = FunctionExporter(consent=True, row=row)
    whole: list[Export] = []
    steps: list[Config] = []

    def read_cleaning(found: Sequence[Any]) -> None:
        steps.extend(cleaning_before(clean, found, functions))

    def export(found: Sequence[Any]) -> None:
        vectorizer, classifier = split_estimators(found)
        vectorizer = cleaned(vectorizer, steps, functions.resolve)
        whole.append(export_model(vectorizer, classifier, functions=functions))

    refusals = [_refusal(read_cleaning, estimators)]
    refusals.append(_refusal(export, estimators))
    if refusals == [None, None]:
        return Trial(whole[0], [], functions)
    found = [*obstacles_of(estimators, functions)] if refusals[1] else []
    return Trial(
        None, [*dict.fromkeys(filter(None, [refusals[0], *found, refusals[1]]))], functions
    )


def obstacles_of(estimators: Sequence[Any], functions: FunctionExporter) -> Iterator[str]:
    """Yield what is refused of each step, in the order in which a text passes them."""
    steps = [step for each in estimators if role(each) is not Role.ENCODER for step in _steps(each)]
    walked = Walked(Walker(functions), Text())
    for step in steps:
        if role(step) is not Role.CLASSIFIER:
            yield from _of_step(step, walked)
        else:
            yield from _of_classifier(step, walked.space_of(step))


def _steps(estimator: Any) -> list[Any]:
    try:
        return steps_of(estimator)
    except InputError:  # a search that holds no model; the refusal of the whole says so
        return []


class Walked:
    """The walk up to a step; `given` is None behind a step that was refused."""

    def __init__(self, walker: Walker, given: Given | None) -> None:
        self.walker = walker
        self.given = given

    def follow(self, step: Any) -> "Walked":
        """Return the walk up to behind a step; after a refusal, it is given what fits it."""
        walker = Walker(self.walker.functions)
        walker.blocks = list(self.walker.blocks)
        given = self.given
        if given is None:
            is_first = role(step) is Role.VECTORIZER
            given = Text() if is_first else walker.follow([_columns(step)], Text())
        return Walked(walker, walker.follow([step], given))

    def space_of(self, classifier: Any) -> Space:
        """Return what the classifier sees, as far as it is known."""
        if isinstance(self.given, Stream):
            return self.given.space
        return plain_space(_width(classifier))


def _columns(step: Any) -> CountVectorizer:
    """Return a vectorizer of as many terms as a step was fitted to."""
    return CountVectorizer(vocabulary=[f"w{number}" for number in range(_width(step))]).fit([""])


def _width(estimator: Any) -> int:
    return int(getattr(estimator, "n_features_in_", 1))


def _of_step(step: Any, walked: Walked) -> Iterator[str]:
    """Yield what is refused of a step or of a union's branches, and walk on behind it."""
    try:
        behind = walked.follow(step)
    except ServiceError:
        branches = [inner for _, inner in getattr(step, "transformer_list", ())]
        for branch in branches:
            inner = Walked(walked.walker, walked.given)
            for each in _steps(branch):
                yield from _of_step(each, inner)
        if not branches:
            yield from refusals(step, walked.follow)
        walked.given = None
    else:
        walked.walker, walked.given = behind.walker, behind.given


def _of_classifier(classifier: Any, space: Space) -> Iterator[str]:
    """Yield what is refused of a classifier, and of the classifiers that it is made of."""
    found = [*refusals(classifier, lambda other: export_form(other, space))]
    yield from found
    if found and hasattr(classifier, "estimators"):  # as a vote or a stack has
        for member in getattr(classifier, "estimators_", ()):
            yield from _of_classifier(member, space)


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
