"""Imports run one way, between the packages and inside them, as pyproject.toml says."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from emulation.servers import ROOT


def test_the_import_contracts_are_kept() -> None:
    assert lint_imports(str(ROOT / "pyproject.toml"), no_cache=True) == EXIT_STATUS_SUCCESS
