"""The bar names the step, and nothing is shown without a terminal."""

import io
import time
from collections.abc import Callable

import pytest

from train.cli import step_bar as module
from train.cli.step_bar import step_bar


class Terminal(io.StringIO):
    """Text that says it goes to a terminal."""

    def isatty(self) -> bool:
        """Return that it is one."""
        return True


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.01)
    pytest.fail("waited in vain")


def test_each_step_is_named_and_counted_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(module, "TICK_SECONDS", 0.001)
    with step_bar(2) as begin:
        begin("fit")
        wait_until(lambda: terminal.getvalue().count("fit") > 2)  # drawn while a step runs
        begin("export")
    assert "export" in terminal.getvalue()
    assert " 1/2 " in terminal.getvalue()


def test_nothing_is_shown_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.StringIO()
    monkeypatch.setattr("sys.stderr", file)
    with step_bar(2) as begin:
        begin("fit")
        begin("export")
    assert file.getvalue() == ""
