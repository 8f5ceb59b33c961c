"""The imports of a slice, and the requirements that they bring."""

from collections.abc import Callable
from types import ModuleType

from train.errors import InputError
from train.export.functions.origins import Origin, origin_of, requirement
from train.export.functions.trials import stand_ins

BEYOND_THE_TEXT = frozenset(
    {
        *("asyncio", "ctypes", "ftplib", "multiprocessing", "nt", "os", "pathlib", "posix"),
        *("shelve", "shutil", "signal", "smtplib", "socket", "sqlite3", "subprocess", "tempfile"),
        *("http.client", "requests", "urllib.request"),
    }
)
"""Modules that a function of a text does not need; what they give may differ where it is served."""


class Imports:
    """The lines that import modules and names; `take_name` gives a name that is free."""

    def __init__(self, take_name: Callable[[str], str]) -> None:
        self.requirements: set[str] = set()
        self._take_name = take_name
        self._lines: dict[str, str] = {}

    @property
    def lines(self) -> list[str]:
        """The lines in their order in the file."""
        return sorted(self._lines.values())

    def module(self, module: ModuleType, hint: str) -> str:
        """Import a module; return its name in the slice."""
        origin = origin_of(module.__name__)
        if origin is Origin.AUTHOR:
            raise InputError(f"it uses the module {module.__name__!r} itself; import names from it")
        self.require(module.__name__)
        name = self._take_name(hint)
        alias = "" if name == module.__name__ else f" as {name}"
        self._lines[name] = f"import {module.__name__}{alias}"
        return name

    def name(self, module: str, name: str) -> str:
        """Import a name from a module once; return its name in the slice."""
        start = f"from {module} import {name}"
        for own, line in self._lines.items():
            if line in (start, f"{start} as {own}"):
                return own
        self.require(module)
        own = self._take_name(name)
        self._lines[own] = start if own == name else f"{start} as {own}"
        return own

    def stand_in(self, name: str) -> str:
        """Import what stands for a part of NLTK."""
        return self.name(stand_ins.STAND_INS, name)

    def require(self, module: str) -> None:
        """Note the requirement that a module brings, if it is not Python's.

        Raises
        ------
        InputError
            If the service must do without it.
        """
        if module.partition(".")[0] in BEYOND_THE_TEXT or module in BEYOND_THE_TEXT:
            raise InputError(
                f"it uses {module}, which reaches files, processes or the network; expected a "
                "function of the text alone"
            )
        if origin_of(module) is Origin.INSTALLED:
            self.requirements.add(requirement(module))
