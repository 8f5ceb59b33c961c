"""Locks on files, which the operating system releases when a process ends, however it ends.

Windows has no `fcntl`. There nothing is locked: two promotions at the same moment are not told
apart, and partial files are left for the user to delete.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chalicelib.errors import StoreError
from chalicelib.store.directory import check_regular_file

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]

# A symbolic link is an error, a FIFO is not waited for. Not every system has every flag.
FLAGS = ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY")
SAFE_FLAGS = sum(getattr(os, name, 0) for name in FLAGS)
CAN_LOCK = fcntl is not None
LOCK_SECONDS = 10.0
POLL_SECONDS = 0.01


def open_safely(path: str | Path, flags: int) -> int:
    """Open a regular file, never through a symbolic link; a new one gets the umask's permissions.

    Raises
    ------
    OSError
        If it cannot be opened, or is a symbolic link.
    StoreError
        If it is a FIFO, a device or something else than a regular file.
    """
    descriptor = os.open(path, flags | SAFE_FLAGS, 0o666)
    check_regular_file(str(path), descriptor)
    return descriptor


def try_lock(descriptor: int) -> bool:
    """Lock an open file and return whether that worked: not if another process has locked it."""
    if fcntl is None:  # pragma: no cover - Windows
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of a file, which is created if it is missing and never truncated.

    Raises
    ------
    StoreError
        If the file is no regular file, or another process holds the lock for too long.
    """
    try:
        descriptor = open_safely(path, os.O_RDWR | os.O_CREAT)
    except OSError as exc:
        raise StoreError(
            f"{path}: cannot be locked: {exc.strerror}; expected a regular file"
        ) from exc
    try:
        deadline = time.monotonic() + LOCK_SECONDS
        while not try_lock(descriptor):
            if time.monotonic() > deadline:
                raise StoreError(f"{path}: locked by another process for {LOCK_SECONDS:g} s")
            time.sleep(POLL_SECONDS)
        yield
    finally:
        os.close(descriptor)
