"""tests/support/copies.py: every test is run once, and no copy that ends is overlooked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from emulation.servers import ROOT

TESTS = {
    "test_a.py": "def test_a(): pass\n\ndef test_b(): assert [] == [1]\n",
    "test_c.py": "import os\n\ndef test_c(): pass\n\ndef test_d(): os.kill(os.getpid(), 9)\n\n"
    "def test_f(): pass\n\ndef test_g(): pass\n",
    "test_e.py": "import pytest\n\ndef test_e(tmp_path): pytest.skip('why')\n",
}

CI_VARIABLES = ("CI", "BUILD_NUMBER")
"""With one of them, pytest writes longer summaries."""


def run(directory: Path, files: dict[str, str]) -> tuple[int, list[str]]:
    """Run tests in two copies; return the exit code and the lines of the summary."""
    for name, code in files.items():
        (directory / name).write_text(code)
    options = ["-q", "-ra", "-c", os.devnull, "--rootdir", ".", "-p", "no:cacheprovider"]
    environment = {name: value for name, value in os.environ.items() if name not in CI_VARIABLES}
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-m", "pytest", "-p", "tests.support.copies", "--copies", "2", *options],
        cwd=directory,
        env=environment
        | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    summary = done.stdout.partition("short test summary info")[2].splitlines()[1:]
    return done.returncode, sorted(line.rpartition(" in ")[0] or line for line in summary)


def test_the_reports_of_all_copies_are_passed_on(tmp_path: Path) -> None:
    code, summary = run(tmp_path, TESTS)
    assert code == 1
    assert summary == [
        "2 failed, 2 passed, 1 skipped",
        "FAILED test_a.py::test_b - assert [] == [1]",
        "FAILED test_c.py::test_d - the process of the test ended with status -9; not run: "
        "test_f, test_g",
        "SKIPPED [1] test_e.py:3: why",
    ]


def test_a_run_without_failures_ends_well(tmp_path: Path) -> None:
    assert run(tmp_path, {"test_a.py": "def test_a(): pass\n"})[0] == 0


def test_a_test_that_hangs_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_HANGS_AFTER", "2")
    code = "import threading\n\ndef test_a(): threading.Event().wait()\n"
    summary = run(tmp_path, {"test_a.py": code, "test_b.py": "def test_b(): pass\n"})[1]
    assert summary == [
        "1 failed, 1 passed",
        "FAILED test_a.py::test_a - the process of the test ended with status -9",
    ]
