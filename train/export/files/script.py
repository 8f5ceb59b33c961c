"""The functions of a script or notebook, for a pickle that needs them as `__main__.NAME`.

Only what is needed is run: the definitions of its names, and of whatever these use. So the
script does not train its model again.
"""

import ast
import hashlib
import importlib.util
import linecache
import sys
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager
from pathlib import Path
from types import CodeType, ModuleType

from train.errors import InputError
from train.export.files.cutting import CUT, cut_function
from train.export.files.definitions import defining
from train.export.files.missing import way_out
from train.export.files.notebook_cells import python_cells
from train.export.functions.nltk_parts.missing_data import reading
from train.export.functions.slices.source_code import remember_source
from train.files import read_bytes


@contextmanager
def in_place_of_main(script: Path | None, names: Sequence[str]) -> Iterator[ModuleType]:
    """Let a pickle find its names of `__main__` in a script, within the block; yield the module.

    Without a script it finds an empty module, and never a name of this program.

    Raises
    ------
    InputError
        If the script cannot be read, lacks a name, or raises an error.
    """
    module = ModuleType("__main__") if script is None else run_definitions(script, names)
    here = sys.modules["__main__"]
    sys.modules["__main__"] = module
    try:
        yield module
    finally:
        sys.modules["__main__"] = here


def run_definitions(script: Path, names: Sequence[str], *, cut: bool = False) -> ModuleType:
    """Run the statements of a script that define the names, as a module of the script's name.

    Parameters
    ----------
    script, names
        The script or notebook, and what is wanted of it.
    cut
        Whether functions end where they call a model, see `train.export.files.cutting`.

    Raises
    ------
    InputError
        If the script cannot be read, lacks a name, or raises an error.
    """
    source = read_bytes(script).decode("utf-8", "replace")
    try:
        statements, cuts = _statements(script, source, names, cut)
        needed = defining(statements, names)
    except InputError as exc:
        raise InputError(f"{script}: {exc}") from exc
    module, folders = _empty_module(script)
    try:
        with _importable(*folders), reading(f"{script}: {', '.join(names)}"):
            _run(compile(ast.Module(needed, []), str(module.__file__), "exec"), module)
    except InputError:
        raise
    except (Exception, SystemExit) as exc:
        raise InputError(
            f"{script}: running the definitions of {', '.join(names)} failed "
            f"({type(exc).__name__}: {exc}){way_out(exc)}"
        ) from exc
    lost = [name for name in names if not hasattr(module, name)]
    if lost:
        raise InputError(
            f"{script}: does not define {', '.join(lost)}; {_way_to_define(lost, statements)}"
        )
    for name, before in cuts.items():
        setattr(getattr(module, name), CUT, before)
    return module


def _empty_module(script: Path) -> tuple[ModuleType, list[Path]]:
    """Return a script's module before it runs, and the folders that it imports from.

    They are its own, and that in which the package is that it may be in.
    """
    module = ModuleType(_module_name(script))
    module.__file__ = str(script.resolve())
    sys.modules.setdefault(module.__name__, module)  # other names of it may be there
    root = script.resolve().parent
    while (root / "__init__.py").exists():
        module.__package__ = ".".join([root.name, *filter(None, [module.__package__])])
        root = root.parent
    return module, [script.resolve().parent, root]


@contextmanager
def _importable(*folders: Path) -> Iterator[None]:
    """Let modules be found in folders first, as Python does for a script, and afterwards last.

    Its functions may import modules when they are called.
    """
    paths = [*dict.fromkeys(map(str, folders))]
    sys.path[:0] = paths
    try:
        yield
    finally:
        for path in paths:
            sys.path.remove(path)
        sys.path += [path for path in paths if path not in sys.path]


def _run(code: CodeType, module: ModuleType) -> None:
    try:
        exec(code, vars(module))  # noqa: S102 - the user asked
    except FileNotFoundError:  # a name of a file that is next to the script
        with chdir(Path(str(module.__file__)).parent):
            exec(code, vars(module))  # noqa: S102


def _way_to_define(lost: Sequence[str], statements: Sequence[ast.stmt]) -> str:
    """Return what to do about names that a script does not define by itself."""
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.FunctionDef) and node.name in lost and node is not statement:
                return (
                    f"{node.name} is defined within another statement, in line {node.lineno}; "
                    "move it to the top level"
                )
    return "expected the script or notebook that does"


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


def _statements(
    script: Path, source: str, names: Sequence[str], cut: bool
) -> tuple[list[ast.stmt], dict[str, str]]:
    """Return the top-level statements of a script, or of a notebook's cells, and what was cut."""
    cells = [source]
    if script.suffix == ".ipynb":
        cells = [*python_cells(source, names)]
        source = "\n".join(cells)
    cuts: dict[str, str] = {}
    for name in names if cut else ():
        if (found := cut_function(source, name)) is not None:
            source, cuts[name] = found
    if cuts or script.suffix == ".ipynb":
        # Python shows and inspects the lines of a file that is not as they are.
        lines = source.splitlines(keepends=True)
        place = str(script.resolve())
        linecache.cache[place] = (len(source), None, lines, place)
    try:
        statements = ast.parse(source, str(script)).body
    except (SyntaxError, ValueError) as exc:
        raise InputError(f"expected a Python script or a notebook; {exc}") from exc
    for cell in cells:
        remember_source(cell)
    return statements, cuts
