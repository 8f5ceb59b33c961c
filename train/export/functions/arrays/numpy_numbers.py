"""Write numpy's functions of single numbers, and what fills zeros, in plain Python.

Only what means the same is changed: `np.log1p(x)` becomes `math.log1p(x)`, `np.mean` of whole
numbers their sum divided by their number, and `np.zeros` that is filled at single places and
returned a list. Any other use of numpy is refused later.
"""

import ast
import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

Resolve = Callable[[ast.expr], Any]
"""Returns the value of a name or of a chain of names, or None."""

_OF_ONE = ("exp", "isnan", "log", "log10", "log1p", "log2", "sqrt")
_OF_WHOLE = {"max": ["max"], "mean": ["sum", "len"], "min": ["min"], "sum": ["sum"]}
"""What numpy's functions of a list of whole numbers become, by their names."""
_WHOLE = ("len", "ord", "int")


class NumpyNumbers(ast.NodeTransformer):
    """Replaces numpy's functions in a definition; `known` are the values of its global names."""

    def __init__(self, resolve: Resolve, variables: set[str], known: dict[str, Any]) -> None:
        self._resolve = resolve
        self._variables = variables
        self._known = known
        self._once: set[str] = set()
        self._lists: dict[str, ast.expr] = {}
        self._filled: set[str] = set()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Replace what is in a function, whose variables are its own."""
        outer = self._once, self._lists, self._filled
        stored = [each.id for each in _names(node) if not isinstance(each.ctx, ast.Load)]
        self._once = {name for name, count in Counter(stored).items() if count == 1}
        self._lists = {
            each.targets[0].id: each.value
            for each in ast.walk(node)
            if isinstance(each, ast.Assign)
            and len(each.targets) == 1
            and isinstance(each.targets[0], ast.Name)
        }
        self._filled = {name for name in self._once if self._is_filled(name, node)}
        self.generic_visit(node)
        self._once, self._lists, self._filled = outer
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Replace a call of numpy."""
        self.generic_visit(node)
        called = self._resolve(node.func)
        module = str(getattr(called, "__module__", "")).partition(".")[0]
        name = str(getattr(called, "__name__", ""))
        if module != "numpy" or len(node.args) != 1 or node.keywords:
            return node
        if isinstance(called, np.ufunc) and name in _OF_ONE and self._has_math():
            function = ast.Attribute(ast.Name("math", ast.Load()), name, ast.Load())
            return ast.Call(function, node.args, [])
        if name in _OF_WHOLE and self._is_whole(node.args[0]) and not self._hides(*_OF_WHOLE[name]):
            return _of_whole(name, node.args[0])
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        """Assign zeros as a list, or as a list of lists."""
        self.generic_visit(node)
        target = node.targets[0]
        if isinstance(target, ast.Name) and target.id in self._filled:
            shape = self._shape(node.value) or []
            value: ast.expr = ast.List([ast.Constant(0.0)], ast.Load())
            value = ast.BinOp(value, ast.Mult(), shape[-1])
            if len(shape) == 2:
                counted = ast.Call(ast.Name("range", ast.Load()), [shape[0]], [])
                loop = ast.comprehension(ast.Name("_", ast.Store()), counted, [], 0)
                value = ast.ListComp(value, [loop])
            node.value = value
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.Subscript:
        """Write `zeros[i, j]` as `zeros[i][j]`."""
        self.generic_visit(node)
        is_filled = isinstance(node.value, ast.Name) and node.value.id in self._filled
        if is_filled and isinstance(node.slice, ast.Tuple):
            row = ast.Subscript(node.value, node.slice.elts[0], ast.Load())
            return ast.Subscript(row, node.slice.elts[1], node.ctx)
        return node

    def _has_math(self) -> bool:
        is_free = "math" not in self._variables
        return is_free and self._known.setdefault("math", math) is math

    def _hides(self, *names: str) -> bool:
        return any(name in self._variables or name in self._known for name in names)

    def _is_whole(self, values: ast.expr) -> bool:
        """Return whether an expression is a list of whole numbers, as `[len(w) for w in x]`."""
        if isinstance(values, ast.Name) and values.id in self._once:
            values = self._lists.get(values.id, values)
        if not isinstance(values, ast.ListComp) or not isinstance(values.elt, ast.Call):
            return False
        function = values.elt.func
        return (
            isinstance(function, ast.Name)
            and function.id in _WHOLE
            and not self._hides(function.id)
        )

    def _shape(self, value: ast.expr | None) -> list[ast.expr] | None:
        """Return the one or two lengths of `np.zeros`."""
        if not isinstance(value, ast.Call) or self._resolve(value.func) is not np.zeros:
            return None
        dtypes = [ast.unparse(each.value) for each in value.keywords]
        if len(value.args) != 1 or dtypes not in ([], ["float"]):
            return None
        shape = value.args[0]
        lengths = [*shape.elts] if isinstance(shape, ast.Tuple | ast.List) else [shape]
        return lengths if len(lengths) in (1, 2) else None

    def _is_filled(self, name: str, node: ast.AST) -> bool:
        """Return whether a variable holds zeros that are only filled at places and returned."""
        shape = self._shape(self._lists.get(name))
        if shape is None or self._hides("range"):
            return False
        fine = 0
        for each in ast.walk(node):
            if isinstance(each, ast.Return) and isinstance(each.value, ast.Name):
                fine += each.value.id == name
            elif isinstance(each, ast.Subscript) and isinstance(each.value, ast.Name):
                fine += each.value.id == name and _is_place(each.slice, len(shape))
        return fine == sum(
            each.id == name and isinstance(each.ctx, ast.Load) for each in _names(node)
        )


def _of_whole(name: str, values: ast.expr) -> ast.expr:
    """Return a call of a builtin function, or the mean."""
    mean = "(lambda whole: sum(whole) / len(whole))"
    function = ast.parse(mean if name == "mean" else name, mode="eval").body
    return ast.Call(function, [values], [])


def _is_place(index: ast.expr, dimensions: int) -> bool:
    """Return whether an index is that of one number: no slice, list or `...`."""
    places = [*index.elts] if isinstance(index, ast.Tuple) else [index]
    single = (ast.Name, ast.BinOp, ast.Subscript, ast.Call, ast.Attribute, ast.UnaryOp)
    return len(places) == dimensions and all(
        isinstance(each, single) or isinstance(getattr(each, "value", None), int) for each in places
    )


def _names(node: ast.AST) -> list[ast.Name]:
    return [each for each in ast.walk(node) if isinstance(each, ast.Name)]
