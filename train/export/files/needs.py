"""List what the pickles of a file need, without running anything in them.

A pickle is a small program that imports classes by name and calls them. Here each name becomes an
inert stand-in that only remembers what it was given, so that the whole program can be followed:
which names it imports, and which versions of scikit-learn made the estimators.
"""

import io
import math
import pickle
import re
from _compat_pickle import IMPORT_MAPPING
from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple

from train.export.files.recognition import ModelFile, is_pickle

_BROKEN = (
    pickle.UnpicklingError,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What following a pickle may raise if it is broken, or builds what no stand-in can be."""


_SEAM = b".\x80"
"""The end of a pickle, and the start of another one, since protocol 2."""


class Name(NamedTuple):
    """A class or function that a pickle imports."""

    module: str
    name: str

    def __str__(self) -> str:
        """Return the name as Python's messages have it."""
        return f"{self.module}.{self.name}"


class Needs(NamedTuple):
    """What the pickles of a file need: names in order, and versions by class of scikit-learn.

    `whole` says whether they could be followed to their end. `ends` says after how many bytes each
    of them ends that could.
    """

    names: tuple[Name, ...]
    versions: dict[str, str]
    whole: bool
    ends: tuple[int, ...] = ()


class _Inert:
    """Stands for a class, a function or an object; remembers, and does nothing."""

    def __init__(self, *arguments: Any, **_: Any) -> None:
        self.arguments = arguments
        self.state: Any = None

    def __call__(self, *arguments: Any, **_: Any) -> "_Inert":
        return _Inert(*arguments)

    def __setstate__(self, state: Any) -> None:
        self.state = state

    def __setitem__(self, key: Any, value: Any) -> None:
        """Drop an item of a subclass of dict."""

    def append(self, value: Any) -> None:
        """Drop an item of a subclass of list, or of a deque."""

    extend = add = update = append


_REBUILDERS = ("_reconstructor", "__newobj__", "__newobj_ex__")
"""Functions of copyreg that make an object of the class that they are given."""


class _Reader(pickle._Unpickler):
    """Follows a pickle with stand-ins; skips the arrays that joblib writes between its parts."""

    def __init__(self, file: io.BytesIO, names: dict[Name, None]) -> None:
        super().__init__(file)
        self._bytes = file
        self._names = names
        self.versions: dict[str, str] = {}

    def find_class(self, module: str, name: str) -> Any:
        """Return a stand-in in place of the class; nothing is imported."""
        module = IMPORT_MAPPING.get(module, module)  # the names of Python 2, as protocol 0 has them
        self._names[Name(module, name)] = None
        if module == "copyreg" and name in _REBUILDERS:
            return lambda kind, *_: kind() if isinstance(kind, type) else _Inert()
        return type(name.rpartition(".")[2], (_Inert,), {"__module__": module})

    def load_build(self) -> None:
        """Note the version in a state, and skip the array that follows a wrapper."""
        super().load_build()  # type: ignore[misc]
        built = self.stack[-1]  # type: ignore[attr-defined]
        state = getattr(built, "state", None)
        if isinstance(state, dict) and "_sklearn_version" in state:
            self.versions[type(built).__name__] = str(state["_sklearn_version"])
        if isinstance(state, dict) and type(built).__name__ == "NumpyArrayWrapper":
            self._skip_array(state)

    def _skip_array(self, state: dict[str, Any]) -> None:
        kind = str(state["dtype"].arguments[0])
        if kind.startswith("O"):  # objects are a pickle of their own
            inner = _Reader(self._bytes, self._names)
            inner.load()
            self.versions |= inner.versions
            return
        if state.get("numpy_array_alignment_bytes") is not None:
            self._bytes.seek(self._bytes.read(1)[0], io.SEEK_CUR)
        size = math.prod(state["shape"]) * _item_size(kind)
        # Not sought: a size below 0 would lead back, and the reading would never end.
        if len(self._bytes.read(size)) != size:
            raise EOFError

    dispatch: ClassVar[dict[int, Any]] = {**pickle._Unpickler.dispatch, pickle.BUILD[0]: load_build}


def needs(file: ModelFile) -> Needs:
    """Follow pickles without running them; a skops file needs nothing that is not a type of it.

    Several that were dumped into one open file follow one another.
    """
    names: dict[Name, None] = {}
    versions: dict[str, str] = {}
    ends: list[int] = []
    rest = io.BytesIO(file.content)
    while not ends or is_pickle(file.content[ends[-1] :]):
        reader = _Reader(rest, names)
        reader.versions = versions
        try:
            reader.load()
        except _BROKEN:
            return Needs(tuple(names), versions, whole=False, ends=tuple(ends))
        ends.append(rest.tell())
    return Needs(tuple(names), versions, whole=True, ends=tuple(ends))


def pickles_of(file: ModelFile) -> list[bytes]:
    """Return the pickles of a file, which are several if its author dumped into one open file."""
    if _SEAM not in file.content:  # to follow a pickle of a million terms takes seconds
        return [file.content]
    found = needs(file)
    ends = found.ends[:-1] if found.whole else found.ends
    starts = [0, *ends]
    return [file.content[start:end] for start, end in zip(starts, [*ends, None], strict=True)]


def main_names(file: ModelFile) -> list[str]:
    """Return the names that a pickle needs from the script or notebook that made it."""
    if b"__main__" not in file.content:
        return []
    return [name.name for name in needs(file).names if name.module == "__main__"]


def modules(names: tuple[Name, ...]) -> Iterator[tuple[str, list[str]]]:
    """Yield each top-level module with the names that are needed from it, sorted."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name.module.partition(".")[0], []).append(str(name))
    yield from sorted(found.items())


def _item_size(kind: str) -> int:
    """Return the bytes of one element of a NumPy type, such as `f8` or `U10`."""
    letter, size = re.fullmatch(r"([a-zA-Z?])(\d*)", kind).groups()  # type: ignore[union-attr]
    return int(size or 1) * (4 if letter == "U" else 1)
