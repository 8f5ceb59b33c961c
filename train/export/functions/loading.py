"""Load a function that an option names: `module.py:name` or `package.module:name`."""

import importlib
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from train.errors import InputError

EXPECTED = "expected the file or the module and the function, such as clean.py:clean"


_NAME = re.compile(r"[^=@]*[\w.]:[A-Za-z_]\w*")


def is_function_name(text: str) -> bool:
    """Return whether a text has the form that `load_function` reads.

    >>> is_function_name("my/clean.py:clean"), is_function_name("links="), is_function_name("lower")
    (True, False, False)
    """
    return _NAME.fullmatch(text) is not None


def load_function(name: str) -> Any:
    """Import a module and return one of its functions; this runs the module.

    Parameters
    ----------
    name
        A file and a function, `folder/module.py:name`, or a module that can be imported from the
        current directory, `package.module:name`.

    Raises
    ------
    InputError
        If there is no such module or no such function, or the module cannot be imported.
    """
    where, colon, attribute = name.rpartition(":")
    if not colon or not where or not attribute.isidentifier():
        raise InputError(f"found {name!r}; {EXPECTED}")
    try:
        module = _from_file(Path(where)) if where.endswith(".py") else _imported(where)
    except InputError:
        raise
    except (Exception, SystemExit) as exc:
        raise InputError(f"{where}: cannot be imported: {type(exc).__name__}: {exc}") from exc
    found = getattr(module, attribute, None)
    if found is None or not (callable(found) or callable(getattr(found, "transform", None))):
        raise InputError(f"{where}: has no function {attribute!r}")
    return found


def _from_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise InputError(f"{path}: no such file; {EXPECTED}")
    name = path.stem
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not name.isidentifier():
        raise InputError(f"{path}: is not the name of a module; {EXPECTED}")
    known = sys.modules.get(name)
    if (
        known is not None
        and Path(getattr(known, "__file__", None) or "").resolve() == path.resolve()
    ):
        return known
    module = importlib.util.module_from_spec(spec)
    # The module's own imports come from beside it, and pickles of its functions name it.
    sys.path.insert(0, str(path.resolve().parent))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.pop(0)
    sys.modules.setdefault(name, module)
    return module


def _imported(name: str) -> ModuleType:
    folder = str(Path.cwd())
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(name)
