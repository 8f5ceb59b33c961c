"""Find the estimators in what files held, and put them in the order in which a text passes them.

A file may hold a dict, a tuple, a list, or an object of the author's own class with estimators as
attributes. Estimators are told by what they can do, never by their names in it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any, NamedTuple

from train.errors import InputError
from train.export.classifiers.booster import as_classifier, is_booster
from train.export.classifiers.unsupported import ENSEMBLE
from train.export.files.features import OPTION as FEATURES
from train.export.files.features import Named, joined
from train.export.files.loading import Tell
from train.export.files.per_label import OPTION as PER_LABEL
from train.export.files.per_label import several_labels
from train.export.files.vocabulary import (
    TAKEN,
    can_follow,
    check_counter,
    counter_of,
    is_vocabulary,
)

MOST_DEEP = 4
"""How deeply containers may be nested."""
MOST_NAMES = 10


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


def parts(value: Any, where: str, tell: Tell) -> list[Part]:
    """Return the estimators in an object; tell what else is in it and so is ignored.

    Raises
    ------
    InputError
        If there is none.
    """
    ignored: list[str] = []
    found = list(_parts(value, where, Path(where), ignored, MOST_DEEP))
    for part in found:
        if part.is_assumed:
            tell(f"{part.where}: {TAKEN}")
    if not found:
        raise InputError(
            f"{where}: holds {_described(value)}; expected a fitted vectorizer, classifier or "
            "Pipeline, or a dict, tuple or list of them"
        )
    if ignored:
        more = len(ignored) - MOST_NAMES
        shown = ", ".join(ignored[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
        tell(f"{where}: ignored {shown}")
    return found


def in_order(
    found: Iterable[Part], *, per_label: bool = False, features: Sequence[str] = ()
) -> list[Any]:
    """Return each estimator once: vectorizer, transformers, classifier, encoders of labels.

    If there is a classifier `per_label`, they become one, with an encoder of the labels. What
    `features` names makes the columns together, instead of the vectorizers, see
    `train.export.files.features`.

    What is also a part of another one is left out, and a vocabulary if there is a vectorizer. Of
    estimators with the same role the given order stays; but of several that can predict, those that
    also transform come before the last.

    Raises
    ------
    InputError
        If there are several classifiers, or a vocabulary alone does not say how terms are found.
    """
    found = _without_assumed([*found])
    if features:
        union = joined([*map(_named, found)], features)
        others = [part for part in found if role(part.estimator) is not Role.VECTORIZER]
        found = [Part(FEATURES, union, FEATURES), *others]
    distinct = {id(part.estimator): part for part in found}
    inner = {id(step) for part in distinct.values() for step in _steps(part.estimator)}
    kept = [part for key, part in distinct.items() if key not in inner]
    kept = _together(kept) if per_label else kept
    roles = {id(part.estimator): role(part.estimator) for part in kept}
    able = [part for part in kept if roles[id(part.estimator)] is Role.CLASSIFIER]
    for part in able[:-1]:
        if hasattr(part.estimator, "transform"):
            roles[id(part.estimator)] = Role.TRANSFORMER
    _check_one([part for part in able if roles[id(part.estimator)] is Role.CLASSIFIER])
    kept.sort(key=lambda part: roles[id(part.estimator)])
    return [part.estimator for part in kept]


def _named(part: Part) -> Named:
    """Return an estimator with its key, or the path and the name of its file."""
    names = (str(part.place), Path(part.place).name)
    predicts = role(part.estimator) is Role.CLASSIFIER
    return Named(names, part.estimator, takes_texts(part.estimator), predicts)


def _together(found: list[Part]) -> list[Part]:
    """Combine the classifiers of single labels into one classifier of several labels."""
    able = [part for part in found if role(part.estimator) is Role.CLASSIFIER]
    made = several_labels([part.place for part in able], [part.estimator for part in able])
    others = [part for part in found if role(part.estimator) is not Role.CLASSIFIER]
    return [*others, *(Part(PER_LABEL, each, PER_LABEL) for each in made)]


def _without_assumed(found: list[Part]) -> list[Part]:
    """Leave vocabularies out if no vectorizer is missing, else check them."""
    known = [part for part in found if not part.is_assumed]
    if any(takes_texts(part.estimator) for part in known):
        return known
    assumed = [
        part
        for part in found
        if part.is_assumed and all(can_follow(part.estimator, each.estimator) for each in known)
    ]
    for part in assumed:
        check_counter(part.where, part.estimator)
    return assumed + known


def role(estimator: Any) -> Role:
    """Return what an estimator does, by the methods that it has."""
    if hasattr(estimator, "predict"):
        return Role.CLASSIFIER
    if hasattr(estimator, "inverse_transform") and hasattr(estimator, "classes_"):
        return Role.ENCODER
    return Role.VECTORIZER if takes_texts(estimator) else Role.TRANSFORMER


def takes_texts(estimator: Any) -> bool:
    """Return whether an estimator, or one within it, turns texts into vectors."""
    inner = _steps(estimator)
    return hasattr(estimator, "build_analyzer") or any(map(takes_texts, inner))


def _steps(estimator: Any) -> list[Any]:
    """Return the estimators within a pipeline, a union, a table of columns or a search."""
    best = getattr(estimator, "best_estimator_", None)
    if best is not None:
        return [best, *_steps(best)]
    listed: list[Any] = []
    for name in ("steps", "transformer_list", "transformers_"):
        listed += getattr(estimator, name, None) or []
    inner = [entry[1] for entry in listed if hasattr(entry[1], "get_params")]
    return inner + [deeper for each in inner for deeper in _steps(each)]


def _check_one(classifiers: list[Part]) -> None:
    if len(classifiers) > 1:
        shown = ", ".join(f"{type(each.estimator).__name__} ({each.where})" for each in classifiers)
        raise InputError(
            f"found {len(classifiers)} classifiers: {shown}; expected one; dump the one to serve, "
            "with its vectorizer, to a file of its own; if each says whether a text has one of "
            f"several labels, add {PER_LABEL}; if your code takes the mean of their probabilities, "
            f"dump a {ENSEMBLE}"
        )


def _parts(
    value: Any, where: str, place: str | Path, ignored: list[str], deep: int
) -> Iterator[Part]:
    if _is_estimator(value):
        try:
            yield Part(where, as_classifier(value), place)
        except InputError as exc:
            raise InputError(f"{where}: {exc}") from exc
        return
    if is_vocabulary(value):
        yield Part(where, counter_of(value), place, is_assumed=True)
        return
    inner = _items(value)
    if inner is None or not deep:
        ignored.append(f"{where.partition(': ')[2] or 'it'} ({_kind(value)})")
        return
    for name, item in inner:
        if not (isinstance(value, list | tuple) and isinstance(item, str)):  # the name of a step
            yield from _parts(item, _place(where, name), str(name), ignored, deep - 1)


def _items(value: Any) -> Iterable[tuple[object, Any]] | None:
    """Return the items of a container, or the attributes of an object that holds estimators."""
    if isinstance(value, Mapping):
        return value.items() if any(map(_may_hold, value.values())) else None
    if isinstance(value, list | tuple):
        return enumerate(value) if any(map(_may_hold, value)) else None
    attributes = {} if isinstance(value, type) else getattr(value, "__dict__", {})
    return attributes.items() if any(map(_is_estimator, attributes.values())) else None


def _may_hold(value: Any) -> bool:
    return _is_estimator(value) or is_vocabulary(value) or _items(value) is not None


def _is_estimator(value: Any) -> bool:
    if is_booster(value):
        return True
    able = any(hasattr(value, name) for name in ("predict", "transform", "inverse_transform"))
    return able and hasattr(value, "get_params") and not isinstance(value, type)


def _place(where: str, name: object) -> str:
    shown = repr(name) if isinstance(name, str) else str(name)
    return f"{where}{', ' if ': ' in where else ': '}{shown}"


def _kind(value: Any) -> str:
    return type(value).__name__


def _described(value: Any) -> str:
    """Return what an object is, for a message."""
    if isinstance(value, dict) and value and all(isinstance(key, str) for key in value):
        counts = sum(isinstance(item, int) for item in value.values())
        if counts == len(value) > MOST_NAMES:
            return f"a dict of {len(value):,} strings with numbers, as a vocabulary is"
        names = ", ".join(f"{name} ({_kind(item)})" for name, item in list(value.items())[:5])
        return f"a dict of {names}"
    if isinstance(value, type):
        return f"the class {value.__name__} itself"
    if hasattr(getattr(value, "wv", value), "index_to_key"):
        return f"vectors of words ({_kind(value)}; docs/export.md#averages-of-word-vectors)"
    return f"an object of the type {_kind(value)}"
