"""Import the modules of this package from one file, which holds the bytecode of all of them.

A cold start imports about 45 modules. To find and read one takes Python longer than to run it: a
sixth of the time in which the service starts. Only the copy that is deployed has the file, for one
version of Python; `deploy.packaging.source_copy` writes it. Without it, modules are imported as
usual.
"""

import marshal
import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType

FILE_NAME = f"modules.{sys.implementation.cache_tag}.bin"
INDEX_BYTES = 4
"""The file begins with the size of its index; the code of the modules follows the index."""

Index = dict[str, tuple[str, int, int]]
"""For each module the path of its source, the place of its code after the index, and its size."""


class OneFile:
    """Finds the modules of an open file; `start` is where their code begins.

    The paths of the index are relative to `folder`, which holds the package.
    """

    def __init__(self, folder: str, file: int, start: int, index: Index) -> None:
        self._folder, self._file, self._start, self._index = folder, file, start, index

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Return the spec of a module in the file, as `importlib.abc.MetaPathFinder` asks."""
        if name not in self._index:
            return None
        path, place, size = self._index[name]
        path = f"{self._folder}/{path}"
        code = os.pread(self._file, size, self._start + place)
        is_package = path.endswith("/__init__.py")
        spec = ModuleSpec(name, _Loader(name, path, code), origin=path, is_package=is_package)
        spec.has_location = True
        spec.cached = path  # Python would take 10 µs to find a name for a file of bytecode
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(path.rpartition("/")[0])
        return spec


class _Loader(SourceFileLoader):
    """Loads a module's code from memory; its source stays where tracebacks look for it."""

    def __init__(self, name: str, path: str, code: bytes) -> None:
        super().__init__(name, path)
        self._marshalled = code

    def get_code(self, _: str) -> CodeType:
        """Return the module's code."""
        code: CodeType = marshal.loads(self._marshalled)  # noqa: S302 - the package's own
        return code


def import_from_one_file(package: str) -> None:
    """Let the modules of the package in a folder be imported from its file, if it has one."""
    try:
        file = os.open(f"{package}/{FILE_NAME}", os.O_RDONLY)  # stays open
    except OSError:
        return
    size = int.from_bytes(os.pread(file, INDEX_BYTES, 0), "little")
    index = marshal.loads(os.pread(file, size, INDEX_BYTES))  # noqa: S302 - as above
    folder = package.rpartition("/")[0]
    sys.meta_path.insert(0, OneFile(folder, file, INDEX_BYTES + size, index))


def one_file(modules: dict[str, tuple[str, bytes]]) -> bytes:
    """Return the content of the file, from the path and the marshalled code of each module."""
    index: Index = {}
    codes = b""
    for name, (path, code) in modules.items():
        index[name] = path, len(codes), len(code)
        codes += code
    marshalled = marshal.dumps(index)
    return len(marshalled).to_bytes(INDEX_BYTES, "little") + marshalled + codes
