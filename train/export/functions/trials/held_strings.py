"""Collect the short strings that a function holds: texts that it may treat in a way of its own.

A function that replaces words, say, holds them in a dictionary. They are rarely terms of the
vocabulary, because they are replaced.
"""

import functools
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from types import CodeType, FunctionType, MethodType
from typing import Any

from sklearn.preprocessing import FunctionTransformer

from train.export.functions.origins import Origin, origin_of, wrapped_by_package

MOST = 100
LONGEST = 40
_MOST_OBJECTS = 20_000
_WRAPPERS: tuple[tuple[type, tuple[str, ...]], ...] = (
    (CodeType, ("co_consts",)),
    (MethodType, ("__func__", "__self__")),
    (functools.partial, ("func", "args", "keywords")),
    (FunctionTransformer, ("func", "kw_args")),
    (property, ("fget",)),
    (classmethod, ("__func__",)),
    (staticmethod, ("__func__",)),
)
"""What holds a function, by the attributes that count."""
_CONTAINERS = (list, tuple, set, frozenset, deque)


def held_strings(function: Any) -> list[str]:
    """Return some strings of a function, of what it calls and of its data, evenly spread.

    >>> WORDS = {"u": "you"}
    >>> held_strings(lambda text: WORDS.get(text, "none"))
    ['WORDS', 'get', 'none', 'u', 'you']
    """
    found: dict[str, None] = {}
    seen: dict[int, Any] = {}
    waiting = [wrapped_by_package(function) or function]
    while waiting and len(seen) < _MOST_OBJECTS:
        value = waiting.pop()
        if isinstance(value, str):
            if 0 < len(value) <= LONGEST:
                found[value] = None
        elif id(value) not in seen:
            seen[id(value)] = value  # kept, so that no other value gets its id
            waiting.extend(_parts(value))
    strings = sorted(found)
    return strings[:: 1 + len(strings) // MOST]


def _parts(value: Any) -> Iterable[Any]:
    """Return what a value consists of."""
    if isinstance(value, FunctionType):
        return _of_function(value)
    for wrapper, names in _WRAPPERS:
        if isinstance(value, wrapper):
            return [getattr(value, name) for name in names]
    kind = value if isinstance(value, type) else type(value)
    if origin_of(kind.__module__) is Origin.AUTHOR:
        return _of_object(value)
    if isinstance(value, Mapping):
        return (*value.keys(), *value.values())
    return value if isinstance(value, _CONTAINERS) else ()


def _of_function(function: FunctionType) -> Iterator[Any]:
    names = [*_names(function.__code__)]
    yield from (function.__globals__[name] for name in names if name in function.__globals__)
    yield from (cell.cell_contents for cell in function.__closure__ or () if _has_value(cell))
    yield from (function.__code__, function.__defaults__, function.__kwdefaults__)
    yield from names


def _of_object(value: Any) -> Iterator[Any]:
    """Yield what a class or an instance of the author's holds, and the parts of its names."""
    for name, each in getattr(value, "__dict__", {}).items():
        if not name.startswith("__") or isinstance(each, FunctionType):
            yield from (each, *name.split("_"))
    if not isinstance(value, type):
        yield type(value)
    if isinstance(value, Mapping):
        yield dict(value)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _names(each)


def _has_value(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False
