"""Call a slice's function on texts, with nothing importable but what is deployed.

It runs as a process of its own, without site-packages. It reads one JSON object from its standard
input and writes one JSON array: the result for each text, or the name of the error.
"""

import importlib
import json
import re
import sys
from collections.abc import Mapping
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

PACKAGE = "chalicelib.functions"
OTHER_TEXT = (
    "Only 5 more WORDS, isn't it? See https://example.org/b, me@example.org: 10% \u20ac caf\u00e9"
)
"""A text that is none of the trial's, as it comes first and last of its own."""

_DICT = re.compile(r"\w*dict/", re.IGNORECASE)
"""How `held` describes a dictionary, also one of `collections`."""
_CACHE = (
    "; if it is a cache, remove it, or use functools.lru_cache in its place, which is left out of "
    "what is deployed"
)


class MemorySources:
    """Modules of functions that are not written yet: the source of each by its name."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources
        self._made: list[ModuleType] = []

    def read(self, module: str) -> bytes | None:
        """Return a module's source, or None if it is missing."""
        source = self._sources.get(module)
        return None if source is None else source.encode()

    def load(self, module: str) -> Mapping[str, Any]:
        """Run a module, and those of its data, and return its names."""
        # Modules are found as usual, and run anew each time.
        finder = _InMemory(self._sources)
        sys.meta_path.insert(0, finder)
        try:
            made = importlib.import_module(f"{PACKAGE}.{module}")
        finally:
            sys.meta_path.remove(finder)
            for name in self._sources:
                sys.modules.pop(f"{PACKAGE}.{name}", None)
        self._made.append(made)
        return vars(made)

    def variables(self) -> list[tuple[str, Any]]:
        """Return the variables of the modules, by name and in their order."""
        pairs = [pair for made in self._made for pair in vars(made).items()]
        return [(name, value) for name, value in pairs if not name.startswith("__")]


class _InMemory(MetaPathFinder, InspectLoader):
    """Imports modules from their sources."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """Return the spec of a module, if its source is known."""
        package, _, module = name.rpartition(".")
        if package != PACKAGE or module not in self._sources:
            return None
        return ModuleSpec(name, self)

    def get_source(self, name: str) -> str:
        """Return the source of a module."""
        return self._sources[name.rpartition(".")[2]]


class _OnlyDeployed(MetaPathFinder):
    """Refuses every package that the deployment will not have."""

    def __init__(self, packages: list[str]) -> None:
        self._packages = {*packages, *sys.stdlib_module_names, "chalicelib"}

    def find_spec(self, name: str, path: Any, target: Any = None) -> None:
        """Raise an error for a package that is not deployed."""
        top = name.partition(".")[0]
        # The build's own variables, which `sysconfig` reads, are a module with the platform's name.
        if top not in self._packages and not top.startswith("_sysconfigdata_"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def main() -> None:
    """Call the function on each text."""
    request: dict[str, Any] = json.load(sys.stdin)
    sys.path[:0] = request["paths"]
    import train.export.functions.kept_state  # noqa: F401 - before only the deployment is there

    sys.meta_path.insert(0, _OnlyDeployed(request["packages"]))
    if "nltk" in request["packages"]:
        importlib.import_module("nltk.data").path.clear()  # the deployment has no data of NLTK's
    from chalicelib.errors import FormatError

    try:
        json.dump(_tried(request), sys.stdout)
    except FormatError as exc:
        json.dump({"refused": str(exc)}, sys.stdout)


def _tried(request: dict[str, Any]) -> Any:
    """Return the outcome of each text, or why the function is refused."""
    slice_ = _Slice(request)
    before = slice_.held()
    outcomes = [_outcome(slice_.function, text) for text in request["texts"]]
    after = slice_.held()
    changed = {path for path in before | after if before.get(path) != after.get(path)}
    if changed:
        # What is made at the first text and is the same for all texts may stay.
        other = _Slice(request)
        _outcome(other.function, OTHER_TEXT)
        made = other.held()
        changed = {path for path in changed if made.get(path) != after.get(path)}
    if not changed:
        return outcomes
    paths = ", ".join(sorted(changed))
    way_out = _CACHE if any(_DICT.match(after.get(path, "")) for path in changed) else ""
    refused = f"it changes {paths}; expected a function that keeps nothing of a text{way_out}"
    return {"refused": refused}


class _Slice:
    """The function of a slice whose module was run anew."""

    def __init__(self, request: dict[str, Any]) -> None:
        from chalicelib.registry.functions import resolver
        from chalicelib.strict_json import Record

        self._module = request["reference"]["module"]
        self._sources = MemorySources(request["sources"])
        resolve = resolver(request["functions"], self._sources)
        self.function = resolve(Record(request["reference"], "the slice"))

    def held(self) -> dict[str, str]:
        """Return what the module's variables hold, and the instance of a transformer."""
        from train.export.functions.kept_state import held

        # A transformer's instance is a variable around what is called.
        around = getattr(self.function._call, "__closure__", None) or ()
        roots = [*(("the function", cell) for cell in around), *self._sources.variables()]
        return held(roots, f"{PACKAGE}.{self._module}")


def _outcome(function: Any, text: str) -> Any:
    from chalicelib.errors import FunctionError

    try:
        return {"result": function(text)}
    except FunctionError as exc:
        return {"error": str(exc)}


if __name__ == "__main__":
    main()
