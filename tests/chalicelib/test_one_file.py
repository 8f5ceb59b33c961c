"""Modules are imported from one file as they are from many."""

import importlib
import importlib.util
import marshal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.one_file import FILE_NAME, import_from_one_file, one_file

SOURCES = {
    "boxed/__init__.py": "from boxed.inner.leaf import LEAF",
    "boxed/inner/__init__.py": "",
    "boxed/inner/leaf.py": "LEAF = 'a leaf'\ndef fail():\n    raise ValueError",
}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Return a folder with the sources of a package; forget what is imported from it."""
    for path, source in SOURCES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(source)
    finders, paths = list(sys.meta_path), list(sys.path)
    yield tmp_path
    sys.meta_path[:], sys.path[:] = finders, paths
    for name in [name for name in sys.modules if name.partition(".")[0] == "boxed"]:
        del sys.modules[name]


def name_of(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def test_modules_come_from_the_file_and_know_where_they_are(folder: Path) -> None:
    codes = {
        name_of(path): (path, marshal.dumps(compile(f"{source}\nHERE = 1", path, "exec")))
        for path, source in SOURCES.items()
    }
    (folder / "boxed" / FILE_NAME).write_bytes(one_file(codes))
    import_from_one_file(str(folder / "boxed"))
    for path in SOURCES:
        module = importlib.import_module(name_of(path))
        assert module.HERE == 1
        assert module.__file__ == str(folder / path)
    package = importlib.import_module("boxed")
    assert package.LEAF == "a leaf"
    assert list(package.__path__) == [str(folder / "boxed")]
    assert importlib.util.find_spec("boxed.missing") is None


def test_without_the_file_modules_are_imported_as_usual(folder: Path) -> None:
    finders = list(sys.meta_path)
    import_from_one_file(str(folder / "boxed"))
    assert sys.meta_path == finders
    sys.path.insert(0, str(folder))
    assert importlib.import_module("boxed").LEAF == "a leaf"
