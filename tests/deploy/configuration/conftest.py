"""What the tests of a stage's configuration share."""

from pathlib import Path

import pytest

from tests.support.stages import configure


@pytest.fixture
def chalice(tmp_path: Path) -> Path:
    """Return a directory whose configuration has two stages, one of them with settings."""
    directory = tmp_path / ".chalice"
    directory.mkdir()
    configure(directory, app_name="mine", stages={"dev": {}, "prod": {"lambda_timeout": 9}})
    return directory
