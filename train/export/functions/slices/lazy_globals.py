"""Leave out of a function what gives a global variable its value at the first text.

`global STOP`, `if STOP is None: STOP = read()` has run once before the function is cut out, so the
variable has its value already. A value that is made of the text stays refused.
"""

import ast
from collections import Counter
from collections.abc import Mapping
from typing import Any


class Loaded(ast.NodeTransformer):
    """Removes such statements from a definition; `names` are the values of its global names."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self._names = names
        self._lazy: set[str] = set()
        self._stored: Counter[str] = Counter()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Remove them from a function, whose global variables are declared in it."""
        outer = self._lazy, self._stored
        nodes = [*ast.walk(node)]
        declared = {name for each in nodes if isinstance(each, ast.Global) for name in each.names}
        self._lazy = {name for name in declared if self._names.get(name)}
        self._stored = _stored(node)
        self.generic_visit(node)
        stored = {*_stored(node)}
        for each in ast.walk(node):
            body = getattr(each, "body", None)
            if isinstance(body, list):
                kept = [one for one in body if not _declares_none(one, stored)]
                each.body = kept or [ast.Pass()]  # type: ignore[attr-defined]
        self._lazy, self._stored = outer
        return node

    def visit_If(self, node: ast.If) -> ast.stmt:
        """Remove a statement that runs only as long as the variable has no value."""
        self.generic_visit(node)
        if node.orelse or not _unset(node.test) & self._lazy:
            return node
        elsewhere = {*(self._stored - _stored(node))} - self._lazy
        used = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        return node if used & elsewhere else ast.copy_location(ast.Pass(), node)


def _stored(node: ast.AST) -> Counter[str]:
    """Return how often each variable is assigned, and each argument given."""
    nodes = [*ast.walk(node)]
    names = [each for each in nodes if isinstance(each, ast.Name)]
    return Counter(
        [each.id for each in names if not isinstance(each.ctx, ast.Load)]
        + [each.arg for each in nodes if isinstance(each, ast.arg)]
    )


def _declares_none(statement: ast.stmt, stored: set[str]) -> bool:
    """Return whether a statement declares global variables that are not assigned."""
    return isinstance(statement, ast.Global) and not stored & {*statement.names}


def _unset(test: ast.expr) -> set[str]:
    """Return the variable that must have no value: `X is None`, `X == None`, `not X`."""
    found: ast.expr | None = None
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        found = test.operand
    elif isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is | ast.Eq):
        found = test.left if ast.unparse(test.comparators[0]) == "None" else None
    return {found.id} if isinstance(found, ast.Name) else set()
