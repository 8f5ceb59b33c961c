"""Temporary files without names: they are gone when the process ends, however it ends."""

import os
import tempfile
from contextlib import suppress
from typing import BinaryIO

from train.errors import InputError

PREFIX = "fit-stream-"


def temporary_directory() -> str:
    """Return the directory of the temporary files.

    Python ignores a variable TMPDIR that it cannot use; the texts would then fill another disk.

    Raises
    ------
    InputError
        If TMPDIR names a directory where no file can be written.
    """
    named = os.environ.get("TMPDIR")
    if named:
        try:
            with tempfile.TemporaryFile(prefix=PREFIX, dir=named, buffering=0) as file:
                file.write(b"a")
        except OSError as exc:
            raise InputError(
                f"the variable TMPDIR names {named}: no file can be written there: {exc.strerror}; "
                "expected a directory with room for a copy of the texts"
            ) from exc
    return tempfile.gettempdir()


def temporary_file() -> BinaryIO:
    """Return a new file.

    Raises
    ------
    InputError
        If none can be made.
    """
    try:
        return tempfile.TemporaryFile(prefix=PREFIX)
    except OSError as exc:
        raise no_room(exc) from exc


def close_file(file: BinaryIO) -> None:
    """Close a file; what could not be written to a full disk does not matter any more."""
    with suppress(OSError):
        file.close()


def no_room(error: OSError) -> InputError:
    """Return the error for a disk that is full."""
    return InputError(
        f"{tempfile.gettempdir()}: cannot keep a copy of the texts there: {error.strerror}; "
        "the variable TMPDIR names another directory"
    )
