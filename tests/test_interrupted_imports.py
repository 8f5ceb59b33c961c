"""Ctrl-C while a command is still importing ends it in one line, as later."""

import runpy
import sys
from collections.abc import Sequence

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
