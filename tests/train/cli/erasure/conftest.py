"""Models that learned a text, or were tested on it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.forgotten import SECRET, fit


@pytest.fixture(scope="module", autouse=True)
def predictions_key() -> Iterator[None]:
    """Let all tests have the secret of the models that the fixtures fit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREDICTIONS_KEY", "0" * 32)
        yield


@pytest.fixture(scope="module")
def tested_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory with a model that got the secret wrong in its test, and its corpora."""
    return fit(tmp_path_factory.mktemp("tested"), [], [("spam", SECRET)])


@pytest.fixture
def tested(run: Run, tested_directory: Path) -> str:
    """Promote the model that was tested on the secret; return its version."""
    shutil.copytree(tested_directory, Path.cwd(), dirs_exist_ok=True)
    return run("publish", "--promote")[1].strip()
