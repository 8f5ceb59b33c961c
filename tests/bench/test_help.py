"""The commands of the benchmarks explain themselves: `--help` measures nothing."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulation.servers import ROOT

SOURCES = {path: path.read_text("utf-8") for path in sorted((ROOT / "bench").rglob("*.py"))}
COMMANDS = [
    path for path, source in SOURCES.items() if "__main__" in source and "python -m bench" in source
]
"""Without what a benchmark starts itself, such as the program that it kills."""


def calls(path: Path, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(SOURCES[path])):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
            yield node


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=f"{path.parent.name}-{path.stem}") for path in COMMANDS]
)
def test_every_command_reads_its_arguments_and_explains_each(path: Path) -> None:
    assert [*calls(path, "parse_args")]
    options = [*calls(path, "add_argument")]
    unexplained = [
        ast.unparse(option.args[0])
        for option in options
        if "help" not in {keyword.arg for keyword in option.keywords}
    ]
    assert unexplained == []


def test_help_does_not_start_measuring() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.imports", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.startswith("usage: python -m bench.imports [-h]")
    assert done.stderr == ""
