"""Run the commands of `python -m deploy` instead of `python -m train`."""

import pytest

from deploy.__main__ import main
from tests.support.commands import Run, runner


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command of `python -m deploy`."""
    return runner(main, capsys)
