"""Turn what a function does with pandas into what it does to a text, or to each text of a list."""

import ast
from collections.abc import Callable
from copy import deepcopy
from typing import Any

METHODS = ("apply", "map")
OF_SERIES = (*METHODS, "str", "astype", "fillna")
"""What a function may use of a series that a list does not have."""


_MISSING = "(lambda value: value is None or value != value)"
"""Whether a single value is missing: only what is not a number differs from itself."""


class MissingValues(ast.NodeTransformer):
    """Writes `pd.isna(text)` and `pd.notnull(text)` in plain Python.

    Parameters
    ----------
    resolve
        Returns the value of a name or of a chain of names, or None.
    """

    def __init__(self, resolve: Callable[[ast.expr], Any]) -> None:
        self._resolve = resolve

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Replace a call of pandas for a single value."""
        self.generic_visit(node)
        called = self._resolve(node.func)
        name = getattr(called, "__name__", "")
        is_of_pandas = str(getattr(called, "__module__", "")).partition(".")[0] == "pandas"
        if not is_of_pandas or name not in ("isna", "notna") or len(node.args) != 1:
            return node
        function = ast.parse(_MISSING, mode="eval").body
        found = ast.Call(function, node.args, [])
        return found if name == "isna" else ast.UnaryOp(ast.Not(), found)


def of_each(call: ast.Call, texts: ast.expr) -> ast.expr | None:
    """Return the list of what a call such as `series.apply(clean)` makes of each text.

    Anything but one function as the only argument has another meaning: None.
    """
    if len(call.args) != 1 or call.keywords or isinstance(call.args[0], ast.Dict | ast.Constant):
        return None
    each = ast.Call(ast.Name("map", ast.Load()), [call.args[0], texts], [])
    return ast.List([ast.Starred(each, ast.Load())], ast.Load())


class SeriesMethods(ast.NodeTransformer):
    """Lets `X.apply(clean)` take a list, too; what has a method `apply` still uses it."""

    def __init__(self, variables: set[str]) -> None:
        self._variables = variables

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Replace the call of a method of a variable."""
        self.generic_visit(node)
        function = node.func
        if not isinstance(function, ast.Attribute) or function.attr not in METHODS:
            return node
        owner = function.value
        if not isinstance(owner, ast.Name) or owner.id not in self._variables:
            return node
        if self._variables & {"map", "hasattr"}:
            return node
        made = of_each(deepcopy(node), ast.Name(owner.id, ast.Load()))
        if made is None:
            return node
        arguments: list[ast.expr] = [owner, ast.Constant(function.attr)]
        return ast.IfExp(ast.Call(ast.Name("hasattr", ast.Load()), arguments, []), node, made)
