"""Refuse a file that another program changes while it is read: rows would be lost or cut."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from train.errors import InputError


@contextmanager
def unchanged(path: Path, file: BinaryIO) -> Iterator[None]:
    """Check, when the reading is done, that a file has the size and the time of before.

    Raises
    ------
    InputError
        If it has not. Pipes and devices are not checked.
    """
    before = os.fstat(file.fileno())
    yield
    after = os.fstat(file.fileno())
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    if stat.S_ISREG(before.st_mode) and not same:
        raise InputError(
            f"{path}: changed while it was read ({before.st_size:,} bytes before, "
            f"{after.st_size:,} after); expected a file that stays as it is"
        )
