"""Call a slice's function on texts, with nothing importable but what is deployed.

It runs as a process of its own, without site-packages. It reads one JSON object from its standard
input and writes one JSON array: the result for each text, or the name of the error.
"""

import json
import sys
from collections.abc import Mapping
from importlib.abc import MetaPathFinder
from types import ModuleType
from typing import Any


class MemorySources:
    """Modules of functions that are not written yet, by name."""

    def __init__(self, modules: Mapping[str, bytes]) -> None:
        self._modules = modules
        self._made: list[ModuleType] = []

    def read(self, module: str) -> bytes | None:
        """Return a module's source, or None if it is missing."""
        return self._modules.get(module)

    def load(self, module: str) -> Mapping[str, Any]:
        """Run a module and return its names."""
        name = f"chalicelib.functions.{module}"
        # A dataclass looks up the module that it is made in.
        made = sys.modules[name] = ModuleType(name)
        try:
            exec(compile(self._modules[module], f"{module}.py", "exec"), vars(made))  # noqa: S102
        finally:
            del sys.modules[name]
        self._made.append(made)
        return vars(made)

    def containers(self) -> dict[str, str]:
        """Return what the variables of the modules hold that functions can change."""
        return {
            name: repr(value)
            for made in self._made
            for name, value in vars(made).items()
            if isinstance(value, bytearray | dict | list | set) and not name.startswith("__")
        }


class _OnlyDeployed(MetaPathFinder):
    """Refuses every package that the deployment will not have."""

    def __init__(self, packages: list[str]) -> None:
        self._packages = {*packages, *sys.stdlib_module_names, "chalicelib"}

    def find_spec(self, name: str, path: Any, target: Any = None) -> None:
        """Raise an error for a package that is not deployed."""
        if name.partition(".")[0] not in self._packages:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def main() -> None:
    """Call the function on each text."""
    request: dict[str, Any] = json.load(sys.stdin)
    sys.path[:0] = request["paths"]
    sys.meta_path.insert(0, _OnlyDeployed(request["packages"]))
    from chalicelib.errors import FormatError
    from chalicelib.registry.functions import resolver
    from chalicelib.strict_json import Record

    sources = MemorySources({request["reference"]["module"]: request["source"].encode()})
    try:
        resolve = resolver(request["functions"], sources)
        function = resolve(Record(request["reference"], "the slice"))
    except FormatError as exc:
        json.dump({"refused": str(exc)}, sys.stdout)
        return
    before = sources.containers()
    outcomes = [_outcome(function, text) for text in request["texts"]]
    after = sources.containers()
    changed = sorted(name for name in before if before[name] != after[name])
    if changed:
        kept = f"it changes {', '.join(changed)}; expected a function that keeps nothing of a text"
        json.dump({"refused": kept}, sys.stdout)
        return
    json.dump(outcomes, sys.stdout)


def _outcome(function: Any, text: str) -> Any:
    from chalicelib.errors import FunctionError

    try:
        return {"result": function(text)}
    except FunctionError as exc:
        return {"error": str(exc)}


if __name__ == "__main__":
    main()
