"""Reading and writing a user's files: what cannot be done is named in one line."""

from pathlib import Path

from train.errors import InputError


def read_bytes(path: Path, hint: str = "") -> bytes:
    """Return a file's own bytes; `hint` says what would put a missing one there.

    Raises
    ------
    InputError
        When the file is not there or cannot be read.
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
        When that cannot be done.
    """
    try:
        path.write_bytes(raw)
    except OSError as exc:
        raise InputError(f"{path}: cannot be written: {exc.strerror}") from exc
