"""Changes of what a definition holds that its own name does not show.

A script may change a list by another name, pass it to a function that changes it, or set what a
package does by a call. Such statements are not run with the definitions, because nobody knows what
else they do, so they are refused.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Sequence, Set

from train.errors import InputError

CHANGING = frozenset(
    {
        *("add", "append", "appendleft", "clear", "difference_update", "discard", "extend"),
        *("extendleft", "insert", "intersection_update", "move_to_end", "pop", "popitem"),
        *("popleft", "register", "remove", "reverse", "rotate", "setdefault", "sort", "subtract"),
        *("symmetric_difference_update", "update"),
    }
)
"""Methods that change a list, a set, a dictionary or a deque."""
_TYPES = frozenset({"list", "set", "dict", "deque", "Counter"})
_CHANGING_FUNCTIONS = frozenset(
    {"shuffle", "insort", "insort_left", "insort_right", "heappush", "heappop", "heapify"}
)
"""Functions of Python that change the list that they are given."""
_SETTING = re.compile(r"(set|add|register|update|remove|enable|disable|configure)(_|$)")
"""How names begin of what changes a package itself."""
WITHOUT_STATE = frozenset(
    {
        *("numpy", "pandas", "scipy", "sklearn", "matplotlib", "seaborn"),
        *("aiogram", "dash", "flask", "gradio", "streamlit", "telebot", "telegram", "tqdm"),
    }
)
"""Packages whose functions of such names change nothing that cleans a text."""
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def check_hidden_changes(
    kept: Iterable[ast.stmt], others: Iterable[ast.stmt], wanted: Set[str]
) -> None:
    """Refuse a statement that is left out, if it may change what wanted names hold.

    Parameters
    ----------
    kept, others
        The statements of a script that are run, and those that are not.
    wanted
        The names that the kept ones define and use.

    Raises
    ------
    InputError
        If there is one; names it and what it may change.
    """
    kept, others = [*kept], [*others]
    script = [*kept, *others]
    packages = dict(_packages(kept))
    names = _with_other_names(_data(kept) & wanted, script)
    functions = _CHANGING_FUNCTIONS | {*_of_arguments(script)}
    setting = _setting(script, packages)
    # What a wanted function sets whenever it is called is set where it is deployed, too.
    elsewhere = {name: package for name, package in setting.items() if name not in wanted}
    for statement in script:
        is_left_out = statement in others
        for node in _outside_of_functions(statement):
            found = _set_by(node, packages, elsewhere if is_left_out else setting)
            if is_left_out:
                found = found or _changed_by(node, names, functions)
            if found:
                raise InputError(
                    f"line {statement.lineno}: {ast.unparse(statement)[:60]!r} may change what "
                    f"{found} holds, and is not run, because it may do more; make the change where "
                    f"{found} is defined, or put the functions in a module that you import"
                )


def _data(statements: Iterable[ast.stmt]) -> set[str]:
    """Return the names that statements assign, other than functions, classes and modules."""
    return {
        node.id
        for statement in statements
        for node in _outside_of_functions(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _of_arguments(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the functions of the script that change what they are given."""
    for function in statements:
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            given = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
            if any(_changed_by(node, given, _CHANGING_FUNCTIONS) for node in ast.walk(function)):
                yield function.name


def _returning(names: Set[str], statements: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the functions of the script that return what some names hold, or a part of it."""
    for function in statements:
        if isinstance(function, ast.FunctionDef):
            returns = [node for node in ast.walk(function) if isinstance(node, ast.Return)]
            held = {name for each in returns if each.value for name in _held(each.value)}
            if held & names - _local(function):
                yield function.name


def _local(function: ast.FunctionDef) -> set[str]:
    """Return the variables of a function, other than the global ones that it assigns."""
    nodes = [*ast.walk(function)]
    declared = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
    stored = [node for node in nodes if isinstance(node, ast.Name)]
    names = {node.id for node in stored if not isinstance(node.ctx, ast.Load)}
    return (names | {node.arg for node in nodes if isinstance(node, ast.arg)}) - declared


def _setting(statements: Sequence[ast.stmt], packages: dict[str, str]) -> dict[str, str]:
    """Return the functions that set something of a package, or call one that does, with it."""
    found: dict[str, str] = {}
    functions = [each for each in statements if isinstance(each, ast.FunctionDef)]
    for _ in functions:  # each time, those are found that call one of the last time
        for function in functions:
            set_here = (_set_by(node, packages, found) for node in ast.walk(function))
            package = next(filter(None, set_here), None)
            if package is not None:
                found[function.name] = package
    return found


def _packages(statements: Iterable[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Yield the name of each imported package that may have a state, and the package's own name."""
    for statement in statements:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                top = alias.name.partition(".")[0]
                if top not in sys.stdlib_module_names | WITHOUT_STATE:
                    yield alias.asname or top, alias.name


def _with_other_names(names: Set[str], statements: Sequence[ast.stmt]) -> set[str]:
    """Return the names, and all others of what they hold or of a part of it."""
    found = {*names, *_returning(names, statements)}
    while True:
        more = set[str]()
        for statement in statements:
            for node in _outside_of_functions(statement):
                targets, value = _assigned(node)
                stored = {name for target in targets for name in _held(target)}
                if stored & found or (value is not None and {*_held(value)} & found):
                    more |= stored
        if more <= found:
            return found
        found |= more


def _assigned(node: ast.AST) -> tuple[list[ast.expr], ast.expr | None]:
    """Return what a node assigns to, and what it assigns."""
    if isinstance(node, ast.Assign):
        return node.targets, node.value
    if isinstance(node, ast.AnnAssign | ast.NamedExpr):
        return [node.target], node.value
    return ([node.target], node.iter) if isinstance(node, ast.For) else ([], None)


def _held(value: ast.expr) -> Iterator[str]:
    """Yield the names whose object, or a part of it, is the value; of a call, the function's."""
    if isinstance(value, ast.Name):
        yield value.id
    elif isinstance(value, ast.Attribute | ast.Subscript | ast.Starred):
        yield from _held(value.value)
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        yield value.func.id
    elif isinstance(value, ast.Tuple | ast.List | ast.Dict | ast.IfExp | ast.BoolOp):
        for child in ast.iter_child_nodes(value):
            if isinstance(child, ast.expr):
                yield from _held(child)


def _changed_by(node: ast.AST, names: Set[str], functions: Set[str]) -> str | None:
    """Return the name that a node may change what it holds of."""
    changed: list[ast.expr] = []
    if (
        isinstance(node, ast.Attribute)
        and (node.attr in CHANGING or not isinstance(node.ctx, ast.Load))
    ) or (isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load)):
        changed.append(node.value)
    elif isinstance(node, ast.Call) and _changes_arguments(node.func, functions):
        changed += node.args[:2]
    found = [name for value in changed for name in _held(value) if name in names]
    return found[0] if found else None


def _changes_arguments(function: ast.expr, functions: Set[str]) -> bool:
    if isinstance(function, ast.Attribute):
        owner = function.value
        is_unbound = isinstance(owner, ast.Name) and owner.id in _TYPES
        return function.attr in (CHANGING if is_unbound else functions)
    return isinstance(function, ast.Name) and function.id in functions


def _set_by(node: ast.AST, packages: dict[str, str], functions: dict[str, str]) -> str | None:
    """Return the package that a call may set something of, itself or by a function."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return functions.get(node.func.id)
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return None
    function = node.value.func
    if not isinstance(function, ast.Attribute) or not _SETTING.match(function.attr):
        return None
    owner: ast.expr = function
    while isinstance(owner, ast.Attribute):
        owner = owner.value
    return packages.get(owner.id) if isinstance(owner, ast.Name) else None


def _outside_of_functions(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield the nodes of a statement that are not in a function or class."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _Definition | ast.Lambda):
            waiting += ast.iter_child_nodes(node)
