"""Write what makes an object again: of a class of the author's or of Python's own.

It is made as `pickle` would, which knows of any object the call that makes it, its attributes and
its items. An author's own `__setstate__` is not called.
"""

import copyreg
import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import Enum
from types import BuiltinFunctionType, FunctionType, MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from chalicelib.registry.function_state import FixedDefaults
from train.errors import InputError
from train.export.functions.kept_state import attributes_of
from train.export.functions.origins import Origin, is_authors, origin_of
from train.export.functions.slices.names import is_reached
from train.export.functions.slices.objects.kept_parts import library_bases
from train.export.functions.slices.source_code import class_names
from train.export.functions.trials.stand_ins import derived_from_nltk, needs_data, stand_in_of

if TYPE_CHECKING:
    from train.export.functions.slices.slicing import Slicer

Names = Mapping[str, Any]
_NAMED = (type, FunctionType, BuiltinFunctionType)
_PROTOCOL = 4


class _Reduced(NamedTuple):
    """What pickle knows of an object: https://docs.python.org/3/library/pickle.html#object.__reduce__."""

    make: Any
    arguments: tuple[Any, ...]
    state: Any = None
    items: Iterator[Any] | None = None
    pairs: Iterator[tuple[Any, Any]] | None = None


def object_source(slicer: "Slicer", value: Any, hint: str, names: Names) -> str | None:
    """Return an expression that makes an object again, or None if there is none.

    Parameters
    ----------
    slicer
        Defines what the expression needs.
    value, hint
        The object, and the name for what has none.
    names
        The names of the module that uses the object.
    """
    if isinstance(value, MappingProxyType):
        return slicer.expression(dict(value), hint, names)
    if _is_as_made(value):
        return f"{slicer.name_of(type(value), type(value).__name__, {})}()"
    _check_bases(slicer, type(value))
    reduced = _reduced(value)
    if reduced is None:
        return None
    text = _call(slicer, type(value), hint, names, reduced)
    changes = [*_changes(slicer, value, reduced)]
    if not changes:
        return text
    # It has its name before its attributes are written, among which may be methods of its own.
    name = slicer.assign(value, hint, text)
    names = class_names(type(value)) if is_authors(type(value)) else names
    for template, inner_hint, inner in changes:
        content = slicer.expression(inner, inner_hint or hint, names)
        slicer.definitions.append(template.format(name, content))
    return name


def _check_bases(slicer: "Slicer", kind: type) -> None:
    """Refuse an object that needs what its class inherits, if another class stands for that."""
    bases = kind.__mro__[1:] if is_authors(kind) else ()
    for base in bases:
        is_replaced = stand_in_of(base, slicer.attributes) is not None
        if is_replaced and _inherits(kind, base, slicer.attributes):
            raise InputError(derived_from_nltk(kind, base))


def _inherits(kind: type, base: type, attributes: set[str]) -> bool:
    """Return whether a slice calls what an author's class has from a base; not of `__init__`."""
    own = kind.__mro__[: kind.__mro__.index(base)]
    defined = {name: each for owner in own for name, each in vars(owner).items()}
    functions = [
        each
        for name, each in defined.items()
        if isinstance(each, FunctionType) and name != "__init__"
    ]
    called = {name for each in functions for name in each.__code__.co_names}
    return bool(called & {"super", base.__name__} or attributes & {*vars(base)} - {*defined})


def _is_as_made(value: Any) -> bool:
    """Return whether an object of a package has what its class gives it without arguments."""
    kind, held = type(value), getattr(value, "__dict__", None)
    if origin_of(kind.__module__) is not Origin.INSTALLED or held is None or needs_data(value):
        return False
    if not isinstance(kind.__init__, FunctionType):
        return False  # without arguments, a class that is written in C may crash
    try:
        return bool(vars(kind()) == held)
    except Exception:  # noqa: BLE001 - the class needs arguments, or its data cannot be compared
        return False


def _reduced(value: Any) -> _Reduced | None:
    kind = type(value)
    if kind is defaultdict:
        return _Reduced(FixedDefaults, (value.default_factory, dict(value)))
    if isinstance(value, (*_NAMED, Iterator)) or origin_of(kind.__module__) is Origin.INSTALLED:
        return None
    try:
        reduced = value.__reduce_ex__(_PROTOCOL)
    except Exception:  # noqa: BLE001 - each class says in its own way that it cannot be pickled
        return None
    return None if isinstance(reduced, str) else _Reduced(*reduced[:5])


def _call(slicer: "Slicer", kind: type, hint: str, names: Names, reduced: _Reduced) -> str:
    """Return the call that makes an object, without its attributes and items."""
    make, arguments = reduced.make, reduced.arguments
    if make is not copyreg.__newobj__:  # type: ignore[attr-defined]
        # A methodcaller with keywords is reduced to a partial of its class.
        bound = make if isinstance(make, functools.partial) else functools.partial(make)
        given = [slicer.expression(each, hint, names) for each in (*bound.args, *arguments)]
        given += [
            f"{key}={slicer.expression(each, key, names)}" for key, each in bound.keywords.items()
        ]
        return f"{slicer.name_of(bound.func, bound.func.__name__, names)}({', '.join(given)})"
    # As pickle does, but an author's `__new__` is not called either.
    owner = next(base for base in (*library_bases(kind), object) if "__new__" in vars(base))
    given = [slicer.expression(each, hint, names) for each in arguments[1:]]
    given.insert(0, slicer.class_name(kind) if is_authors(kind) else slicer.name_of(kind, hint, {}))
    return f"{slicer.name_of(owner, owner.__name__, {})}.__new__({', '.join(given)})"


def _changes(slicer: "Slicer", value: Any, reduced: _Reduced) -> Iterator[tuple[str, str, Any]]:
    """Yield the statements that follow the call, each as a template, a hint and the value in it."""
    kind = type(value)
    if isinstance(value, Enum):
        return
    attributes = reduced.state or {}
    if is_authors(kind):
        # A library's methods may use any attribute, and call any method.
        attributes = {
            name: each
            for name, each in attributes_of(value)
            if library_bases(kind) or is_reached(name, slicer.attributes)
        }
    elif reduced.state is not None and hasattr(kind, "__setstate__"):
        yield "{}.__setstate__({})", "state", reduced.state
        attributes = {}
    is_frozen = any("__setattr__" in vars(base) for base in kind.__mro__[:-1])
    for name, each in attributes.items():
        template = (
            f"object.__setattr__({{}}, {name!r}, {{}})" if is_frozen else f"{{}}.{name} = {{}}"
        )
        yield template, name, each
    contents = {"extend": [*(reduced.items or ())], "update": dict(reduced.pairs or ())}
    for method, content in contents.items():
        if content:
            owner = next(base for base in library_bases(kind) if hasattr(base, method))
            yield f"{slicer.name_of(owner, owner.__name__, {})}.{method}({{}}, {{}})", "", content
