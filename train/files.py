"""Reading a user's file: what cannot be read is named in one line."""

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
