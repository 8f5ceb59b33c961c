"""Keep of a class what a slice reaches: other methods may need numpy or the training texts."""

import ast
from abc import ABC
from collections.abc import Callable
from enum import Enum
from typing import Any, Generic, Protocol

from train.export.functions.literals import literal
from train.export.functions.named_tuples import is_named_tuple
from train.export.functions.names import is_reached
from train.export.functions.origins import UNWANTED, Origin, origin_of

_EMPTY = (object, Generic, Protocol, ABC)
_LEFT_OUT = (
    *("__repr__", "__getstate__", "__setstate__", "__reduce__", "__reduce_ex__", "__del__"),
    *("__sklearn_tags__", "__sklearn_is_fitted__", "__sklearn_clone__", "__init_subclass__"),
)


def reachable_body(
    node: ast.ClassDef, kind: type, attributes: set[str], constructed: bool
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
    """
    is_needed = _needed(kind, attributes, constructed)
    body: list[ast.stmt] = []
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if is_needed(statement.name):
                body.append(statement)
        elif isinstance(statement, ast.Assign):
            body += _assigned(statement, kind, is_needed)
        elif isinstance(statement, ast.AnnAssign) and node.decorator_list:
            body.append(statement)  # a field of a dataclass
        elif isinstance(statement, ast.AnnAssign) and statement.value and not is_named_tuple(kind):
            body += _assigned(ast.Assign([statement.target], statement.value), kind, is_needed)
    return body or [ast.Pass()]


def _needed(kind: type, attributes: set[str], constructed: bool) -> Callable[[str], bool]:
    """Return what tells which names of a class are needed."""
    overridden = {name for base in library_bases(kind) for name in vars(base)}

    def is_needed(name: str) -> bool:
        if name in ("__init__", "__new__", "__post_init__"):
            return constructed or name in attributes
        if name.startswith("__") and name.endswith("__") and name not in _LEFT_OUT:
            return True
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
    statement: ast.Assign, kind: type, is_needed: Callable[[str], bool]
) -> list[ast.stmt]:
    """Return an assignment of the class with its value instead of its expression, if needed."""
    names = [
        each.id
        for target in statement.targets
        for each in ast.walk(target)
        if isinstance(each, ast.Name)
    ]
    if not any(map(is_needed, names)):
        return []
    value: Any = vars(kind).get(names[0])
    text = literal(value) if isinstance(statement.targets[0], ast.Name) else None
    if text is not None:
        statement.value = ast.parse(text, mode="eval").body
    return [statement]
