"""Give functions that dill kept without what they use the names of their script.

Without `recurse=True`, dill keeps the code of a script's functions and refers to the variables of
the script as `__builtin__.__main__`. The script that `--main` names has them.
"""

import builtins
import dis
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from train.export.files.script import run_definitions

_MOST_OBJECTS = 1_000_000


@contextmanager
def variables_of(module: ModuleType) -> Iterator[None]:
    """Let a pickle find the variables of the script where dill says, within the block."""
    place = ModuleType("__builtin__")
    for each in (place, builtins):
        vars(each)["__main__"] = vars(module)
    sys.modules["__builtin__"] = place
    try:
        yield
    finally:
        del sys.modules["__builtin__"], vars(builtins)["__main__"]


def define_what_is_used(found: Any, module: ModuleType, script: Path) -> None:
    """Define, as a script does, the names that functions in an object use of it.

    Raises
    ------
    InputError
        If the script does not define one, or running its definition fails.
    """
    variables = vars(module)
    functions = [each for each in _functions(found) if each.__globals__ is variables]
    used = {name for each in functions for name in _global_names(each.__code__)}
    lost = sorted(used - {*variables, *dir(builtins)})
    if lost:
        variables |= {name: vars(run_definitions(script, lost))[name] for name in lost}


def _functions(found: Any) -> Iterator[FunctionType]:
    """Yield the functions that an object holds, also in classes of the script."""
    seen: set[int] = set()
    kept: list[Any] = []
    waiting = [found]
    while waiting and len(kept) < _MOST_OBJECTS:
        value = waiting.pop()
        is_foreign = isinstance(value, type) and value.__module__ != "__main__"
        if id(value) in seen or is_foreign or isinstance(value, ModuleType | str | int | float):
            continue
        seen.add(id(value))
        kept.append(value)  # so that no other value gets its id
        if isinstance(value, FunctionType):
            yield value
            waiting += [value.__closure__, value.__defaults__, value.__kwdefaults__]
        else:
            waiting += [type(value), *gc.get_referents(value)]


def _global_names(code: CodeType) -> set[str]:
    """Return the names that a function, and those within it, look up in their module."""
    own = {str(each.argval) for each in dis.get_instructions(code) if each.opname == "LOAD_GLOBAL"}
    return own.union(
        *(_global_names(each) for each in code.co_consts if isinstance(each, CodeType))
    )
