"""What a deployment package weighs and holds, and what it may.

Lambda takes 50 MB in one request, which is how Chalice sends it, and 262,144,000 bytes unzipped.
The project's own limits are far below: a package that grows tenfold has gone wrong.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from chalicelib.errors import ServiceError

LAMBDA_ZIPPED_BYTES = 50 * 1024 * 1024
LAMBDA_UNZIPPED_BYTES = 262_144_000
MAX_ZIPPED_BYTES = 2_000_000
MAX_UNZIPPED_BYTES = 8_000_000

# Whoever adds a requirement adds it here too, having measured what it costs a cold start.
_NEEDED = re.compile(
    r"app\.py|chalice/(__init__|app)\.py|chalicelib/([a-z]\w*/)?\w+\.py"
    r"|chalicelib/web/assets/(index\.html|page\.css|page\.js)"
    r"|(chalice/|chalicelib/(\w+/)?)?__pycache__/\w+\.cpython-3\d+\.pyc"
)
_NATIVE = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"MZ")


class PackageError(ServiceError):
    """Raised when a file is no zip file, or a damaged one; one line, exit code 2."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package's size in bytes, and the names in it that it should not hold.

    What is compiled is machine code; Python's bytecode runs on any processor.
    """

    zipped_bytes: int
    unzipped_bytes: int
    compiled: list[str]
    unneeded: list[str]

    def faults(self) -> list[str]:
        """Return what is wrong with it, in words."""
        faults = [f"{name} is compiled: it runs on one processor alone" for name in self.compiled]
        faults += [f"{name} is not needed" for name in self.unneeded]
        if self.zipped_bytes > MAX_ZIPPED_BYTES:
            faults.append(f"{self.zipped_bytes:,} bytes zipped; at most {MAX_ZIPPED_BYTES:,}")
        if self.unzipped_bytes > MAX_UNZIPPED_BYTES:
            faults.append(f"{self.unzipped_bytes:,} bytes unzipped; at most {MAX_UNZIPPED_BYTES:,}")
        return faults


def read_package(path: Path) -> Package:
    """Read a zip file's directory, and each file in it; raises `PackageError` for another file."""
    try:
        return _read(path)
    except (zipfile.BadZipFile, zlib.error) as exc:
        raise PackageError(f"{path}: no zip file, or a damaged one: {exc}") from exc


def _read(path: Path) -> Package:
    with zipfile.ZipFile(path) as archive:
        files = [entry for entry in archive.infolist() if not entry.is_dir()]
        names = [entry.filename for entry in files]
        return Package(
            path.stat().st_size,
            sum(entry.file_size for entry in files),
            [name for name in names if archive.read(name).startswith(_NATIVE)],
            [name for name in names if not _NEEDED.fullmatch(name)],
        )
