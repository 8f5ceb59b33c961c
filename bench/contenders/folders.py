"""The folder that a contender's package unpacks to, and the package's size.

Chalice's files and this project's files come from this project's own package, to which the promoted
model is added, as `make deploy` does. Distributions are links to where they are installed.
Everything is compiled to bytecode.
"""

import io
import py_compile
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement

from bench.contenders.catalog import APPS, Contender
from bench.contenders.models import model_uri
from chalicelib.store.opening import open_reader
from deploy.accelerator.compiling import MODULE, compile_here
from deploy.packaging.shipped_model import ship

PROVIDED_BY_LAMBDA = "boto3"
"""No package needs to hold it."""

SHARED = "__pycache__"


class Size(NamedTuple):
    """The bytes of a package, unpacked and zipped."""

    unpacked: int
    zipped: int


@dataclass(slots=True)
class Folders:
    """Builds each contender's folder once, in a directory, after its model was promoted.

    `archive` is this project's package, `site_packages` the folder of the installed distributions.
    """

    directory: Path
    archive: bytes
    site_packages: Path
    _folders: dict[str, Path] = field(default_factory=dict)
    _zipped_bytes: dict[Path, int] = field(default_factory=dict)

    def folder(self, contender: Contender) -> Path:
        """Return the folder of a contender."""
        if contender.name not in self._folders:
            self._folders[contender.name] = self._build(contender)
        return self._folders[contender.name]

    def size(self, contender: Contender) -> Size:
        """Return the size of a contender's package; each file is compressed alone, as in a zip.

        This project's is that without a model; `model_size` is what the model adds.
        """
        if contender.app is None:
            with zipfile.ZipFile(io.BytesIO(self.archive)) as archive:
                unpacked = sum(entry.file_size for entry in archive.infolist())
            added = [self.folder(contender) / MODULE] if contender.in_c else []
            zipped = len(self.archive) + sum(map(self._zipped, added))
            return Size(unpacked + sum(path.stat().st_size for path in added), zipped)
        own = [path for path in self.folder(contender).rglob("*") if path.is_file()]
        paths = [path for path in own if self.site_packages not in path.resolve().parents]
        for distribution in self._closure(contender.requirements):
            paths += [path for path in files(distribution) if SHARED not in path.parts]
        return Size(sum(path.stat().st_size for path in paths), sum(map(self._zipped, paths)))

    def model_size(self, contender: Contender) -> Size:
        """Return what the promoted model adds to a contender's package."""
        paths = [*(self.folder(contender) / "chalicelib" / "shipped").glob("*")]
        return Size(sum(path.stat().st_size for path in paths), sum(map(self._zipped, paths)))

    def _build(self, contender: Contender) -> Path:
        folder = self.directory / contender.name
        folder.mkdir(parents=True)
        with zipfile.ZipFile(io.BytesIO(self.archive)) as archive:
            names = [name for name in archive.namelist() if name.startswith(contender.packaged)]
            archive.extractall(folder, names)
        if contender.app is not None:
            shutil.copy(APPS / contender.app, folder / "app.py")
            shutil.rmtree(folder / SHARED, ignore_errors=True)
            unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
            py_compile.compile(str(folder / "app.py"), doraise=True, invalidation_mode=unchecked)
        else:
            ship(open_reader(model_uri(contender.model)), None, folder)
        if contender.in_c:
            compile_here(folder)
        for distribution in self._closure(contender.requirements):
            for name in linked_names(distribution):
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).symlink_to(self.site_packages / name)
        return folder

    def _closure(self, names: Iterable[str]) -> list[Distribution]:
        """Return the named distributions and all that they require."""
        available = distributions(path=[str(self.site_packages)])
        installed = {canonical(each.name): each for each in available}
        needed: dict[str, Distribution] = {}
        waiting = [canonical(name) for name in names]
        while waiting:
            name = waiting.pop()
            if name in needed:
                continue
            needed[name] = installed[name]
            waiting += required(installed[name])
        return list(needed.values())

    def _zipped(self, path: Path) -> int:
        path = path.resolve()
        if path not in self._zipped_bytes:
            self._zipped_bytes[path] = len(zlib.compress(path.read_bytes()))
        return self._zipped_bytes[path]


def canonical(name: str) -> str:
    """Return the spelling of a distribution's name that is used for comparison.

    >>> canonical("Typing_Extensions")
    'typing-extensions'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def required(distribution: Distribution) -> list[str]:
    """Return the names of what a distribution requires on this machine, without extras."""
    requirements = [Requirement(line) for line in distribution.requires or ()]
    here = [each for each in requirements if not each.marker or each.marker.evaluate({"extra": ""})]
    names = (canonical(each.name) for each in here)
    return [name for name in names if name != PROVIDED_BY_LAMBDA]


def relative_paths(distribution: Distribution) -> list[str]:
    """Return a distribution's files relative to site-packages, without scripts."""
    return [str(path) for path in distribution.files or () if path.parts[0] != ".."]


def linked_names(distribution: Distribution) -> set[str]:
    """Return the names to link: whole folders, but single files in a folder that others share.

    The files six.py and __pycache__/six.cpython-313.pyc give {"six.py", "__pycache__/six..."};
    numpy/__init__.py and numpy/version.py give {"numpy"}.
    """
    paths = map(Path, relative_paths(distribution))
    return {str(path) if path.parts[0] == SHARED else path.parts[0] for path in paths}


def files(distribution: Distribution) -> list[Path]:
    """Return the paths of a distribution's files."""
    paths = [Path(str(distribution.locate_file(path))) for path in relative_paths(distribution)]
    return [path for path in paths if path.is_file()]
