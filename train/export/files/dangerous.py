"""Refuse what no model needs of a pickle: functions that run commands, code, or open files.

A pickle imports by name whatever it likes, and calls it. Of Python's standard library, models need
a few modules that hold and change values; any other module of it is refused, and so is what leads
to one. This is no sandbox: modules of other packages, and code that dill or cloudpickle kept, are
as free as any program.
"""

import sys
from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from train.export.files.needs import Name

_HARMLESS = frozenset(
    {
        *("__future__", "_codecs", "abc", "argparse", "array", "ast", "base64", "binascii"),
        *("bisect", "builtins", "calendar", "cmath", "collections", "contextlib", "copy"),
        *("copyreg", "csv", "dataclasses", "datetime", "decimal", "difflib", "email", "enum"),
        *("fractions", "functools", "hashlib", "heapq", "html", "inspect", "ipaddress"),
        *("_io", "itertools", "json"),
        *("keyword", "locale", "logging", "math", "numbers", "operator", "pathlib", "pprint"),
        *("queue", "random", "re", "reprlib", "statistics", "string", "struct", "textwrap", "time"),
        *("threading", "types", "typing", "unicodedata", "urllib.parse", "uuid", "warnings"),
        *("weakref", "zlib", "zoneinfo", "_operator", "_random", "_struct", "_functools"),
        *("_collections", "_datetime", "_decimal", "_json", "collections.abc", "email.message"),
        *("html.entities", "html.parser", "json.decoder", "json.encoder", "ntpath", "posixpath"),
    }
)
"""Modules of Python's standard library that hold and change values."""
_ONLY: Mapping[str, frozenset[str]] = {
    "_io": frozenset({"BytesIO", "StringIO"}),
    "argparse": frozenset({"Namespace"}),
    "copyreg": frozenset({"_reconstructor", "__newobj__", "__newobj_ex__"}),
    "dataclasses": frozenset({"Field", "_MISSING_TYPE", "_FIELD_BASE"}),
    "functools": frozenset(
        {
            "_lru_cache_wrapper",
            "cached_property",
            "cmp_to_key",
            "partial",
            "partialmethod",
            "reduce",
        }
    ),
    "_codecs": frozenset({"encode", "decode"}),
    "inspect": frozenset({"Parameter", "Signature", "_ParameterKind", "_empty"}),
    "logging": frozenset({"getLogger", "Logger"}),
    "threading": frozenset({"local"}),
    "types": frozenset({"SimpleNamespace", "MappingProxyType", "NoneType", "MethodType"}),
}
"""What models need of modules that also make code, or open files."""
_OF_BUILTINS = frozenset(
    {
        *("breakpoint", "compile", "delattr", "eval", "exec", "exit", "globals", "help", "input"),
        *("locals", "open", "quit", "setattr", "vars"),
    }
)
_PACKAGES = frozenset({"_distutils_hack", "distutils", "pip", "pkg_resources", "setuptools"})
_INNER = ("numpy.testing", "numpy.f2py", "numpy.distutils", "numpy.ctypeslib", "torch.hub")
_LOADING = frozenset({"eval", "load", "loads", "read_pickle", "runstring"})
_KNOWN = frozenset(
    {"cloudpickle", "dill", "joblib", "numpy", "pandas", "scipy", "sklearn", "torch"}
)
_LEADING = frozenset(
    {
        *("bltns", "builtins", "ctypes", "eval", "exec", "importlib", "io", "marshal", "nt", "os"),
        *("pickle", "popen", "posix", "pty", "runpy", "shutil", "socket", "subprocess", "sys"),
        *("system",),
    }
)
"""Names that lead from any module to what runs commands."""
_NEEDED = frozenset({"__main__", "__newobj__", "__newobj_ex__"})


class Refused(Exception):
    """Raised within the loading of a pickle that imports what no model needs."""


def dangerous(names: Iterable[Name], trust: Collection[str] = ()) -> list[str]:
    """Return the names among them that can run commands or code, other than those of `trust`.

    >>> dangerous([Name("re", "_compile"), Name("posix", "system"), Name("builtins", "eval")])
    ['posix.system', 'builtins.eval']
    """
    return [str(name) for name in names if str(name) not in trust and _is_dangerous(name)]


def refusal(found: Iterable[str]) -> str:
    """Return what to say of dangerous names."""
    shown = [*found]
    return (
        f"imports {', '.join(shown)}, which can run commands or code when it is loaded, and which "
        "no model needs; do not load it unless you know why it is there; if you do, add "
        f"--trust {' '.join(shown)}"
    )


@contextmanager
def refusing(trust: Collection[str]) -> Iterator[None]:
    """Let pickles that are loaded within the block raise `Refused` before a dangerous import.

    Python tells its audit hooks of each name before it imports it, also of pickles in pickles.
    """
    if not _HOOKED:
        sys.addaudithook(_audit)
        _HOOKED.append(True)
    token = _TRUSTED.set(frozenset(trust))
    try:
        yield
    finally:
        _TRUSTED.reset(token)


_HOOKED: list[bool] = []
_TRUSTED: ContextVar[frozenset[str] | None] = ContextVar("trusted", default=None)


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    trust = _TRUSTED.get() if event == "pickle.find_class" else None
    if trust is not None:
        module, name = map(str, arguments)
        found = dangerous([_present(module, name)], trust)
        if found:
            raise Refused(refusal(found))


def _present(module: str, name: str) -> Name:
    """Return a name as Python 3 has it; protocols 0 to 2 have those of Python 2."""
    module, name = NAME_MAPPING.get((module, name), (module, name))
    return Name(IMPORT_MAPPING.get(module, module), name)


def _is_dangerous(name: Name) -> bool:
    top, parts = name.module.partition(".")[0], name.name.split(".")
    if any(part.startswith("__") and part.endswith("__") and part not in _NEEDED for part in parts):
        return True
    if top in sys.stdlib_module_names and _of_python(name.module, parts[0]):
        return True
    if top in _PACKAGES or f"{name.module}.".startswith(tuple(f"{each}." for each in _INNER)):
        return True
    if top in _KNOWN and parts[-1] in _LOADING:
        return True
    return any(part.strip("_") in _LEADING for part in parts)


def _of_python(module: str, name: str) -> bool:
    if module == "builtins":
        return name in _OF_BUILTINS
    return module not in _HARMLESS or name not in _ONLY.get(module, {name})
