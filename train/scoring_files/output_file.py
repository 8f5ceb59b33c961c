"""Open what the rows are written to; a file is replaced only when all rows are written."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from train.errors import InputError


@contextmanager
def open_output(path: Path | None) -> Iterator[TextIO]:
    """Open a file, or standard output without a path.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    if path is None:
        yield sys.stdout
        return
    if path.exists() and not path.is_file():  # such as /dev/null or a pipe
        with _opened(path) as file:
            yield file
        return
    target = path.resolve()
    with _opened(path, target.parent) as file:
        temporary = Path(file.name)
        try:
            yield file
            file.close()
            temporary.chmod(_mode(target))
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)


def _opened(path: Path, directory: Path | None = None) -> TextIO:
    # As JSON has them: a lone surrogate is written as \ud83d.
    text = {"encoding": "utf-8", "errors": "backslashreplace", "newline": ""}
    try:
        if directory is None:
            return path.open("w", **text)  # type: ignore[call-overload,no-any-return]
        return tempfile.NamedTemporaryFile(  # type: ignore[call-overload,no-any-return]
            "w", dir=directory, prefix=".", delete=False, **text
        )
    except OSError as exc:
        raise InputError(f"{path}: cannot be written: {exc.strerror}") from exc


def _mode(target: Path) -> int:
    """Return the permissions of a file, or those that a new one gets."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
