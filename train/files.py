"""Read and write a user's files, with errors of one line."""

from pathlib import Path

from train.errors import InputError


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
