"""Small packages with the names of real ones, so that no test needs those."""

import importlib
import sys
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest


@contextmanager
def installed(
    folder: Path, name: str, sources: Mapping[str, str], about: str = ""
) -> Iterator[ModuleType]:
    """Let a package be importable that is written into a folder.

    Parameters
    ----------
    folder
        An empty folder.
    name
        The name of the package.
    sources
        The files of the package by their paths in it; each folder becomes a package.
    about
        More lines of its metadata.
    """
    place = folder / "site-packages"
    for path, text in sources.items():
        (place / name / path).parent.mkdir(parents=True, exist_ok=True)
        (place / name / path).write_text(textwrap.dedent(text), "utf-8")
    for inner in (place / name).glob("**/"):
        (inner / "__init__.py").touch()
    (place / f"{name}-1.0.dist-info").mkdir()
    metadata = f"Name: {name}\nVersion: 1.0\n{about}"
    (place / f"{name}-1.0.dist-info" / "METADATA").write_text(metadata, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(place))
        yield importlib.import_module(name)
        for each in [each for each in sys.modules if each.partition(".")[0] == name]:
            patch.delitem(sys.modules, each)
