"""A directory to write to."""

from pathlib import Path

import pytest

from train.registry.writable_store import DirectoryWriter


@pytest.fixture
def directory(tmp_path: Path) -> DirectoryWriter:
    return DirectoryWriter(tmp_path / "models")
