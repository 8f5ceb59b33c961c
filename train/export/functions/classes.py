"""Keep of a class what a slice reaches: other methods may need numpy or the training texts."""

import ast
from typing import Any

from train.export.functions.literals import literal
from train.export.functions.named_tuples import is_named_tuple

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
    body: list[ast.stmt] = []
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            if _is_needed(statement.name, attributes, constructed):
                body.append(statement)
        elif isinstance(statement, ast.Assign):
            body += _assigned(statement, kind, attributes)
        elif isinstance(statement, ast.AnnAssign) and node.decorator_list:
            body.append(statement)  # a field of a dataclass
        elif isinstance(statement, ast.AnnAssign) and statement.value and not is_named_tuple(kind):
            body += _assigned(ast.Assign([statement.target], statement.value), kind, attributes)
    return body or [ast.Pass()]


def _is_needed(name: str, attributes: set[str], constructed: bool) -> bool:
    if name in ("__init__", "__new__", "__post_init__"):
        return constructed or name in attributes
    is_special = name.startswith("__") and name.endswith("__")
    return (is_special and name not in _LEFT_OUT) or name in attributes


def _assigned(statement: ast.Assign, kind: type, attributes: set[str]) -> list[ast.stmt]:
    """Return an assignment of the class with its value instead of its expression, if needed."""
    names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
    if not set(names) & attributes:
        return []
    value: Any = vars(kind).get(names[0])
    text = literal(value)
    if text is not None:
        statement.value = ast.parse(text, mode="eval").body
    return [statement]
