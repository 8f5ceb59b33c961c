"""Check a deployment package: its size, and whether it holds only what the service needs.

Lambda accepts 50 MB in one request, which is how Chalice uploads it, and 262,144,000 bytes
unzipped. The project's own limits are far lower, to catch a package that suddenly grows.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from deploy.errors import DeployError

LAMBDA_ZIPPED_BYTES = 50 * 1024 * 1024
LAMBDA_UNZIPPED_BYTES = 262_144_000
MAX_ZIPPED_BYTES = 2_000_000
MAX_UNZIPPED_BYTES = 8_000_000

# To add a requirement, measure what it costs a cold start, then add its files here. Matches
# chalicelib/store/sigv4.py and chalicelib/store/__pycache__/sigv4.cpython-313.pyc, for example, but
# not numpy/core.py.
_NEEDED = re.compile(
    r"app\.py|chalice/(__init__|app)\.py|chalicelib/([a-z]\w*/)?\w+\.py"
    r"|chalicelib/api/openapi\.json|chalicelib/web/assets/(index\.html|page\.css|page\.js)"
    r"|(chalice/|chalicelib/(\w+/)?)?__pycache__/\w+\.cpython-3\d+\.pyc"
)
# The first bytes of ELF, Mach-O, a universal Mach-O binary, and a Windows executable.
_NATIVE = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"MZ")


@dataclass(frozen=True, slots=True)
class Package:
    """A package's size in bytes, and the names of files that it should not hold.

    `compiled` files hold machine code. Python's bytecode is not one of them: it runs on any
    processor.
    """

    zipped_bytes: int
    unzipped_bytes: int
    compiled: list[str]
    unneeded: list[str]

    def faults(self) -> list[str]:
        """Return a message for each fault."""
        faults = [f"{name} is compiled for one kind of processor" for name in self.compiled]
        faults += [f"{name} is not needed" for name in self.unneeded]
        if self.zipped_bytes > MAX_ZIPPED_BYTES:
            faults.append(
                f"{self.zipped_bytes:,} bytes zipped; expected at most {MAX_ZIPPED_BYTES:,}"
            )
        if self.unzipped_bytes > MAX_UNZIPPED_BYTES:
            faults.append(
                f"{self.unzipped_bytes:,} bytes unzipped; expected at most {MAX_UNZIPPED_BYTES:,}"
            )
        return faults


def read_package(path: Path) -> Package:
    """Read a package's directory and each file; raises `DeployError` if it is no valid zip file."""
    try:
        return _read(path)
    except (zipfile.BadZipFile, zlib.error) as exc:
        raise DeployError(f"{path}: expected a valid zip file: {exc}") from exc


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
