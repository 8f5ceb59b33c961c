"""Load a function that an option names: `module.py:name` or `package.module:name`.

Of a script or notebook only what defines the function is run, so it does not train its model again
and write over the file that is exported.
"""

import importlib
import inspect
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from train.errors import InputError
from train.export.files.methods import uses_no_attributes
from train.export.files.missing import way_out
from train.export.files.script import run_definitions
from train.export.functions.nltk_parts.missing_data import reading

EXPECTED = "expected the file or the module and the function, such as clean.py:clean"


_NAME = re.compile(r"[^=@]*[\w.]:[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


def is_function_name(text: str) -> bool:
    """Return whether a text has the form that `load_function` reads.

    >>> is_function_name("my/clean.py:clean"), is_function_name("links="), is_function_name("lower")
    (True, False, False)
    """
    return _NAME.fullmatch(text) is not None


def with_functions(steps: Sequence[str]) -> list[Any]:
    """Return the steps of a cleaning, and in place of each name of a function that function."""
    return [load_function(step) if is_function_name(step) else step for step in steps]


def load_function(name: str) -> Any:
    """Return a function of a file or of a module; importing a module runs it.

    Parameters
    ----------
    name
        A script or notebook and a function, `folder/module.py:name`, or a module that can be
        imported from the current directory, `package.module:name`. The method of an object has the
        name of both, `detector.clean`. `Detector.clean` is the method of an object that the class
        makes without arguments, or of none if it uses only other methods.

    Raises
    ------
    InputError
        If there is no such file, module or function, or what defines it cannot be run, or a class
        needs arguments.
    """
    where, colon, attribute = name.rpartition(":")
    first, *within = attribute.split(".")
    if not colon or not where or not all(map(str.isidentifier, (first, *within))):
        raise InputError(f"found {name!r}; {EXPECTED}")
    _check_place(where, attribute)
    found: Any = _module_with(where, first, attribute)
    owner: Any = None
    for each in (first, *within):
        found, owner = getattr(found, each, None), found
    if isinstance(owner, type) and inspect.isfunction(inspect.getattr_static(owner, each, None)):
        found = getattr(_object_of(owner, each, where, attribute), each)
    if found is None or not (callable(found) or callable(getattr(found, "transform", None))):
        raise InputError(f"{where}: has no function {attribute!r}")
    _check_arguments(found, f"{where}: {attribute}")
    return found


def _check_place(where: str, attribute: str) -> None:
    """Refuse a file without its ending; a module has a name with points."""
    if where.endswith((".py", ".ipynb")) or all(map(str.isidentifier, where.split("."))):
        return
    endings = (ending for ending in (".py", ".ipynb") if Path(where + ending).is_file())
    ending = next(endings, None)
    expected = EXPECTED if ending is None else f"expected {where}{ending}:{attribute}"
    raise InputError(f"{where}: no module can have this name; {expected}")


def _module_with(where: str, first: str, attribute: str) -> ModuleType:
    """Return a module, or of a script what defines the name that an attribute begins with."""
    try:
        is_file = where.endswith((".py", ".ipynb"))
        with reading(f"{where}: {attribute}"):
            return _from_file(Path(where), first) if is_file else _imported(where)
    except InputError:
        raise
    except (Exception, SystemExit) as exc:
        raise InputError(
            f"{where}: cannot be imported: {type(exc).__name__}: {exc}{way_out(exc)}"
        ) from exc


def _object_of(kind: type, method: str, where: str, attribute: str) -> Any:
    """Return the object whose method is named by its class, as the class makes it.

    If it cannot, as a class that loads models may not, a method that uses nothing of an object but
    other methods needs none.
    """
    try:
        return kind()
    except Exception as exc:
        if uses_no_attributes(kind, method):
            return object.__new__(kind)
        raise InputError(
            f"{where}: {attribute} is a method, and {kind.__name__}() raises {type(exc).__name__}: "
            f"{exc}; expected a function, a class that needs no arguments, or the method of an "
            "object that the script makes, such as detector.clean"
        ) from exc


def _check_arguments(function: Any, shown: str) -> None:
    """Refuse a function that needs more than a text."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # a transformer, or a function without a signature
        return
    try:
        signature.bind("text")
    except TypeError as exc:
        raise InputError(
            f"{shown} takes {signature}; expected a function of one text, such as "
            f"def clean_one(text): return {shown.rpartition(' ')[2]}(text, ...)"
        ) from exc


def _from_file(path: Path, attribute: str) -> ModuleType:
    if not path.is_file():
        raise InputError(f"{path}: no such file; {EXPECTED}")
    known = sys.modules.get(path.stem)
    where = Path(getattr(known, "__file__", None) or "").resolve()
    if known is not None and where == path.resolve() and hasattr(known, attribute):
        return known  # a pickle has needed it, or another option
    return run_definitions(path, [attribute], cut=True)


def _imported(name: str) -> ModuleType:
    folder = str(Path.cwd())
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(name)
