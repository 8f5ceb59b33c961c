"""Put the columns together that an author's code joins outside the files, as `hstack` does.

    hstack([vectorizer.transform([clean(text)]), scaler.transform([extra(text)])])

is a `FeatureUnion` of two branches: `clean`, `vectorizer`; and `extra`, `scaler`.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sklearn.pipeline import FeatureUnion, Pipeline

from train.errors import InputError
from train.export.cleaning.own_cleaning import split_by
from train.export.files.named_function import is_function_name, load_function
from train.export.files.part import Part, Role, named, role, takes_texts
from train.export.steps.text_function import (
    TextFunction,
    makes_numbers_of_texts,
    text_function,
)

OPTION = "--features"


class _Branch:
    """The steps that make some of the columns of a text."""

    def __init__(self) -> None:
        self.before: list[TextFunction] = []
        self.steps: list[Any] = []

    def whole(self) -> Any:
        """Return the steps as one estimator; the last function may split texts for the next."""
        functions = [step.func for step in self.before]
        kept = len(split_by(functions, self.steps[:1])) if functions else 0
        steps = [*self.before[:kept], *self.steps]
        named = [(f"step{number}", step) for number, step in enumerate(steps, 1)]
        return Pipeline(named) if len(named) > 1 else steps[0]


def joined(found: Sequence[Part], written: Iterable[str]) -> FeatureUnion:
    """Return what makes the columns, in their order, of estimators and functions.

    Parameters
    ----------
    found
        The estimators in the files.
    written
        Names of estimators, and functions as `module.py:name`. A vectorizer, or a function that
        makes numbers, begins a branch, with the functions before it that clean its texts;
        transformers after it belong to it.

    Raises
    ------
    InputError
        If there is no such estimator or function, or a transformer without something before it.
    """
    branches = _branches(found, written)
    return FeatureUnion([(str(at), branch.whole()) for at, branch in enumerate(branches, 1)])


def _branches(found: Sequence[Part], written: Iterable[str]) -> list[_Branch]:
    """Return the branches that names make, each with what makes vectors of texts."""
    branches: list[_Branch] = []
    for name in written:
        step, begins = _read(name, found)
        if not branches or (begins is not None and branches[-1].steps):
            branches.append(_Branch())
        if begins is False:
            branches[-1].before.append(step)
        elif begins or branches[-1].steps:
            branches[-1].steps.append(step)
        else:
            raise InputError(
                f"{OPTION}: {name} is given vectors; expected a vectorizer, or a function that "
                "makes numbers of a text, before it"
            )
    if not branches[-1].steps:
        raise InputError(
            f"{OPTION}: {name} makes a text or tokens, and nothing follows; expected a vectorizer, "
            "or a function that makes numbers"
        )
    return branches


def _read(name: str, found: Sequence[Part]) -> tuple[Any, bool | None]:
    """Return a step; whether it makes vectors of texts, else cleans these; None if neither."""
    if is_function_name(name):
        step = _function(load_function(name))
        return step, step.makes_numbers
    others = [part for part in found if role(part.estimator) is not Role.CLASSIFIER]
    same = named(name, others)
    if len(same) == 1:
        step = same[0].estimator
        return step, True if takes_texts(step) or makes_numbers_of_texts(step) else None
    known = ", ".join(str(part.place) for part in others) or "none"
    problem = "is none of the estimators before the classifier"
    raise InputError(
        f"{OPTION}: {name} {'is the name of several' if same else problem}; expected one of "
        f"{known}, or a function of yours, such as features.py:extra"
    )


def _function(function: Callable[..., Any]) -> TextFunction:
    try:
        return text_function(function)
    except InputError as exc:
        raise InputError(f"{OPTION}: {exc}") from exc
