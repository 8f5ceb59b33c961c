"""Ctrl-C while a command is still importing ends it in one line, as later."""

import runpy
import signal
import sys
from collections.abc import Iterator, Sequence

import pytest


class Interrupt:
    """A finder during whose search for a module the user presses Ctrl-C."""

    def __init__(self, module: str) -> None:
        self._module = module

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: object = None) -> None:
        """Raise at the module; find nothing else."""
        if name == self._module:
            raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("package", "module"), [("train", "train.cli.parser"), ("deploy", "deploy.log_group")]
)
def test_an_interrupted_import_is_no_traceback(
    package: str,
    module: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in (module, f"{package}.__main__"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(sys, "meta_path", [Interrupt(module), *sys.meta_path])
    with pytest.raises(SystemExit) as exit_info:
        runpy.run_module(package, run_name="__main__")
    assert exit_info.value.code == 130
    assert capsys.readouterr().err == "interrupted\n"


@pytest.fixture
def kept_handler() -> Iterator[None]:
    """Restore what SIGTERM does."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("kept_handler")
def test_sigterm_ends_a_command_as_an_exit_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "train.__main__", raising=False)
    monkeypatch.setattr(sys, "argv", ["train", "--help"])
    with pytest.raises(SystemExit):
        runpy.run_module("train", run_name="__main__")
    with pytest.raises(SystemExit) as exit_info:
        signal.raise_signal(signal.SIGTERM)
    assert exit_info.value.code == 143
