"""Turn the arrays and series that a function returns into lists: the service has no numpy.

Only what a function returns is changed: `np.array(rows)` becomes `rows`, with `.reshape(-1, 1)` or
`.astype(float)` too, or in a sparse matrix, and `pd.Series(texts).apply(clean)` a list of what
`clean` returns, in a `pd.DataFrame` too. Any other use of numpy and pandas is refused later.
"""

import ast
from collections.abc import Callable
from typing import Any

from train.export.functions.arrays.pandas_calls import METHODS, of_each

Resolve = Callable[[ast.expr], Any]
"""Returns the value of a name or of a chain of names, or None."""

_MAKERS = ("array", "asarray", "asanyarray", "ascontiguousarray")
_SPARSE = ("csr_matrix", "csr_array", "csc_matrix", "coo_matrix")
_SAME = (
    *("astype", "tolist", "to_list", "to_numpy", "toarray", "copy"),
    *("ravel", "flatten", "squeeze"),  # of a list; the trial shows a table of several columns
)
_EXACT = ("float", "int", "float64", "int64", "object", "object_", "str")


class ReturnedArrays(ast.NodeTransformer):
    """Replaces arrays in `return` statements, and in what is assigned only to be returned."""

    def __init__(self, resolve: Resolve, node: ast.AST) -> None:
        self._resolve = resolve
        self._returned = _only_returned(node)
        self._lists: set[str] = set()
        self._filled = _filled(node)

    def visit_Return(self, node: ast.Return) -> ast.Return:
        """Return a list."""
        if node.value is not None:
            node.value = self.as_list(node.value) or node.value
        self.generic_visit(node)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        """Assign a list to a variable that is only returned."""
        names = [each.id for each in node.targets if isinstance(each, ast.Name)]
        if len(names) == len(node.targets) and set(names) <= self._returned:
            made = self.as_list(node.value)
            if made is not None:
                node.value = made
                self._lists |= set(names)
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        """Return a list."""
        node.body = self.as_list(node.body) or node.body
        return node

    def as_list(self, node: ast.expr) -> ast.expr | None:
        """Return the list that an array is made of, or None if the expression is no such array."""
        if _is_list(node) or (isinstance(node, ast.Name) and node.id in self._lists):
            return node
        if isinstance(node, ast.IfExp):
            return self._either(node)
        if isinstance(node, ast.Attribute) and node.attr == "values":
            return self.as_list(node.value)
        if isinstance(node, ast.Subscript):
            if _is_column(node.slice):
                return self._column(node.value)
            return self._of_names(node.value, node.slice)
        return self._called(node) if isinstance(node, ast.Call) else None

    def _called(self, node: ast.Call) -> ast.expr | None:
        if isinstance(node.func, ast.Attribute):
            method, inner = node.func.attr, node.func.value
            if method == "reshape" and _is_one_column(node.args):
                return self._column(inner)
            if method == "to_frame":
                return self._column(inner)
            if method in METHODS:
                texts = self.as_list(inner)
                return None if texts is None else of_each(node, texts)
            if method in _SAME and not _other_dtype(node.args):
                found = self.as_list(inner)
                if found is not None:
                    return found
        return self._made(node)

    def _made(self, node: ast.Call) -> ast.expr | None:
        maker = self._resolve(node.func)
        module, name = str(getattr(maker, "__module__", "")), getattr(maker, "__name__", "")
        is_array = module.partition(".")[0] == "numpy" and name in _MAKERS
        is_series = module.partition(".")[0] == "pandas" and name == "Series"
        is_sparse = module.startswith("scipy.sparse") and name in _SPARSE
        dtypes = [*node.args[1:], *(keyword.value for keyword in node.keywords)]
        if module.partition(".")[0] == "pandas" and name == "DataFrame":
            options = {each.arg: each.value for each in node.keywords}
            if len(node.args) != 1 or not {*options} <= {"columns"}:
                return None
            return self._table(node.args[0], options.get("columns"))
        if is_series and (len(node.args) != 1 or node.keywords):
            return None
        if not (is_array or is_sparse or is_series) or not node.args or _other_dtype(dtypes):
            return None
        return self.as_list(node.args[0]) or node.args[0]

    def _of_names(self, node: ast.expr, names: ast.expr) -> ast.expr | None:
        """Return the rows of some columns of a new table, `pd.DataFrame([row])[names]`."""
        if not isinstance(node, ast.Call) or len(node.args) != 1 or node.keywords:
            return None
        is_table = getattr(self._resolve(node.func), "__name__", "") == "DataFrame"
        is_named = isinstance(names, ast.Name | ast.List | ast.Attribute)
        known = is_table and is_named and _is_of_rows(node.args[0])
        return self._table(node.args[0], names) if known else None

    def _table(self, node: ast.expr, names: ast.expr | None) -> ast.expr | None:
        """Return the rows of a table: of columns by name, of rows, or of a series alone.

        Rows may be dictionaries. `names` are the columns, which rows that are lists have already.
        """
        if isinstance(node, ast.ListComp) and isinstance(node.elt, ast.List | ast.Tuple):
            return node
        is_listed = isinstance(node, ast.Name) and node.id in self._filled
        if is_listed or _is_of_rows(node):
            values = "each_row.values()"
            if names is not None:
                values = f"(each_row[each_name] for each_name in {ast.unparse(names)})"
            row = f"[*{values}] if isinstance(each_row, dict) else each_row"
            return ast.parse(f"[{row} for each_row in {ast.unparse(node)}]", mode="eval").body
        if names is not None or isinstance(node, ast.List | ast.ListComp):
            return None
        if not isinstance(node, ast.Dict):
            return self._column(node)
        columns = [self.as_list(each) or each for each in node.values]
        if not columns or not all(isinstance(key, ast.Constant) for key in node.keys):
            return None
        rows = ast.Call(ast.Name("zip", ast.Load()), columns, [])
        return ast.List([ast.Starred(rows, ast.Load())], ast.Load())

    def _either(self, node: ast.IfExp) -> ast.expr | None:
        body, other = self.as_list(node.body), self.as_list(node.orelse)
        if body is None and other is None:
            return None
        return ast.IfExp(node.test, body or node.body, other or node.orelse)

    def _column(self, node: ast.expr) -> ast.expr | None:
        """Return a list of rows of one number."""
        values = self.as_list(node)
        if values is None:
            return None
        each = ast.Name("each", ast.Load())
        loop = ast.comprehension(ast.Name("each", ast.Store()), values, [], 0)
        return ast.ListComp(ast.List([each], ast.Load()), [loop])


def _is_of_rows(node: ast.expr) -> bool:
    """Return whether an expression is a list of rows that are dictionaries, or of one row."""
    if isinstance(node, ast.List) and len(node.elts) == 1:
        return isinstance(node.elts[0], ast.Dict | ast.List | ast.Name | ast.Call)
    return isinstance(node, ast.ListComp) and isinstance(node.elt, ast.Dict)


def _filled(node: ast.AST) -> set[str]:
    """Return the variables that are a list, empty at first or made by a comprehension."""
    return {
        target.id
        for each in ast.walk(node)
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.List | ast.ListComp)
        for target in each.targets
        if isinstance(target, ast.Name)
    }


def _only_returned(node: ast.AST) -> set[str]:
    """Return the variables that are used only in `return` statements."""
    inside = {
        id(each)
        for found in ast.walk(node)
        if isinstance(found, ast.Return) and found.value is not None
        for each in ast.walk(found.value)
    }
    loads = [
        each
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)
    ]
    elsewhere = {each.id for each in loads if id(each) not in inside}
    return {each.id for each in loads} - elsewhere


def _is_list(node: ast.expr) -> bool:
    """Return whether an expression is a list that `of_each` made."""
    return isinstance(node, ast.List) and any(isinstance(each, ast.Starred) for each in node.elts)


def _is_column(index: ast.expr) -> bool:
    """Return whether an index is `[:, None]` or `[:, np.newaxis]`."""
    return ast.unparse(index).replace("np.newaxis", "None") in ("(:, None)", ":, None")


def _is_one_column(arguments: list[ast.expr]) -> bool:
    shown = ", ".join(map(ast.unparse, arguments)).strip("()")
    return shown == "-1, 1" or (shown.startswith("len(") and shown.endswith("), 1"))


def _other_dtype(arguments: list[ast.expr]) -> bool:
    """Return whether numbers are converted to anything but Python's own."""
    return any(
        ast.unparse(argument).rpartition(".")[2].strip("'\"") not in _EXACT
        for argument in arguments
    )
