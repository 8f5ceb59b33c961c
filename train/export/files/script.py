"""The functions of a script or notebook, for a pickle that needs them as `__main__.NAME`.

Only what the pickle needs is run: the definitions of its names, and of whatever these use. So the
script does not train its model again.
"""

import ast
import hashlib
import importlib.util
import json
import linecache
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from train.errors import InputError
from train.export.functions.source_code import remember_source
from train.files import read_bytes

_CHANGING = frozenset(
    {
        *("add", "append", "clear", "difference_update", "discard", "extend"),
        *("insert", "pop", "remove", "update"),
    }
)
"""Methods that change an object; `STOP.remove("not")` belongs to the definition of `STOP`."""


@contextmanager
def in_place_of_main(script: Path | None, names: Sequence[str]) -> Iterator[None]:
    """Let a pickle find its names of `__main__` in a script, within the block.

    Without a script it finds an empty module, and never a name of this program.

    Raises
    ------
    InputError
        If the script cannot be read, lacks a name, or raises an error.
    """
    module = ModuleType("__main__") if script is None else _module(script, names)
    here = sys.modules["__main__"]
    sys.modules["__main__"] = module
    try:
        yield
    finally:
        sys.modules["__main__"] = here


def _module(script: Path, names: Sequence[str]) -> ModuleType:
    """Run the statements of a script that define the names, as a module of the script's name."""
    statements = list(_statements(script))
    module = ModuleType(_module_name(script))
    module.__file__ = str(script.resolve())
    sys.modules[module.__name__] = module
    needed = ast.Module(body=_needed(statements, names), type_ignores=[])
    sys.path.insert(0, str(script.resolve().parent))  # as Python does for a script
    try:
        exec(compile(needed, str(script), "exec"), vars(module))  # noqa: S102 - the user asked
    except (Exception, SystemExit) as exc:
        raise InputError(
            f"{script}: running the definitions of {', '.join(names)} failed "
            f"({type(exc).__name__}: {exc})"
        ) from exc
    finally:
        sys.path.pop(0)
    lost = [name for name in names if not hasattr(module, name)]
    if lost:
        raise InputError(
            f"{script}: does not define {', '.join(lost)}; expected the script or "
            "notebook in which the model was pickled"
        )
    return module


def _module_name(script: Path) -> str:
    """Return the name that Python would import the script by, if that is no other module."""
    name, path = script.stem, str(script.resolve())
    if name.isidentifier() and _origin(name) in (None, path):
        return name
    return f"_script_{hashlib.sha256(path.encode()).hexdigest()[:12]}"


def _origin(name: str) -> str | None:
    """Return the file that Python has imported, or would import, by a name."""
    if name in sys.modules:
        return getattr(sys.modules[name], "__file__", None) or "built in"
    spec = importlib.util.find_spec(name)
    return None if spec is None else spec.origin or "built in"


def _statements(script: Path) -> Iterator[ast.stmt]:
    """Yield the top-level statements of a script, or of a notebook's cells."""
    source = read_bytes(script).decode("utf-8", "replace")
    cells = [source]
    if script.suffix == ".ipynb":
        cells = [*_cells(script, source)]
        source = "\n".join(cells)
        # Python shows and inspects the lines of a file that it could not read itself.
        lines = source.splitlines(keepends=True)
        linecache.cache[str(script)] = (len(source), None, lines, str(script))
    try:
        yield from ast.parse(source, str(script)).body
        for cell in cells:
            remember_source(cell)
    except (SyntaxError, ValueError) as exc:
        raise InputError(f"{script}: expected a Python script or a notebook; {exc}") from exc


def _cells(script: Path, source: str) -> Iterator[str]:
    """Yield the code of each cell; lines that only Jupyter understands are empty."""
    try:
        cells: list[dict[str, Any]] = json.loads(source)["cells"]
        codes = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, LookupError, TypeError) as exc:
        raise InputError(f"{script}: expected a notebook of Jupyter ({exc})") from exc
    for code in codes:
        lines = code.splitlines()
        if code.startswith("%%"):  # Jupyter passes the lines after it on
            del lines[0]
        kept = "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in lines)
        try:
            ast.parse(kept)
        except SyntaxError:  # another language, or a cell that never ran
            continue
        yield kept


def _needed(statements: Sequence[ast.stmt], names: Iterable[str]) -> list[ast.stmt]:
    """Return the statements that define the names, and what these use, in the script's order."""
    wanted, kept = set(names), set[int]()
    while True:
        more = {
            number
            for number, statement in enumerate(statements)
            if number not in kept and (_bound(statement) & wanted or _is_star(statement))
        }
        if not more:
            return [statements[number] for number in sorted(kept)]
        kept |= more
        wanted |= {name for number in more for name in _read(statements[number])}


def _bound(statement: ast.stmt) -> set[str]:
    """Return the names that a top-level statement defines or changes."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    found: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif _changes(node):
            found.add(node.func.value.id)  # type: ignore[attr-defined]
    return found


def _changes(node: ast.AST) -> bool:
    """Return whether a node is a call such as `NAME.update(...)`."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _CHANGING
        and isinstance(node.func.value, ast.Name)
    )


def _read(statement: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}


def _is_star(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*"
