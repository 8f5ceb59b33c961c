"""Find the estimators in what files held.

A file may hold a dict, a tuple, a list, or an object of the author's own class with estimators as
attributes. Estimators are told by what they can do, never by their names in it.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from train.errors import InputError
from train.export.classifiers.booster import as_classifier, is_booster
from train.export.files.loading import Tell
from train.export.files.part import Part
from train.export.files.vocabulary import TAKEN, counter_of, is_vocabulary

MOST_DEEP = 4
"""How deeply containers may be nested."""
MOST_NAMES = 10


def parts(value: Any, where: str, tell: Tell) -> list[Part]:
    """Return the estimators in an object; tell what else is in it and so is ignored.

    Raises
    ------
    InputError
        If there is none.
    """
    ignored: list[str] = []
    found = list(_parts(value, where, Path(where), ignored, MOST_DEEP))
    if found and hasattr(value, "predict") and not _is_estimator(value):
        tell(
            f"{where}: took the estimators that {_kind(value)} holds; what its methods do before "
            "and after them is not exported, so use --check"
        )
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
