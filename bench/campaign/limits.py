"""Measure and limit what a case costs: processor time and memory.

Processor time, not the clock: other programs on the machine must not make a case fail.
"""

import ctypes
import gc
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PAGE_BYTES = resource.getpagesize()
MEGABYTE = 2**20


class TooSlowError(BaseException):
    """Raised within a case that has used up its processor time; nothing catches it by accident."""


@contextmanager
def processor_seconds(most: float) -> Iterator[None]:
    """Raise TooSlowError if the block takes more processor time."""

    def stop(*_: object) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def megabytes(most: int) -> Iterator[None]:
    """Make an allocation within the block fail if the process then has so much more than now."""
    size = int(Path("/proc/self/statm").read_text().split()[0]) * _PAGE_BYTES
    before, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (size + most * MEGABYTE, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, hard))


def resident_megabytes() -> float:
    """Return this process's memory after all garbage has gone back to the system."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_BYTES / MEGABYTE


def status_megabytes(process: int, field: str) -> float:
    """Return a field of a process's status in megabytes, such as `VmHWM`, its peak."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith(f"{field}:"))
    return int(kilobytes) / 1024
