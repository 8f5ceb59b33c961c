"""A copy of what is deployed, with its bytecode: where Chalice packages and deploys from.

Lambda's disk is read-only to a function, so without bytecode in the package every cold start would
compile all sources anew. Python does not compare this bytecode with its source (PEP 552, unchecked
hashes), as the dates of a zip file would not agree. So it is made in a copy, anew each time, never
beside the sources that somebody edits. Another Python than the one that packages passes it over, by
its name, and compiles.
"""

import importlib.util
import py_compile
import shutil
from pathlib import Path

import chalice

COPIED = ("app.py", "requirements.txt", "chalicelib", "vendor")
CHALICE = ".chalice"
BROUGHT = ("__init__.py", "app.py")
"""What Chalice adds of itself, from where it is installed."""


def stage(project: Path, staged: Path) -> None:
    """Copy a project, in place of an earlier copy; Chalice's own directory is shared with it."""
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    for source in (project / name for name in COPIED):
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, staged / source.name, ignore=ignored)
        elif source.exists():
            shutil.copy(source, staged)
    (staged / CHALICE).symlink_to((project / CHALICE).resolve())
    for source in sorted((staged / "chalicelib").rglob("*.py")):
        _compile(source, source, source.relative_to(staged))
    # What Chalice adds to the package itself gets its bytecode by the folder for everything else.
    vendor, installed = staged / "vendor", Path(chalice.__file__).parent
    _compile(staged / "app.py", vendor / "app.py", Path("app.py"))
    for name in BROUGHT:
        _compile(installed / name, vendor / "chalice" / name, Path("chalice", name))


def _compile(source: Path, beside: Path, shown: Path) -> None:
    """Compile a source to where Python looks for the bytecode of a file at `beside`."""
    py_compile.compile(
        str(source),
        cfile=importlib.util.cache_from_source(str(beside)),
        dfile=str(shown),
        doraise=True,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
