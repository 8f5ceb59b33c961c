"""The files that commands write, and the checks before they read anything."""

from argparse import ArgumentTypeError, Namespace
from collections.abc import Iterable
from pathlib import Path

from chalicelib.store.location import parse_uri
from train.cli.argument_types import local_path
from train.errors import InputError

STANDARD_OUTPUT = "-"


def printed_or_written(value: str) -> Path | None:
    """Parse the file of a result; `-` and no option are standard output, which is None."""
    return None if value == STANDARD_OUTPUT else local_path(value)


def written(value: str) -> Path:
    """Parse the name of a file or directory that is only written."""
    if value == STANDARD_OUTPUT:
        raise ArgumentTypeError(
            f"found {value!r}; expected the name of a file, not standard output"
        )
    return local_path(value)


def check_not_read(out: Path | None, sources: Iterable[object] | None, option: str) -> None:
    """Refuse an output that `--data` reads now, or would read the next time.

    Raises
    ------
    InputError
        If the output is one of the files, or lies in one of the directories.
    """
    for source in sources or ():
        if out is None or not isinstance(source, Path) or not source.exists():
            continue
        if out.exists() and source.samefile(out):
            raise InputError(f"{out}: is read by --data; expected another file for {option}")
        if source.is_dir() and out.resolve().is_relative_to(source.resolve()):
            raise InputError(
                f"{out}: is in the directory {source}, where --data reads every file; expected "
                f"{option} elsewhere"
            )


def check_model_output(args: Namespace) -> None:
    """Check where a model is written and what it is compared with, before it is fitted.

    Raises
    ------
    InputError
        If the directory cannot be written.
    SettingError
        If the store that it is compared with is no store.
    """
    from train.registry.bundle import check_writable

    check_writable(args.out)
    parse_uri(args.store)
