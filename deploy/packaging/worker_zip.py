"""Write the code that a cluster's workers need: a zip file that Python imports `chalicelib` from.

`spark-submit --py-files` sends it to every worker. It holds the functions of models' authors, too,
and no installed package: docs/frames.md.
"""

import zipfile
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.console import note
from deploy.errors import DeployError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

PACKAGE = "chalicelib"
LEFT_OUT = ("api", "bulk", "web")
"""The packages that only Lambda needs; they import Chalice or boto3, or read files of their own."""
DATE = (1980, 1, 1, 0, 0, 0)
"""The same sources make the same bytes. A zip file knows no earlier date."""


def add_workers(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Add the command `workers`."""
    text = "Write a zip file of the scoring code, for the workers of a Spark cluster."
    epilog = "example: python -m deploy workers build/chalicelib.zip"
    parser = commands.add_parser("workers", help=text, description=text, epilog=epilog)
    parser.add_argument("file", type=Path, metavar="ZIP", help="the file, which is replaced")
    parser.set_defaults(run=workers)


def workers(args: Namespace) -> None:
    """Write the file and print its size."""
    if args.file.suffix != ".zip":
        raise DeployError(f"{args.file}: expected a name that ends in .zip, as Spark does")
    size = write_worker_zip(Path(), args.file)
    note(f"wrote {args.file}: {size:,} bytes")


def write_worker_zip(project: Path, path: Path) -> int:
    """Write the sources of a project's `chalicelib` to a zip file; return its size in bytes.

    The file is replaced at once, so a job that is being submitted never sends half of it.
    """
    package = project / PACKAGE
    sources = sorted(
        source
        for source in package.rglob("*.py")
        if source.relative_to(package).parts[0] not in LEFT_OUT
    )
    if not sources:
        raise DeployError(f"{package.absolute()}: found no sources; expected the project's folder")
    if not path.parent.exists():
        path.parent.mkdir(parents=True)
        note(f"made the directory {path.parent}")
    written = path.with_name(f"{path.name}.new")
    with zipfile.ZipFile(written, "w") as archive:
        for source in sources:
            entry = zipfile.ZipInfo(source.relative_to(project).as_posix(), DATE)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, source.read_bytes(), zipfile.ZIP_DEFLATED)
    written.replace(path)
    return path.stat().st_size
