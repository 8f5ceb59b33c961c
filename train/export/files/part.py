"""An estimator from a file, where it was found, and what it does with a text."""

from collections.abc import Iterable
from enum import IntEnum
from pathlib import Path
from typing import Any, NamedTuple


class Role(IntEnum):
    """What an estimator does with a text; the values are the order."""

    VECTORIZER = 0
    TRANSFORMER = 1
    CLASSIFIER = 2
    ENCODER = 3


class Part(NamedTuple):
    """An estimator, and where it was found; `is_assumed` if only its vocabulary was.

    `place` is its key in what holds it, or the file that holds it alone.
    """

    where: str
    estimator: Any
    place: str | Path
    is_assumed: bool = False


def role(estimator: Any) -> Role:
    """Return what an estimator does, by the methods that it has."""
    if hasattr(estimator, "predict"):
        return Role.CLASSIFIER
    if hasattr(estimator, "inverse_transform") and hasattr(estimator, "classes_"):
        return Role.ENCODER
    return Role.VECTORIZER if takes_texts(estimator) else Role.TRANSFORMER


def takes_texts(estimator: Any) -> bool:
    """Return whether an estimator, or one within it, turns texts into vectors."""
    inner = inner_steps(estimator)
    return hasattr(estimator, "build_analyzer") or any(map(takes_texts, inner))


def inner_steps(estimator: Any) -> list[Any]:
    """Return the estimators within a pipeline, a union, a table of columns or a search."""
    best = getattr(estimator, "best_estimator_", None)
    if best is not None:
        return [best, *inner_steps(best)]
    listed: list[Any] = []
    for name in ("steps", "transformer_list", "transformers_"):
        listed += getattr(estimator, name, None) or []
    inner = [entry[1] for entry in listed if hasattr(entry[1], "get_params")]
    return inner + [deeper for each in inner for deeper in inner_steps(each)]


def named(name: str, found: Iterable[Part]) -> list[Part]:
    """Return the parts with a name: the key of one, or the path or the name of its file."""
    return [
        part
        for part in found
        if name in (str(part.place), Path(part.place).name) or str(Path(name)) == str(part.place)
    ]
