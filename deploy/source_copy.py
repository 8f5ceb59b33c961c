"""Copy the service's source together with its bytecode; Chalice packages and deploys the copy.

A function cannot write to Lambda's disk. Without bytecode in the package, every cold start would
compile all sources. Python does not compare this bytecode with its source (PEP 552, unchecked
hashes), because the dates in a zip file would not match. It is therefore written only to a fresh
copy, never next to sources that somebody edits. A Python of another version ignores the bytecode,
whose file name carries the version, and compiles the source.
"""

import importlib.util
import py_compile
import shutil
from pathlib import Path

import chalice

COPIED = ("app.py", "requirements.txt", "chalicelib", "vendor")
CHALICE_CONFIG = ".chalice"
CHALICE_RUNTIME = ("__init__.py", "app.py")
"""The files of its own that Chalice adds to a package, from where it is installed."""


def copy_source(project: Path, copy: Path) -> None:
    """Replace the copy of a project with a new one; both share Chalice's configuration."""
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    for source in (project / name for name in COPIED):
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, copy / source.name, ignore=ignored)
        elif source.exists():
            shutil.copy(source, copy)
    (copy / CHALICE_CONFIG).symlink_to((project / CHALICE_CONFIG).resolve())
    for source in sorted((copy / "chalicelib").rglob("*.py")):
        _compile(source, source, source.relative_to(copy))
    # Chalice puts the contents of vendor/ at the top of the package, next to app.py and its own
    # files: vendor/chalice/__pycache__/app.*.pyc is then the bytecode of chalice/app.py.
    vendor, installed = copy / "vendor", Path(chalice.__file__).parent
    _compile(copy / "app.py", vendor / "app.py", Path("app.py"))
    for name in CHALICE_RUNTIME:
        _compile(installed / name, vendor / "chalice" / name, Path("chalice", name))


def _compile(source: Path, module: Path, traceback_path: Path) -> None:
    """Compile a source to where Python looks for the bytecode of a file at `module`."""
    py_compile.compile(
        str(source),
        cfile=importlib.util.cache_from_source(str(module)),
        dfile=str(traceback_path),
        doraise=True,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
