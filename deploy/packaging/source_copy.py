"""Copy the service's source together with its bytecode; Chalice packages and deploys the copy.

A function cannot write to Lambda's disk. Without bytecode in the package, every cold start would
compile all sources. Python does not compare this bytecode with its source (PEP 552, unchecked
hashes), because the dates in a zip file would not match. It is therefore written only to a fresh
copy, never next to sources that somebody edits. A Python of another version ignores the bytecode,
whose file name carries the version, and compiles the source.

The bytecode of `chalicelib` is in one file, `chalicelib.one_file`, which takes Python less time to
read than many; that of authors' functions stays next to them.

The bytecode has no docstrings, no assertions and no columns of instructions, and this project's has
no annotations. Without them it is a third smaller, and loads faster. The copied sources have no
docstrings and comments either; those of authors' functions stay as they are, because models name
them by their digest.
"""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import chalice

from chalicelib.one_file import FILE_NAME, one_file
from chalicelib.scoring.packed_data import STEM
from deploy.errors import DeployError
from deploy.packaging.check import SOURCE
from deploy.packaging.plain_source import plain_source

COPIED = ("app.py", "requirements.txt")
OWN = "chalicelib"
VENDOR = "vendor"
CHALICE_CONFIG = ".chalice"
COMPILER = Path(__file__).with_name("bytecode.py")
CHALICE = "chalice"
CHALICE_RUNTIME = ("__init__.py", "app.py")
"""The files of its own that Chalice adds to a package, from where it is installed."""
FUNCTIONS = "functions"
"""The folder of the author's functions, which may use their docstrings and assertions."""
IN_BULK = "bulk"
ON_WORKERS = ("frames",)
"""Folders of `chalicelib` that most deployments do not need, or none."""
SLOW_ANYWAY = ("tutorial_pickles.py", "old_estimators.py", "unpickling.py")
"""Modules that load pickles: importing scikit-learn takes a hundred times as long as compiling."""

HEADER_BYTES = 16
"""What precedes the code in a file of bytecode (PEP 552)."""


class _Job(NamedTuple):
    """A source, where its bytecode goes, what tracebacks show, and how it is compiled."""

    source: str
    bytecode: str
    shown: str
    optimize: int
    annotated: bool


def copy_source(project: Path, copy: Path, *, bulk: bool = False) -> list[str]:
    """Replace the copy of a project with a new one; both share Chalice's configuration.

    What only bulk scoring needs is copied if `bulk`, and what only workers need never. Returns the
    files of `chalicelib` that are left out because they are no sources.
    """
    _make_room(project, copy)
    for source in (project / name for name in COPIED):
        if source.exists():
            shutil.copy(source, copy)
    left_out = _copy_own(project, copy)
    if (project / VENDOR).is_dir():
        ignored = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(project / VENDOR, copy / VENDOR, ignore=ignored)
    for folder in ON_WORKERS if bulk else (*ON_WORKERS, IN_BULK):
        shutil.rmtree(copy / "chalicelib" / folder, ignore_errors=True)
    for source in (copy / "app.py", *(copy / "chalicelib").rglob("*.py")):
        if source.parent.name != FUNCTIONS:
            source.write_text(plain_source(source.read_text("utf-8")), "utf-8")
    _compile(_jobs(copy))
    _put_into_one_file(copy / "chalicelib")
    return left_out


def _jobs(copy: Path) -> list[_Job]:
    """Return what to compile: the copied sources, and those that Chalice adds to the package."""
    jobs = [
        _job(source, source, source.relative_to(copy), whole=source.parent.name == FUNCTIONS)
        for source in sorted((copy / "chalicelib").rglob("*.py"))
        if source.name not in SLOW_ANYWAY and not _is_data(source)
    ]
    # Chalice puts the contents of vendor/ at the top of the package, next to app.py and its own
    # files: vendor/chalice/__pycache__/app.*.pyc is then the bytecode of chalice/app.py.
    vendor, installed = copy / "vendor", Path(chalice.__file__).parent
    jobs.append(_job(copy / "app.py", vendor / "app.py", Path("app.py"), whole=False))
    jobs += [
        _job(installed / name, vendor / CHALICE / name, Path(CHALICE, name), whole=False)
        for name in CHALICE_RUNTIME
    ]
    return jobs


def _make_room(project: Path, copy: Path) -> None:
    """Replace an earlier copy by an empty one, which shares Chalice's configuration.

    Raises
    ------
    DeployError
        If something else is in the place of the copy.
    """
    config = copy / CHALICE_CONFIG
    is_copy = config.is_symlink()  # the project's own is a directory
    if copy.exists() and not is_copy and (not copy.is_dir() or any(copy.iterdir())):
        raise DeployError(
            f"{copy}: found files that are no copy of the service; expected a new or an empty "
            "directory, or an earlier copy"
        )
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    config.symlink_to((project / CHALICE_CONFIG).resolve())


def _copy_own(project: Path, copy: Path) -> list[str]:
    """Copy the sources of `chalicelib`; return the names of the other files, and of links."""
    left_out = []
    for path in sorted((project / OWN).rglob("*")):
        name = path.relative_to(project).as_posix()
        if path.is_file() and not path.is_symlink() and SOURCE.fullmatch(name):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy / name)
        elif path.is_symlink() or (path.is_file() and not _is_compiled_here(path)):
            left_out.append(name)
    return left_out


def _is_compiled_here(path: Path) -> bool:
    """Return whether a file was compiled for this machine, from sources that are copied."""
    return path.suffix in (".so", ".pyc")


def _is_data(source: Path) -> bool:
    """Return whether a module only holds data: its bytecode would be as large as its source."""
    return source.parent.name == FUNCTIONS and source.name.startswith(STEM)


def _put_into_one_file(package: Path) -> None:
    """Move the bytecode of a package's modules into the file that `chalicelib.one_file` reads."""
    modules = {}
    for source in sorted(package.rglob("*.py")):
        bytecode = Path(importlib.util.cache_from_source(str(source), optimization=""))
        if source in (package / "__init__.py", package / "one_file.py") or not bytecode.exists():
            continue  # those two are imported before the file is read
        if source.parent.name == FUNCTIONS:
            continue
        path = source.relative_to(package.parent)
        name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        modules[name] = (path.as_posix(), bytecode.read_bytes()[HEADER_BYTES:])
        bytecode.unlink()
    if modules:
        (package / FILE_NAME).write_bytes(one_file(modules))


def _job(source: Path, module: Path, shown: Path, *, whole: bool) -> _Job:
    """Compile a source to where Python looks for the bytecode of a file at `module`.

    The bytecode of a `whole` source has docstrings, assertions and annotations.
    """
    bytecode = importlib.util.cache_from_source(str(module), optimization="")
    is_chalice = shown.parts[0] == CHALICE  # its annotations are not ours to drop
    return _Job(str(source), bytecode, str(shown), 0 if whole else 2, whole or is_chalice)


def _compile(jobs: list[_Job]) -> None:
    command = [sys.executable, "-I", "-X", "no_debug_ranges", str(COMPILER)]
    done = subprocess.run(  # noqa: S603 - our own
        command, input=json.dumps(jobs), capture_output=True, text=True, check=False
    )
    if done.returncode:
        # The end of a traceback names the file, shows the line and says what is wrong.
        lines = [line.strip() for line in done.stderr.strip().splitlines()[-4:]]
        raise DeployError(f"a source does not compile: {' '.join(lines)}")
