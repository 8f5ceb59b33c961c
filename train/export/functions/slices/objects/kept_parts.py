"""Keep of a class what a slice reaches: other methods may need numpy or the training texts."""

import ast
from abc import ABC
from collections.abc import Callable, Iterator
from enum import Enum
from types import FunctionType
from typing import Any, Generic, Protocol

from train.export.functions.origins import UNWANTED, Origin, origin_of
from train.export.functions.slices.names import is_reached
from train.export.functions.slices.objects.named_tuples import is_named_tuple

Write = Callable[[Any, str], str | None]
"""Returns an expression for a value that has a name, or None if there is none."""

_EMPTY = (object, Generic, Protocol, ABC)
_LEFT_OUT = (
    *("__getstate__", "__setstate__", "__reduce__", "__reduce_ex__", "__del__"),
    *("__sklearn_tags__", "__sklearn_is_fitted__", "__sklearn_clone__", "__init_subclass__"),
)
_TRAINING = frozenset({"fit", "fit_predict", "fit_transform", "partial_fit", "score"})
"""Methods that no text needs, even if a name decides what is called."""


def reachable_body(
    node: ast.ClassDef, kind: type, attributes: set[str], constructed: bool, write: Write
) -> list[ast.stmt]:
    """Return the statements of a class that are needed.

    Parameters
    ----------
    node, kind
        The class.
    attributes
        The names of the attributes that the slice uses.
    constructed
        Whether the slice calls the class; if not, its instances are made without `__init__`.
    write
        Writes the values of the class's attributes.
    """
    is_needed = _needed(kind, attributes, constructed)
    attributes = attributes | {*_used_within(node, is_needed)}
    is_needed = _needed(kind, attributes, constructed)
    body: list[ast.stmt] = []
    for statement in map(_plain, node.body):
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            body += [statement] if any(map(is_needed, _names_of(statement))) else []
        elif isinstance(statement, ast.AnnAssign) and node.decorator_list:
            body.append(statement)  # a field of a dataclass
        elif isinstance(statement, ast.Assign) or (
            isinstance(statement, ast.AnnAssign) and not is_named_tuple(kind)
        ):
            body += _assigned(statement, kind, is_needed, write)
    return [*body, *_set_later(node, kind, attributes, write)] or [ast.Pass()]


def _used_within(node: ast.ClassDef, is_needed: Callable[[str], bool]) -> Iterator[str]:
    """Yield the names that needed attributes are made of, such as `run` of `__call__ = run`."""
    for statement in node.body:
        if isinstance(statement, ast.Assign) and any(map(is_needed, _stored([statement]))):
            yield from (each.id for each in ast.walk(statement.value) if isinstance(each, ast.Name))


def _names_of(node: Any) -> Iterator[str]:
    """Yield the name of a method, and the one that it is registered at: `@clean.register`."""
    yield node.name
    for decorator in node.decorator_list:
        for each in ast.walk(decorator):
            if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name):
                yield each.value.id


def _plain(statement: ast.stmt) -> ast.stmt:
    """Return a statement without the annotation that says that a dataclass has no such field."""
    if isinstance(statement, ast.AnnAssign) and "ClassVar" in ast.unparse(statement.annotation):
        value = statement.value
        return ast.Assign([statement.target], value) if value is not None else ast.Pass()
    return statement


def _needed(kind: type, attributes: set[str], constructed: bool) -> Callable[[str], bool]:
    """Return what tells which names of a class are needed."""
    overridden = {name for base in library_bases(kind) for name in vars(base)}

    def is_needed(name: str) -> bool:
        if name in ("__init__", "__new__", "__post_init__"):
            return constructed or name in attributes
        if name.startswith("__") and name.endswith("__") and name not in _LEFT_OUT:
            return True
        if name in _TRAINING and name not in attributes:
            return False
        # Python's own methods call what overrides them, and an enumeration is all of its members.
        return issubclass(kind, Enum) or name in overridden or is_reached(name, attributes)

    return is_needed


def library_bases(kind: type) -> list[type]:
    """Return the classes that a class is derived from and that are no author's.

    Those of the packages that the service does without are left out, and those without methods.
    """
    return [
        base
        for base in kind.__mro__
        if base not in _EMPTY
        and origin_of(base.__module__) is not Origin.AUTHOR
        and base.__module__.partition(".")[0] not in UNWANTED
    ]


def _assigned(
    statement: ast.Assign | ast.AnnAssign,
    kind: type,
    is_needed: Callable[[str], bool],
    write: Write,
) -> Iterator[ast.stmt]:
    """Yield an assignment of the class with its value instead of its expression, if needed."""
    targets: list[Any] = [getattr(statement, "target", None)]
    if isinstance(statement, ast.Assign):
        targets = [*statement.targets]
    names = [*_stored(targets)]
    if statement.value is None or not any(map(is_needed, names)):
        return
    value, text = statement.value, None
    if isinstance(targets[0], ast.Name) and not issubclass(kind, Enum):
        private = f"_{kind.__name__.lstrip('_')}{names[0]}"
        found = vars(kind).get(names[0], vars(kind).get(private))
        text = None if hasattr(found, "__get__") else write(found, names[0])
    yield ast.Assign(targets, value if text is None else ast.parse(text, mode="eval").body)


def _set_later(
    node: ast.ClassDef, kind: type, attributes: set[str], write: Write
) -> Iterator[ast.stmt]:
    """Yield assignments of what the class was given after it was made: `Words.short = {}`."""
    valued = [each for each in node.body if getattr(each, "value", None) is not None]
    known = {*_stored(valued), *(str(getattr(each, "name", "")) for each in node.body)}
    for name, value in vars(kind).items():
        if name in known or name.startswith("_") or not is_reached(name, attributes):
            continue
        is_plain = isinstance(value, FunctionType) or not hasattr(value, "__get__")
        text = write(value, name) if is_plain else None
        if text is not None:
            made = ast.parse(text, mode="eval").body
            yield ast.Assign([ast.Name(name, ast.Store())], made)


def _stored(nodes: list[Any]) -> Iterator[str]:
    """Yield the names that expressions or statements bind."""
    for each in nodes:
        for node in ast.walk(each):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
