"""Prepare a function's syntax tree, and find the global names that it uses."""

import ast
import importlib
import re
import symtable
from collections.abc import Iterator
from typing import Any

from train.errors import InputError

ANY = "*"
"""Stands for any name, or for any rest of one."""

_READ_ANY = frozenset({"__dict__", "asdict", "astuple", "dir", "fields", "vars"})
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
# `{word.text}` of a format string.
_FORMATTED = re.compile(r"\{\w*\.(\w+)")
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


def prepare(node: ast.AST, package: str) -> dict[str, Any]:
    """Remove decorators, imports, annotations and docstrings from a definition.

    Parameters
    ----------
    node
        The definition; it is changed.
    package
        The package of its module, for relative imports.

    Returns
    -------
    dict
        What the imports bind, by name.
    """
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        node.decorator_list = []  # the function at hand is the one within them
    imports = _Imports(package)
    imports.visit(node)
    _remove_annotations(node)
    _remove_docstrings(node)
    for each in ast.walk(node):
        body = getattr(each, "body", None)
        if isinstance(body, list):
            kept = [statement for statement in body if not isinstance(statement, ast.Pass)]
            each.body = kept or [ast.Pass()]  # type: ignore[attr-defined]
    return imports.bound


def _remove_annotations(node: ast.AST) -> None:
    """Remove the annotations of functions, and quote those of classes, which may be fields."""
    for each in ast.walk(node):
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            each.returns = None
        if isinstance(each, ast.arg):
            each.annotation = None
        if isinstance(each, ast.AnnAssign):
            each.annotation = ast.Constant(ast.unparse(each.annotation))


def _remove_docstrings(node: ast.AST) -> None:
    """Remove docstrings: the module has its own."""
    for each in ast.walk(node):
        if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if ast.get_docstring(each, clean=False) is not None:
            each.body = each.body[1:] or [ast.Pass()]


class _Imports(ast.NodeTransformer):
    """Takes the imports out of a function; what they bind becomes global names."""

    def __init__(self, package: str) -> None:
        self.bound: dict[str, Any] = {}
        self._package = package

    def visit_Import(self, node: ast.Import) -> ast.stmt:
        for alias in node.names:
            module = _imported(alias.name, self._package)
            root = _imported(alias.name.partition(".")[0], self._package)
            name = alias.asname or alias.name.partition(".")[0]
            self.bound[name] = module if alias.asname else root
        return ast.copy_location(ast.Pass(), node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt:
        where = "." * node.level + (node.module or "")
        module = _imported(where, self._package)
        for alias in node.names:
            found = getattr(module, alias.name, None)
            if found is None:
                found = _imported(f"{module.__name__}.{alias.name}", self._package)
            self.bound[alias.asname or alias.name] = found
        return ast.copy_location(ast.Pass(), node)


def _imported(name: str, package: str) -> Any:
    try:
        return importlib.import_module(name, package or None)
    except ImportError as exc:
        raise InputError(f"cannot import {name!r}, which a function imports: {exc}") from exc


def global_names(node: ast.AST) -> set[str]:
    """Return the names that a definition takes from its module or from Python itself.

    Raises
    ------
    InputError
        If it assigns to a variable outside itself: then its result depends on earlier texts.
    """
    if isinstance(node, ast.expr):
        node = ast.Assign([ast.Name("_", ast.Store())], node)
    source = ast.unparse(ast.fix_missing_locations(node))
    try:
        top = symtable.symtable(source, "<function>", "exec")
    except SyntaxError as exc:  # nonlocal without the function around it
        raise InputError(f"a function cannot be cut out of its module: {exc.msg}") from exc
    return {
        symbol.get_name()
        for table in _tables(top)
        for symbol in table.get_symbols()
        if _is_taken(symbol, table is top)
    }


def _is_taken(symbol: symtable.Symbol, at_top: bool) -> bool:
    if symbol.is_declared_global() and symbol.is_assigned():
        raise InputError(
            f"a function assigns to the global variable {symbol.get_name()!r}; expected one whose "
            "result depends on the text alone; give the variable its value outside functions"
        )
    if at_top:
        return symbol.is_referenced() and not symbol.is_assigned() and not symbol.is_namespace()
    # Of a function whose name is "top", `symtable` takes local names for global ones, too.
    return symbol.is_global() and not symbol.is_local() and symbol.is_referenced()


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _tables(child)


def attribute_names(node: ast.AST) -> set[str]:
    """Return the names of all attributes that a definition reads, sets or calls.

    `getattr(self, f"clean_{name}")` may read any name that starts so: that is `clean_*`. What reads
    attributes by a name that only the running program knows reads `*`: all of them.
    """
    found: set[str] = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute):
            found.add(ANY if each.attr in _READ_ANY else each.attr)
        elif isinstance(each, ast.MatchClass):
            found |= {*each.kwd_attrs, *([ANY] if each.patterns else ())}
        elif isinstance(each, ast.Call):
            found |= {*called_by_name(each)}
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            found |= {*_FORMATTED.findall(each.value)}
        elif isinstance(each, ast.ClassDef):
            found |= {*_private_names(each)}
    return found


def is_reached(name: str, attributes: set[str]) -> bool:
    """Return whether `attribute_names` found a name.

    >>> is_reached("clean_links", {"clean_*"}), is_reached("clean", {"clean_*"})
    (True, False)
    """
    return name in attributes or any(
        name.startswith(each[:-1]) for each in attributes if each.endswith(ANY)
    )


def called_by_name(call: ast.Call) -> Iterator[str]:
    """Yield the names that a call may read of an object: `getattr(self, name)`, `vars(self)`."""
    function = call.func.id if isinstance(call.func, ast.Name) else ""
    function = call.func.attr if isinstance(call.func, ast.Attribute) else function
    if function in _READ_ANY:
        yield ANY
    elif function in ("attrgetter", "methodcaller"):
        texts = [each.value for each in call.args if isinstance(each, ast.Constant)]
        yield from (part for text in texts for part in str(text).split("."))
    elif function in ("getattr", "hasattr", "setattr", "delattr") and len(call.args) > 1:
        yield _start(call.args[1])


def _start(name: ast.expr) -> str:
    """Return the name that an expression makes, or how it starts, such as `clean_*`."""
    if isinstance(name, ast.Constant):
        return str(name.value)
    first = name.values[0] if isinstance(name, ast.JoinedStr) else getattr(name, "left", None)
    is_text = isinstance(first, ast.Constant) and isinstance(first.value, str)
    start = _IDENTIFIER.match(first.value) if is_text else None  # type: ignore[union-attr]
    return f"{start[0]}{ANY}" if start else ANY


def _private_names(node: ast.ClassDef) -> Iterator[str]:
    """Yield the private names that a class uses, as Python has them: `_Words__seen`."""
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute) and each.attr.startswith("__"):
            yield f"_{node.name.lstrip('_')}{each.attr}"
