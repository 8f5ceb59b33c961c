"""Find the functions that a model names, in the package that is deployed with the app.

A model can never bring code. It names a module of `chalicelib.functions` and what to call in it;
the manifest holds the SHA-256 of the module's source, and of those of its data. The sources that
this deployment brings must have these digests before one is imported, and only what the module's
`__all__` lists can be called: otherwise a model could name whatever the module imports, such as
`os.remove`. Only models that call functions import this module.
"""

import hashlib
import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn, Protocol

import chalicelib.functions
from chalicelib.errors import FormatError
from chalicelib.registry.function_state import read_state
from chalicelib.scoring.author_function import AuthorFunction, Resolve
from chalicelib.strict_json import Record
from chalicelib.version_names import DIGEST_DIGITS

WAY_OUT = "run 'python -m train export' with the model's files, and deploy"


class Sources(Protocol):
    """Where the modules come from."""

    def read(self, module: str) -> bytes | None:
        """Return a module's source, or None if it is missing."""
        ...

    def load(self, module: str) -> Mapping[str, Any]:
        """Import a module whose digest was checked, and return its names."""
        ...


class DeployedSources:
    """The modules of `chalicelib.functions`."""

    def read(self, module: str) -> bytes | None:
        """Return a module's source, or None if it is missing."""
        # The loader also reads from a zip file, which has no paths of its own.
        loader: Any = chalicelib.functions.__loader__
        for folder in chalicelib.functions.__path__:
            try:
                return bytes(loader.get_data(str(Path(folder, f"{module}.py"))))
            except OSError:  # a zip file's loader raises no FileNotFoundError
                continue
        return None

    def load(self, module: str) -> Mapping[str, Any]:
        """Import a module and return its names."""
        return vars(importlib.import_module(f"chalicelib.functions.{module}"))


def resolver(functions: Mapping[str, str], sources: Sources | None = None) -> Resolve:
    """Return a function that turns the references of one model into functions.

    Parameters
    ----------
    functions
        The SHA-256 of each module's source, from the manifest.
    sources
        Where the modules come from; by default from this deployment.
    """
    deployed = sources or DeployedSources()

    def resolve(reference: Record) -> AuthorFunction:
        where, module = reference.where, reference.text("module")
        name = _plain(reference.text("object"), where)
        names = _loaded(module, where, functions, deployed)
        found = names.get(name) if name in names.get("__all__", ()) else None
        if "state" in reference.fields():
            state = read_state(reference.take("state"), f"{where}: state")
            call = _transform(found, state, f"{where}: {name!r} of {module}")
        else:
            call = _callable(found, f"{where}: {name!r} of {module}")
        reference.finish()
        return AuthorFunction(module, name, call)

    return resolve


def _plain(name: str, where: str) -> str:
    if not (name.isascii() and name.isidentifier()) or name.startswith("__"):
        raise FormatError(f"{where}: field 'object' is {name[:60]!r}; expected a plain name")
    return name


def _loaded(
    module: str, where: str, functions: Mapping[str, str], sources: Sources
) -> Mapping[str, Any]:
    """Return the names of a module; all that the manifest names is compared with its digests."""
    shown = _shown(module, where)
    if module not in functions:
        raise FormatError(f"{shown} is not in the manifest's 'functions'")
    # A module imports those of its data, which must be the manifest's, too.
    for name, digest in functions.items():
        _check(sources.read(name), digest, _shown(name, where))
    try:
        return sources.load(module)
    except ModuleNotFoundError as exc:
        raise FormatError(f"{shown} needs {exc.name!r}; {_way_to_get(str(exc.name))}") from exc
    except Exception as exc:
        raise FormatError(f"{shown} cannot be imported: {type(exc).__name__}: {exc}") from exc


def _way_to_get(module: str) -> str:
    """Return how to get a module's package: `export` pins it in the project's requirements.txt."""
    path = Path(chalicelib.functions.__path__[0]).parents[1] / "requirements.txt"
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    pinned = [line for line in lines if "==" in line and not line.startswith("#")]
    own = [line for line in pinned if _normal(line.partition("==")[0]) == _normal(module)]
    if pinned:
        return f"run: pip install {own[0] if own else '-r requirements.txt'}; for a service, deploy"
    return "name its package in requirements.txt, and deploy"


def _normal(package: str) -> str:
    return package.partition(".")[0].lower().replace("-", "_")


def _check(source: bytes | None, digest: str, shown: str) -> None:
    """Compare a module's source with the manifest's digest."""
    # The manifest's names are plain and end with their digest, so each leads nowhere else.
    if source is None:
        raise FormatError(f"{shown} is not part of this deployment; {WAY_OUT}")
    found = hashlib.sha256(source).hexdigest()
    if found != digest:
        raise FormatError(
            f"{shown} has the sha256 {found[:DIGEST_DIGITS]}... in this deployment; the manifest "
            f"says {digest[:DIGEST_DIGITS]}...; {WAY_OUT}"
        )


def _shown(module: str, where: str) -> str:
    return f"{where}: the function module {module[:100]!r}"


def _callable(found: Any, where: str) -> Callable[[str], object]:
    if isinstance(found, type) or not callable(found):
        _refuse(where, "a function that the module lists in __all__")
    return found  # type: ignore[no-any-return]


def _transform(found: Any, state: dict[str, object], where: str) -> Callable[[str], object]:
    """Return a function that gives one text to the `transform` of an instance with this state.

    The state is what a fitted instance holds, so nothing is left for `__init__` to do.
    """
    if not isinstance(found, type):
        _refuse(where, "a class that the module lists in __all__, because there is a state")
    instance: Any = object.__new__(found)
    vars(instance).update(state)
    transform = getattr(instance, "transform", None)
    if not callable(transform):
        _refuse(where, "a class with a method 'transform'")
    return lambda text: next(iter(transform([text])))


def _refuse(where: str, expected: str) -> NoReturn:
    raise FormatError(f"{where} cannot be called; expected {expected}")
