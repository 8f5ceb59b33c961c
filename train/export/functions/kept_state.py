"""Take down what the objects of a slice hold, to see what texts leave in them.

The trial's process imports it, so it needs the standard library only. Followed are containers, the
classes, functions and instances of the slice, and objects of Python's own; not those of packages.
"""

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from types import BuiltinFunctionType, CellType, FunctionType, ModuleType
from typing import Any

Part = tuple[str, Any]
"""A path, such as `Words.seen`, and the value there."""

_PLAIN = (type(None), bool, int, float, complex, str, bytes, bytearray, range, type(...))
_NAMED = (type, FunctionType, BuiltinFunctionType)


def held(roots: Iterable[Part], module: str) -> dict[str, str]:
    """Return what is reached from some values, as one string for each path.

    Parameters
    ----------
    roots
        The values; those at the end are followed first, and give the paths.
    module
        The name of the module whose classes and functions are followed.

    Examples
    --------
    >>> held([("words", {"a": [1]})], "made")
    {'words': "dict/2 'a' list/1 1"}
    """
    found: dict[str, list[str]] = {}
    seen: dict[int, tuple[int, Any]] = {}
    waiting = [*roots]
    while waiting:
        path, value = waiting.pop()
        marks = found.setdefault(path, [])
        if type(value) in _PLAIN:
            marks.append(repr(value))
        elif id(value) in seen:
            marks.append(f"#{seen[id(value)][0]}")
        else:
            seen[id(value)] = len(seen), value  # kept, so that no other value gets its id
            parts = [*_parts(path, value, module)]
            kind = value if isinstance(value, _NAMED) else type(value)
            marks.append(f"{kind.__qualname__}/{len(parts)}")
            waiting += reversed(parts)
    return {path: " ".join(marks) for path, marks in found.items()}


def _parts(path: str, value: Any, module: str) -> Iterator[Part]:
    """Yield what a value holds, each with its path."""
    if isinstance(value, FunctionType):
        if value.__module__ == module:
            yield from _of_function(path, value)
    elif isinstance(value, type):
        if value.__module__ == module:
            yield from _of_class(value)
    elif isinstance(value, CellType):
        yield from ((path, each) for each in _contents(value))
    elif not isinstance(value, ModuleType):
        yield from ((path, each) for each in _items(value, module))
        if type(value).__module__ == module:
            yield from _of_instance(value)


def _of_function(path: str, function: FunctionType) -> Iterator[Part]:
    code, defaults = function.__code__, function.__defaults__ or ()
    names = code.co_varnames[: code.co_argcount]
    pairs = zip(names[len(names) - len(defaults) :], defaults, strict=True)
    for name, value in (*pairs, *(function.__kwdefaults__ or {}).items()):
        yield f"the default argument {name!r} of {path}", value
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=True):
        yield f"the variable {name!r} around {path}", cell
    yield from ((f"{path}.{name}", each) for name, each in vars(function).items())


def _of_class(kind: type) -> Iterator[Part]:
    for name, value in vars(kind).items():
        if not name.startswith("__") or isinstance(value, FunctionType):
            yield f"{kind.__qualname__}.{name}", value


def _of_instance(value: Any) -> Iterator[Part]:
    kind = type(value)
    yield from ((f"{kind.__qualname__}.{name}", each) for name, each in attributes_of(value))


def attributes_of(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the attributes of an instance by name, also those of `__slots__`."""
    yield from getattr(value, "__dict__", {}).items()
    for owner in type(value).__mro__:
        slots = vars(owner).get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and hasattr(value, name):
                yield name, getattr(value, name)


def _contents(cell: CellType) -> Iterator[Any]:
    try:
        yield cell.cell_contents
    except ValueError:  # a variable that has no value yet
        return


def _items(value: Any, module: str) -> Iterable[Any]:
    """Return the elements of a container, or what makes an object of Python's own again."""
    if isinstance(value, dict):
        return [each for pair in dict.items(value) for each in pair]
    if isinstance(value, set | frozenset):
        return sorted(value, key=repr)
    if isinstance(value, list | tuple | deque):
        return [*value]
    if isinstance(value, staticmethod | classmethod):
        return [value.__func__]
    if isinstance(value, property):
        return [value.fget, value.fset]
    kind = type(value)
    if kind.__qualname__ == "_lru_cache_wrapper":
        return [value.cache_info().currsize] if value.__module__ == module else []
    is_pythons = kind.__module__.partition(".")[0] in sys.stdlib_module_names
    return _reduced(value) if is_pythons else []


def _reduced(value: Any) -> Iterable[Any]:
    """Return what pickle would keep of an object, such as the state of a `random.Random`."""
    try:
        reduced = value.__reduce_ex__(4)
    except Exception:  # noqa: BLE001 - each class says in its own way that it cannot be pickled
        return [getattr(value, "__dict__", {})]
    return reduced if isinstance(reduced, tuple) else []
