"""Find out whether a method uses attributes that only an object has, by reading its source."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any


def uses_no_attributes(kind: type, method: str) -> bool:
    """Return whether a method, with those that it calls, uses only what its class holds.

    What a method sets on an object counts as the object's, also if the class has it, too. False if
    a source cannot be read.
    """
    try:
        methods = [each for base in kind.__mro__ for each in vars(base).values()]
        own = {name for each in methods for name in _set_by(each)}
        waiting, seen = [method], set[str]()
        while waiting:
            name = waiting.pop()
            if name in own or not hasattr(kind, name):
                return False
            if name not in seen:
                seen.add(name)
                value = inspect.getattr_static(kind, name)
                waiting += _used_by(value) if inspect.isfunction(value) else ()
    except (OSError, SyntaxError, TypeError):
        return False
    return True


def _used_by(function: Any) -> Iterator[str]:
    """Yield the attributes of its first argument that a function uses.

    An object that is passed on as a whole may be used for anything: a name that no class has.
    """
    tree, first = _read(function)
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    of_object = [node for node in attributes if _is_named(node.value, first)]
    named = sum(_is_named(node, first) for node in ast.walk(tree))
    if named > len(of_object) or any(_is_named(node, "super") for node in ast.walk(tree)):
        yield "the object as a whole"
    yield from (node.attr for node in of_object)


def _set_by(function: Any) -> set[str]:
    """Return the attributes that a function sets on its first argument."""
    if not inspect.isfunction(function):
        return set()
    tree, first = _read(function)
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and _is_named(node.value, first)
    }


def _read(function: Any) -> tuple[ast.AST, str]:
    """Return the source of a function and the name of its first argument."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return tree, next(iter(inspect.signature(function).parameters), "")


def _is_named(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
