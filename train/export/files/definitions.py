"""Find the statements of a script that define some names, and whatever these use.

A statement defines a name if it binds it or changes what it holds: `STOP = set()`, `STOP.add("a")`,
`ABBR["u"] = "you"`, or a decorator that puts its function on a list.
"""

import ast
import symtable
from collections.abc import Iterable, Iterator, Sequence

from train.errors import InputError
from train.export.files.hidden_changes import CHANGING, WITHOUT_STATE, check_hidden_changes

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def defining(statements: Iterable[ast.stmt], names: Sequence[str]) -> list[ast.stmt]:
    """Return the statements that define the names, and what these use, in the script's order.

    Parameters
    ----------
    statements
        The top-level statements. Those that a script runs only as `__main__` count as such.
    names
        The names that are wanted.

    Raises
    ------
    InputError
        If a call, or another name, changes what is wanted: what else it does is not known.
    """
    script = _Script([*_unguarded(statements)])
    wanted, kept = set(names), set[int]()
    while True:
        more = {
            number
            for number, statement in enumerate(script.statements)
            if number not in kept
            and (script.defines(statement) & wanted or _is_for_imports(statement))
        }
        if not more:
            break
        kept |= more
        wanted |= {name for number in more for name in _read(script.statements[number])}
    run = [script.statements[number] for number in sorted(kept)]
    others = [each for number, each in enumerate(script.statements) if number not in kept]
    for statement in others:
        script.check(statement, wanted)
    check_hidden_changes(run, others, wanted)
    return run


def _unguarded(statements: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements; of `if __name__ == "__main__":` those in it."""
    for statement in statements:
        if isinstance(statement, ast.If) and _is_guard(statement.test):
            yield from statement.body
        else:
            yield statement


def _is_guard(test: ast.expr) -> bool:
    names = {node.id for node in ast.walk(test) if isinstance(node, ast.Name)}
    values = {node.value for node in ast.walk(test) if isinstance(node, ast.Constant)}
    return names == {"__name__"} and values == {"__main__"}


class _Script:
    """The statements of a script, and what its functions change."""

    def __init__(self, statements: list[ast.stmt]) -> None:
        self.statements = statements
        self._functions = {each.name: each for each in statements if isinstance(each, _Function)}
        # np.append(a, b) changes nothing.
        self._without_state = {
            alias.asname or alias.name
            for each in statements
            if isinstance(each, ast.Import)
            for alias in each.names
            if alias.name.partition(".")[0] in WITHOUT_STATE
        }

    def defines(self, statement: ast.stmt) -> set[str]:
        """Return the names that a statement binds or changes when it runs."""
        found: set[str] = set()
        for node in _running(statement):
            if isinstance(node, ast.Import | ast.ImportFrom):
                found |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, _Function | ast.ClassDef):
                found.add(node.name)
                found |= {name for each in node.decorator_list for name in self._decorated(each)}
            elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                found.add(node.id)
            else:
                found |= _changed(node) - self._without_state
        return found

    def _decorated(self, decorator: ast.expr) -> set[str]:
        """Return what a decorator may change: `@clean.register` changes `clean`."""
        function = decorator.func if isinstance(decorator, ast.Call) else decorator
        owner = function.value if isinstance(function, ast.Attribute) else None
        return {owner.id} if isinstance(owner, ast.Name) else self._called(decorator)

    def check(self, statement: ast.stmt, wanted: set[str]) -> None:
        """Refuse a statement that is left out and calls what changes a wanted name."""
        for node in _running(statement):
            changed = sorted(self._called(node.func) & wanted) if isinstance(node, ast.Call) else ()
            if changed:
                raise InputError(
                    f"line {statement.lineno}: {ast.unparse(statement)[:60]!r} changes "
                    f"{', '.join(changed)}, and may do more, so it is not run; change it where it "
                    "is defined, or put the functions in a module that you import"
                )

    def _called(self, called: ast.expr, seen: frozenset[str] = frozenset()) -> set[str]:
        """Return the variables of the script that a function changes if it is called."""
        while isinstance(called, ast.Call):
            called = called.func
        name = called.id if isinstance(called, ast.Name) else ""
        if name in seen or name not in self._functions:
            return set()
        function = self._functions[name]
        nodes = [node for each in function.body for node in ast.walk(each)]
        declared = {each for node in nodes if isinstance(node, ast.Global) for each in node.names}
        stored = {
            node.id
            for node in nodes
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        local = stored | {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
        changed = {each for node in nodes for each in _changed(node)} - local
        calls = [node.func for node in nodes if isinstance(node, ast.Call)]
        inner = (self._called(each, seen | {name}) for each in calls)
        return (changed | (stored & declared)).union(*inner)


def _running(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield the nodes of a statement that run with it: not those in the bodies of functions."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, _Function):
            waiting += [*node.decorator_list, node.args]
        elif not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def _changed(node: ast.AST) -> set[str]:
    """Return the variable that a node changes: by `NAME[x] = `, `del NAME.x`, `NAME.update(`."""
    owner: ast.expr | None = None
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        owner = node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node.func.value if node.func.attr in CHANGING else None
    while isinstance(owner, ast.Attribute | ast.Subscript):
        owner = owner.value
    return {owner.id} if isinstance(owner, ast.Name) else set()


def _read(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement takes from the script or from Python."""
    tables = [symtable.symtable(ast.unparse(statement), "<statement>", "exec")]
    for table in tables:
        tables += table.get_children()
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (table is tables[0] or symbol.is_global()):
                yield symbol.get_name()


def _is_for_imports(statement: ast.stmt) -> bool:
    """Return whether a statement imports unknown names, or says where modules are."""
    is_star = isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*"
    return is_star or ast.unparse(statement).startswith(("sys.path.append(", "sys.path.insert("))
