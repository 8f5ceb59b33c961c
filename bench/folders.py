"""What a function's package unpacks to, per contender, with its size.

The files of Chalice and of this project come out of this project's own package; the distributions
are linked from where they are installed. All of it has been compiled to bytecode.
"""

import compileall
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

from bench.contender import SOURCES, Contender

BROUGHT_ALONG = "boto3"
"""Lambda has it; it is in no package."""

SHARED = "__pycache__"


class Size(NamedTuple):
    """Bytes of a package: its files, and zipped."""

    unpacked: int
    zipped: int


@dataclass(slots=True)
class Folders:
    """Makes the contenders' folders, each once, under a directory.

    `archive` is this project's package, `site` the folder in which distributions are installed.
    """

    directory: Path
    archive: bytes
    site: Path
    _made: dict[str, Path] = field(default_factory=dict)
    _sizes: dict[Path, int] = field(default_factory=dict)

    def folder(self, contender: Contender) -> Path:
        """Return the folder of a contender."""
        if contender.name not in self._made:
            self._made[contender.name] = self._make(contender)
        return self._made[contender.name]

    def size(self, contender: Contender) -> Size:
        """Return how large the contender's package is; it is compressed file by file, as a zip."""
        if contender.source is None:
            with zipfile.ZipFile(io.BytesIO(self.archive)) as archive:
                unpacked = sum(entry.file_size for entry in archive.infolist())
            return Size(unpacked, len(self.archive))
        own = [path for path in self.folder(contender).rglob("*") if path.is_file()]
        paths = [path for path in own if self.site not in path.resolve().parents]
        for distribution in self._needed(contender.requirements):
            paths += [path for path in files(distribution) if SHARED not in path.parts]
        return Size(sum(path.stat().st_size for path in paths), sum(map(self._zipped, paths)))

    def _make(self, contender: Contender) -> Path:
        folder = self.directory / contender.name
        folder.mkdir(parents=True)
        with zipfile.ZipFile(io.BytesIO(self.archive)) as archive:
            names = [name for name in archive.namelist() if name.startswith(contender.unpacked)]
            archive.extractall(folder, names)
        if contender.source is not None:
            shutil.copy(SOURCES / contender.source, folder / "app.py")
        compileall.compile_dir(
            folder, quiet=2, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
        )
        for distribution in self._needed(contender.requirements):
            for name in linked(distribution):
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).symlink_to(self.site / name)
        return folder

    def _needed(self, names: Iterable[str]) -> list[Distribution]:
        """Return the distributions and all that they need."""
        installed = {canonical(each.name): each for each in distributions(path=[str(self.site)])}
        found: dict[str, Distribution] = {}
        waiting = [canonical(name) for name in names]
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found[name] = installed[name]
            waiting += required(installed[name])
        return list(found.values())

    def _zipped(self, path: Path) -> int:
        path = path.resolve()
        if path not in self._sizes:
            self._sizes[path] = len(zlib.compress(path.read_bytes()))
        return self._sizes[path]


def canonical(name: str) -> str:
    """Return a distribution's name as all spellings of it are compared.

    >>> canonical("Typing_Extensions")
    'typing-extensions'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def required(distribution: Distribution) -> list[str]:
    """Return the names of what a distribution needs here, without its extras."""
    wanted = [Requirement(line) for line in distribution.requires or ()]
    here = [each for each in wanted if not each.marker or each.marker.evaluate({"extra": ""})]
    return [name for name in (canonical(each.name) for each in here) if name != BROUGHT_ALONG]


def relative(distribution: Distribution) -> list[str]:
    """Return a distribution's files below the folder it is installed in, scripts left out."""
    return [str(path) for path in distribution.files or () if path.parts[0] != ".."]


def linked(distribution: Distribution) -> set[str]:
    """Return what to link: whole folders, but one by one what lies in a folder of several."""
    paths = map(Path, relative(distribution))
    return {str(path) if path.parts[0] == SHARED else path.parts[0] for path in paths}


def files(distribution: Distribution) -> list[Path]:
    """Return where a distribution's files are."""
    paths = [Path(str(distribution.locate_file(path))) for path in relative(distribution)]
    return [path for path in paths if path.is_file()]
