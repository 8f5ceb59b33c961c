"""Find the source of a function or of a class, as a syntax tree.

The file is compiled again and compared with the function at hand, because it may have changed since
the function was pickled. Two lambdas of one line are told apart by their positions in it.
"""

import ast
import copy
import hashlib
import linecache
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any

from train.errors import InputError

WAY_OUT = (
    "name the script or notebook that defines it, --main my_script.py; or put it in a module of "
    "its own (a .py file that you import), fit and save again"
)
_NAMED = "<named by --main: {}>"
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def remember_source(source: str) -> None:
    """Let functions and classes be found in a source that cloudpickle or dill took whole.

    Such a pickle holds their code, and the name of a file or a cell that may not be here.
    """
    lines = source.splitlines(keepends=True)
    name = _NAMED.format(hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest())
    linecache.cache[name] = (len(source), None, lines, name)


def source_of_function(function: FunctionType) -> Function:
    """Return a copy of the function's syntax tree.

    Raises
    ------
    InputError
        If its source cannot be read, or is no longer the one that the function was made from.
    """
    code = function.__code__
    source = _found_source(code, function.__qualname__)
    nodes = [node for node in _functions(source) if _is_at(node, code)]
    if len(nodes) > 1:
        nodes = [node for node in nodes if isinstance(node, ast.Lambda) and _spans(node, code)]
    if not nodes or not _unchanged(code):
        raise InputError(
            f"function {function.__qualname__!r} differs from the source in its file; save the "
            "model again with the functions as they are now"
        )
    node = copy.deepcopy(nodes[0])
    assert isinstance(node, Function)  # noqa: S101 - what `_is_at` finds
    return node


def source_of_class(kind: type) -> ast.ClassDef:
    """Return a copy of the syntax tree of a class; raises what `source_of_function` raises."""
    codes = [code for code in map(_code_of, vars(kind).values()) if code is not None]
    codes = [code for code in codes if code.co_qualname.startswith(kind.__qualname__ + ".")]
    tree = _parsed(_found_source(codes[0], kind.__qualname__)) if codes else _module_tree(kind)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == kind.__name__:
            found = not codes or any(_is_at(inner, codes[0]) for inner in ast.walk(node))
            if found and all(_unchanged(code) for code in codes):
                return copy.deepcopy(node)
    raise InputError(
        f"class {kind.__qualname__!r} differs from the source in its file; save the model again "
        "with the classes as they are now"
    )


def function_names(function: FunctionType) -> dict[str, Any]:
    """Return the values of the names that a function sees outside itself."""
    names = dict(function.__globals__)
    free = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    for name, cell in free:
        try:
            names[name] = cell.cell_contents
        except ValueError as exc:
            raise InputError(f"the variable {name!r} around it has no value; {WAY_OUT}") from exc
    names.pop("__class__", None)
    return names


def class_names(kind: type) -> dict[str, Any]:
    """Return the values of the names that a class and its methods see outside it."""
    names = dict(vars(sys.modules[kind.__module__])) if kind.__module__ in sys.modules else {}
    for function in _functions_of(kind):
        names |= function_names(function)
    return names


def assigned_expression(name: str, names: Mapping[str, Any]) -> ast.expr | None:
    """Return the expression that a module assigns to a name, if it does so just once.

    Parameters
    ----------
    name
        A global variable.
    names
        The names of its module, `__file__` among them.
    """
    source = "".join(linecache.getlines(str(names.get("__file__"))))
    found = [
        statement.value
        for statement in _parsed(source).body
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None
        for target in getattr(statement, "targets", None) or [getattr(statement, "target", None)]
        if isinstance(target, ast.Name) and target.id == name
    ]
    return copy.deepcopy(found[0]) if len(found) == 1 else None


def _functions_of(kind: type) -> Iterator[FunctionType]:
    """Yield the functions that a class defines itself."""
    for value in vars(kind).values():
        function = _function_of(value)
        if function is not None:
            yield function


def _function_of(value: Any) -> FunctionType | None:
    for name in ("__func__", "fget", "__wrapped__"):
        value = getattr(value, name, value)
    return value if isinstance(value, FunctionType) else None


def _code_of(value: Any) -> CodeType | None:
    function = _function_of(value)
    return None if function is None else function.__code__


def _found_source(code: CodeType, name: str) -> str:
    """Return the source of the file, or of the notebook's cell, that a code comes from."""
    source = _source(code)
    if not source:
        raise InputError(f"the source of {name!r} is not available; {WAY_OUT}")
    return source


def _module_tree(kind: type) -> ast.Module:
    """Return the syntax tree of the module, or of the cell, of a class without methods."""
    path = getattr(sys.modules.get(kind.__module__), "__file__", None)
    sources = [*_without_file(), "".join(linecache.getlines(str(path)))]
    trees = [tree for tree in map(_parsed, sources) if _defines(tree, kind.__name__)]
    if not trees:
        raise InputError(f"the source of {kind.__qualname__!r} is not available; {WAY_OUT}")
    return trees[-1]  # the module, else the cell that ran last


def _defines(tree: ast.Module, name: str) -> bool:
    return any(isinstance(node, ast.ClassDef) and node.name == name for node in ast.walk(tree))


def _source(code: CodeType) -> str:
    """Return the source of the file of a code, or one that was remembered and has this code."""
    source = "".join(linecache.getlines(code.co_filename))
    if source:
        return source
    return next((each for each in _without_file() if _marks(code) in _codes(each)), "")


def _without_file() -> Iterator[str]:
    """Yield what was remembered, and the cells of a running notebook that ran."""
    for entry in [*linecache.cache.values()]:
        source = "".join(entry[2]) if len(entry) == 4 and entry[1] is None else ""
        try:
            ast.parse(source)
        except (SyntaxError, ValueError):
            continue
        yield source


@lru_cache(32)
def _parsed(source: str) -> ast.Module:
    return ast.parse(source)


@lru_cache(32)
def _functions(source: str) -> list[Function]:
    """Return all functions of a source, at any depth; a package asks for one after the other."""
    return [node for node in ast.walk(_parsed(source)) if isinstance(node, Function)]


@lru_cache(32)
def _codes(source: str) -> frozenset[tuple[object, ...]]:
    """Return what distinguishes each code object of a file.

    A notebook compiles each statement of a cell alone, and Python then compiles the call `re.sub`
    otherwise than below an `import re`.
    """
    found: set[tuple[object, ...]] = set()
    alone = [ast.Module([statement], []) for statement in _parsed(source).body]
    waiting = [
        compile(tree, "<source>", "exec", dont_inherit=True) for tree in (_parsed(source), *alone)
    ]
    while waiting:
        code = waiting.pop()
        found.add(_marks(code))
        waiting += [each for each in code.co_consts if isinstance(each, CodeType)]
    return frozenset(found)


def _marks(code: CodeType) -> tuple[object, ...]:
    constants = tuple(
        _marks(each) if isinstance(each, CodeType) else repr(each) for each in code.co_consts
    )
    return code.co_name, code.co_firstlineno, code.co_code, code.co_names, constants


def _unchanged(code: CodeType) -> bool:
    return _marks(code) in _codes(_source(code))


def _is_at(node: ast.AST, code: CodeType) -> bool:
    """Return whether a node is a function of the code's name that begins at its first line."""
    if isinstance(node, ast.Lambda):
        return code.co_name == "<lambda>" and node.lineno == code.co_firstlineno
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return node.name == code.co_name and first == code.co_firstlineno


def _spans(node: ast.Lambda, code: CodeType) -> bool:
    """Return whether some instruction of the code covers just the body of a lambda."""
    body = node.body
    span = (body.lineno, body.end_lineno, body.col_offset, body.end_col_offset)
    return span in set(code.co_positions())
