"""The estimators that a notebook passes, checked to be fitted objects and no files or lists."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from train.errors import InputError
from train.export.classifiers.booster import as_classifier
from train.export.files.part import role

METHODS = ("predict", "transform", "inverse_transform")


def checked_estimators(given: Sequence[Any]) -> tuple[Any, ...]:
    """Return fitted objects in the order in which a text passes them.

    Raises
    ------
    InputError
        If one of them is no such object, such as the name of a file or a list of them.
    """
    estimators = tuple(map(as_classifier, given))
    for each in estimators:
        if isinstance(each, str | Path):
            raise InputError(
                f"found {str(each)!r}; expected fitted objects; 'python -m train export' reads "
                "files"
            )
        if isinstance(each, list | tuple | dict):
            raise InputError(
                f"found {kind_of(each)}; expected fitted objects one by one, such as "
                "publish(vectorizer, classifier)"
            )
        if isinstance(each, type):
            raise InputError(f"found the class {each.__name__} itself; expected a fitted object")
        if not any(hasattr(each, method) for method in METHODS):
            raise InputError(f"found {kind_of(each)}; expected fitted vectorizers and classifiers")
    return tuple(sorted(estimators, key=role))


def kind_of(value: Any) -> str:
    """Return what a value is, for a message.

    >>> kind_of(None), kind_of(5), kind_of(["a"])
    ('None', 'an int', 'a list')
    """
    if value is None:
        return "None"
    name = type(value).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
