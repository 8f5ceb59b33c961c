"""Check a deployment package: its size, and whether it holds only what the service needs.

Lambda accepts 50 MB in one request, which is how Chalice uploads it, and 262,144,000 bytes
unzipped. The project's own limits for all but the model are far lower, to catch a package that
suddenly grows.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from chalicelib.scoring.packed_data import STEM
from deploy.accelerator.compiling import MODULE
from deploy.errors import DeployError

LAMBDA_ZIPPED_BYTES = 50 * 1024 * 1024
LAMBDA_UNZIPPED_BYTES = 262_144_000
MAX_ZIPPED_BYTES = 2_000_000
MAX_UNZIPPED_BYTES = 8_000_000

SOURCE = re.compile(
    r"chalicelib/([a-z]\w*/)*\w+\.py"
    r"|chalicelib/api/openapi\.json|chalicelib/web/assets/[a-z]+\.(html|css|js)"
)
"""What a package takes of the folder `chalicelib`: its sources, and no other files."""
# To add a requirement, measure what it costs a cold start, then add its files here. Matches
# chalicelib/store/sigv4.py and chalicelib/store/__pycache__/sigv4.cpython-313.pyc, for example, but
# not numpy/core.py.
_NEEDED = re.compile(
    rf"app\.py|chalice/(__init__|app)\.py|{SOURCE.pattern}"
    r"|chalicelib/modules\.cpython-3\d+\.bin"
    r"|(chalice/|chalicelib/(\w+/)*)?__pycache__/\w+\.cpython-3\d+\.pyc"
    r"|chalicelib/shipped/([0-9a-f]{64}\.(safetensors|index)|manifest\.json)"
    r"|chalicelib/scoring/accelerator\.abi3\.so"
)
_OWN = "chalicelib/"
_MODEL = ("chalicelib/shipped/", f"chalicelib/functions/{STEM}")
ACCELERATOR = MODULE.as_posix()
"""The one compiled file that a package may hold: for its function's own processor."""
# The first bytes of ELF, Mach-O, a universal Mach-O binary, and a Windows executable.
_NATIVE = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"MZ")


class Sizes(NamedTuple):
    """The bytes of some files, zipped and unzipped."""

    zipped: int
    unzipped: int


NOTHING = Sizes(0, 0)


@dataclass(frozen=True, slots=True)
class Package:
    """A package's size in bytes, and the names of files that it should not hold.

    `compiled` files hold machine code. Python's bytecode is not one of them: it runs on any
    processor. `model` is the part of the size that is the model's artifacts and data of functions.
    """

    zipped_bytes: int
    unzipped_bytes: int
    compiled: list[str]
    unneeded: list[str]
    model: Sizes = NOTHING

    def faults(self, has_requirements: bool = False) -> list[str]:
        """Return a message for each fault.

        Nobody knows the files of a requirement beforehand, so if there is one, only Lambda's own
        limits are left, and the names in `chalicelib`.
        """
        if has_requirements:
            own = [name for name in self.unneeded if name.startswith(_OWN)]
            faults = [f"{name} is not needed" for name in own]
            return faults + self._too_large(LAMBDA_ZIPPED_BYTES, LAMBDA_UNZIPPED_BYTES)
        faults = [
            f"{name} is compiled for one kind of processor"
            for name in self.compiled
            if name != ACCELERATOR
        ]
        faults += [f"{name} is not needed" for name in self.unneeded]
        zipped = min(MAX_ZIPPED_BYTES + self.model.zipped, LAMBDA_ZIPPED_BYTES)
        return faults + self._too_large(zipped, MAX_UNZIPPED_BYTES + self.model.unzipped)

    def _too_large(self, zipped: int, unzipped: int) -> list[str]:
        """Return a message for each size above its limit."""
        sizes = ((self.zipped_bytes, "zipped", zipped), (self.unzipped_bytes, "unzipped", unzipped))
        return [
            f"{size:,} bytes {what}; expected at most {most:,}"
            for size, what, most in sizes
            if size > most
        ]


def has_requirements(project: Path) -> bool:
    """Return whether requirements.txt or vendor/ has a package, which a function may need."""
    if (project / "vendor").exists():
        return True
    path = project / "requirements.txt"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return any(line.strip() and not line.lstrip().startswith("#") for line in lines)


def read_package(path: Path) -> Package:
    """Read a package's directory and files; raises `DeployError` if it is not a valid zip file."""
    try:
        return _read(path)
    except (zipfile.BadZipFile, zlib.error) as exc:
        raise DeployError(f"{path}: expected a valid zip file: {exc}") from exc


def _read(path: Path) -> Package:
    with zipfile.ZipFile(path) as archive:
        files = [entry for entry in archive.infolist() if not entry.is_dir()]
        names = [entry.filename for entry in files]
        model = [entry for entry in files if entry.filename.startswith(_MODEL)]
        return Package(
            path.stat().st_size,
            sum(entry.file_size for entry in files),
            [name for name in names if archive.read(name).startswith(_NATIVE)],
            [name for name in names if not _NEEDED.fullmatch(name)],
            Sizes(
                sum(entry.compress_size for entry in model),
                sum(entry.file_size for entry in model),
            ),
        )
