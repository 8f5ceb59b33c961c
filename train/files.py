"""Read and write a user's files, with errors of one line."""

import csv
import io
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from train.errors import InputError

BYTE_ORDER_MARK = "\ufeff"
"""Without it at the start of CSV, Excel reads UTF-8 as the encoding of the user's country."""


def read_bytes(path: Path, hint: str = "") -> bytes:
    """Return the bytes of a file; `hint` says how to create a missing one.

    Raises
    ------
    InputError
        If the file is missing or cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as exc:
        raise InputError(f"{path}: no such file{hint}") from exc
    except OSError as exc:
        raise InputError(f"{path}: {exc.strerror}") from exc


def write_bytes(path: Path, raw: bytes) -> None:
    """Write a file.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    try:
        path.write_bytes(raw)
    except OSError as exc:
        raise InputError(f"{path}: cannot be written: {exc.strerror}") from exc


def replace_bytes(path: Path, raw: bytes) -> None:
    """Replace a file at once, so that it is whole at any moment; keep its permissions.

    A symbolic link stays, and the file that it leads to is replaced.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    target = path.resolve()
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as file:
            temporary = Path(file.name)
            try:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
                file.close()
                shutil.copymode(target, temporary)
                temporary.replace(target)
            finally:
                temporary.unlink(missing_ok=True)
    except OSError as exc:
        raise InputError(f"{path}: cannot be written: {exc.strerror}") from exc


def remove_file(path: Path) -> None:
    """Delete a file, and what it leads to if it is a symbolic link.

    Raises
    ------
    InputError
        If it cannot be deleted.
    """
    try:
        target = path.resolve()
        path.unlink()
        target.unlink(missing_ok=True)
    except OSError as exc:
        raise InputError(f"{path}: cannot be deleted: {exc.strerror}") from exc


def csv_line(cells: Sequence[object]) -> str:
    r"""Return a line of CSV.

    >>> csv_line(["ham", "see\ryou"])
    'ham,"see\ryou"\n'

    The writer quotes only the line ends that it writes itself, and readers end a line at each.
    """
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().removesuffix("\r\n") + "\n"
