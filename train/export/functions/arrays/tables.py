"""Turn a table that a function makes and fills, column by column, into a dictionary of lists.

    table = pd.DataFrame({"text": X})                table = {"text": [*X]}
    table["length"] = table["text"].apply(len)       table["length"] = [*map(len, [*table["text"]])]
    return table[["length"]]                         return [*zip(table["length"])]

Only a variable that is a table wherever it is assigned is changed. Any other use of pandas is
refused later.
"""

import ast
from collections.abc import Callable, Sequence
from typing import Any, TypeGuard

from train.export.functions.arrays.pandas_calls import METHODS, of_each

Resolve = Callable[[ast.expr], Any]
"""Returns the value of a name or of a chain of names, or None."""

_ONE, _OTHER = "one_value", "other_value"
_DIVIDED = f"{_ONE} / {_OTHER} if {_OTHER} else {_ONE} * float('inf')"
"""A division as of columns: by 0 it gives what is not a number, or is infinite."""
_OF_ONE = {
    ("fillna", "0"): f"0 if {_ONE} != {_ONE} else {_ONE}",
    ("astype", "int"): f"int({_ONE})",
    ("astype", "float"): f"float({_ONE})",
    ("clip", "lower=1"): f"max({_ONE}, 1)",
    ("replace", "0, 1"): f"1 if {_ONE} == 0 else {_ONE}",
    ("abs", ""): f"abs({_ONE})",
}
"""Methods of a column of numbers, with their arguments, for one number."""
_OF_NUMPY = ("log", "log10", "log1p", "log2", "sqrt", "exp", "abs", "absolute")
_SAME = frozenset({"values"})
_SAME_CALLS = frozenset({"to_numpy", "copy", "reset_index"})
_BUILTINS = frozenset({"abs", "float", "int", "map", "max", "zip", _ONE, _OTHER})


class Tables(ast.NodeTransformer):
    """Replaces tables in a definition, and what is made of their columns."""

    def __init__(
        self, resolve: Resolve, variables: set[str], node: ast.AST, strings: ast.NodeTransformer
    ) -> None:
        self._resolve = resolve
        self._strings = strings
        self._tables = set[str]() if variables & _BUILTINS else self._found(node)
        self._columns = {each.value for each in ast.walk(node) if _is_name(each)}

    def _found(self, node: ast.AST) -> set[str]:
        """Return the variables that are tables wherever they are assigned."""
        assigned: dict[str, list[ast.expr]] = {}
        for each in ast.walk(node):
            for target in each.targets if isinstance(each, ast.Assign) else ():
                if isinstance(target, ast.Name) and isinstance(each, ast.Assign):
                    assigned.setdefault(target.id, []).append(each.value)
        are_tables = {
            name: all(self._made(value) is not None for value in values)
            for name, values in assigned.items()
        }
        stored = [
            each.id
            for each in ast.walk(node)
            if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)
        ]
        return {name for name in are_tables if are_tables[name] and stored.count(name) == 1}

    def _made(self, node: ast.expr) -> ast.Dict | None:
        """Return the columns of a new table, or None if the expression is none."""
        if not isinstance(node, ast.Call) or not self._is_of("pandas", node.func, ("DataFrame",)):
            return None
        options = {each.arg: each.value for each in node.keywords}
        if not node.args:
            return ast.Dict([], []) if set(options) <= {"index"} else None
        columns = options.pop("columns", None)
        if options or len(node.args) > 1:
            return None
        given = node.args[0]
        if isinstance(given, ast.Dict) and columns is None and None not in given.keys:
            return ast.Dict(given.keys, [*map(_column, given.values)])
        if isinstance(columns, ast.List) and len(columns.elts) == 1 and isinstance(given, ast.Name):
            return ast.Dict([columns.elts[0]], [_column(given)])
        return None

    def _is_of(self, package: str, node: ast.expr, names: Sequence[str]) -> bool:
        """Return whether an expression is a function or class of a package with such a name."""
        found = self._resolve(node)
        module = getattr(found, "__module__", "") or type(found).__module__
        return module.partition(".")[0] == package and getattr(found, "__name__", "") in names

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        """Make a dictionary of a new table."""
        targets = [each.id for each in node.targets if isinstance(each, ast.Name)]
        if targets and targets[0] in self._tables:
            node.value = self._made(node.value) or node.value
        node.value = self.visit(node.value)
        return node

    def visit_Return(self, node: ast.Return) -> ast.Return:
        """Return the rows of a table."""
        if node.value is not None:
            node.value = self._rows(node.value) or self.visit(node.value)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """Mark a column of a table, which is used, as a list."""
        is_table = isinstance(node.value, ast.Name) and node.value.id in self._tables
        if is_table and isinstance(node.ctx, ast.Load) and isinstance(node.slice, ast.Constant):
            return _column(node)
        self.generic_visit(node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """Take `table.length` for the column that it is."""
        is_table = isinstance(node.value, ast.Name) and node.value.id in self._tables
        if is_table and isinstance(node.ctx, ast.Load) and node.attr in self._columns:
            return _column(ast.Subscript(node.value, ast.Constant(node.attr), ast.Load()))
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Call a method of a column, or a function of numpy's, for each value."""
        if not self._tables:
            return node
        self.generic_visit(node)
        if len(node.args) == 1 and not node.keywords:
            if self._is_of("pandas", node.func, ("Series",)):
                return _column(node.args[0])
            if _is_column(node.args[0]) and (
                self._is_of("numpy", node.func, _OF_NUMPY) or ast.unparse(node.func) == "abs"
            ):
                return _mapped(f"{ast.unparse(node.func)}({_ONE})", node.args)
        made = self._strings.visit_Call(node)
        return self._of_column(node) if made is node else made

    def _of_column(self, node: ast.Call) -> ast.expr:
        function = node.func
        if not isinstance(function, ast.Attribute) or not _is_column(function.value):
            return node
        if function.attr in METHODS:
            return of_each(node, function.value) or node
        given = ", ".join(map(ast.unparse, [*node.args, *node.keywords]))
        of_one = _OF_ONE.get((function.attr, given))
        return node if of_one is None else _mapped(of_one, [function.value])

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """Calculate with each value of columns."""
        self.generic_visit(node)
        other = ast.Name(_OTHER, ast.Load())
        plain = ast.unparse(ast.BinOp(ast.Name(_ONE, ast.Load()), node.op, other))
        of_both = _DIVIDED if isinstance(node.op, ast.Div) else plain
        return self._of_both(of_both, node.left, node.right) or node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """Compare each value of columns."""
        self.generic_visit(node)
        if len(node.ops) != 1:
            return node
        other = ast.Name(_OTHER, ast.Load())
        compared = ast.Compare(ast.Name(_ONE, ast.Load()), node.ops, [other])
        return self._of_both(ast.unparse(compared), node.left, node.comparators[0]) or node

    def _of_both(self, of_both: str, left: ast.expr, right: ast.expr) -> ast.expr | None:
        """Return a list of what is made of a column and a number, or of two columns."""
        for number, name in ((left, _ONE), (right, _OTHER)):
            if isinstance(number, ast.Constant):
                of_both = of_both.replace(name, repr(number.value))
        sides = [each for each in (left, right) if not isinstance(each, ast.Constant)]
        if not sides or not all(map(_is_column, sides)):
            return None
        if len(sides) == 1 and sides[0] is right:
            of_both = of_both.replace(_OTHER, _ONE)
        return _mapped(of_both, sides)

    def _rows(self, node: ast.expr) -> ast.expr | None:
        """Return the rows of a table, or of some of its columns, or None if it is no table."""
        if isinstance(node, ast.Attribute) and node.attr in _SAME:
            return self._rows(node.value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            dropped = _dropped(node) if node.func.attr == "drop" else None
            if dropped is not None:
                return self._rows_without(node.func.value, dropped)
            return self._rows(node.func.value) if node.func.attr in _SAME_CALLS else None
        if isinstance(node, ast.Name) and node.id in self._tables:
            return ast.parse(f"[*zip(*{node.id}.values())]", mode="eval").body
        if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name):
            return None
        name, names = node.value.id, node.slice
        if name not in self._tables or isinstance(names, ast.Constant | ast.Slice | ast.Tuple):
            return None
        columns = f"({name}[each_name] for each_name in {ast.unparse(names)})"
        return ast.parse(f"[*zip(*{columns})]", mode="eval").body

    def _rows_without(self, node: ast.expr, names: list[str]) -> ast.expr | None:
        if not isinstance(node, ast.Name) or node.id not in self._tables:
            return None
        columns = f"(each for name, each in {node.id}.items() if name not in {names!r})"
        return ast.parse(f"[*zip(*{columns})]", mode="eval").body


def _is_name(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _dropped(node: ast.Call) -> list[str] | None:
    """Return the columns that `drop` drops, or None if it does anything else."""
    options = {each.arg: each.value for each in node.keywords}
    by_axis = ast.unparse(options.get("axis", ast.Constant(0))) in ("1", "'columns'")
    given = options.get("columns") if not node.args else node.args[0] if by_axis else None
    names = given.elts if isinstance(given, ast.List) else [given]
    found = [str(name.value) for name in names if name is not None and _is_name(name)]
    is_plain = {*options} <= {"axis", "columns"} and len(found) == len(names)
    return found if is_plain else None


def _column(node: ast.expr) -> ast.List:
    """Return `[*values]`, by which columns are known."""
    return ast.List([ast.Starred(node, ast.Load())], ast.Load())


def _is_column(node: ast.expr) -> bool:
    return isinstance(node, ast.List) and [type(each) for each in node.elts] == [ast.Starred]


def _mapped(of_values: str, columns: Sequence[ast.expr]) -> ast.expr:
    """Return the list of what an expression makes of each value, or of each two values."""
    names = ", ".join((_ONE, _OTHER)[: len(columns)])
    each = ast.parse(f"lambda {names}: {of_values}", mode="eval").body
    return _column(ast.Call(ast.Name("map", ast.Load()), [each, *columns], []))
