"""Temporary files on a disk that is full."""

import tempfile
from pathlib import Path
from typing import BinaryIO

import pytest

FULL = Path("/dev/full")
"""Every write to this device of Linux fails for lack of room."""

needs_full_disk = pytest.mark.skipif(not FULL.exists(), reason="only Linux has /dev/full")


def fill_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every temporary file be on a full disk."""

    def full(**_: object) -> BinaryIO:
        return FULL.open("r+b")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
