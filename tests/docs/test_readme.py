"""README.md: its commands print what is shown below them.

Figures are left out here, because processors differ in the last digits:
`tests/train/corpus/test_sample.py` compares them with a tolerance.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulation.servers import ROOT, free_port, running
from tests.support.shell import Shell, assert_shown, commands
from tests.support.warm_python import environment
from train.corpus.first_corpus import SAMPLE

SHOWN = [
    pair
    for pair in commands((ROOT / "README.md").read_text("utf-8"))
    if not pair[0].startswith("make ")
]
REQUESTS = [(command, shown) for command, shown in SHOWN if command.startswith("curl ")]
TRAINING = [pair for pair in SHOWN if pair not in REQUESTS]


def without_figures(output: str) -> str:
    """Replace the figures at the ends of a table's cells.

    >>> without_figures("f1      0.9505")
    'f1 #'
    """
    return re.sub(r" +\d[\d.]*(?!\S)", " #", output)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, warm_programs: Path) -> Iterator[Shell]:
    directory = tmp_path_factory.mktemp("readme")
    (directory / "train").mkdir()
    shutil.copy(SAMPLE, directory / "train" / "sample.csv")
    environment(directory / ".venv", warm_programs)
    environ = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with Shell(directory, **environ) as opened:
        yield opened


@pytest.fixture(scope="module")
def server(shell: Shell) -> Iterator[str]:
    """Serve what the shell has promoted, as `make run` does."""
    url = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "deploy", "serve", "--port", url[17:]]
    models = f"{shell.run('pwd').strip()}/models"
    with running(command, f"{url}/health", MODEL_URI=models):
        yield url


@pytest.mark.parametrize(("command", "shown"), TRAINING)
def test_training_prints_what_is_shown(shell: Shell, command: str, shown: str) -> None:
    assert_shown(without_figures(shell.run(command)), without_figures(shown))


@pytest.mark.parametrize("page", ["operating.md", "policies.md"])
def test_the_first_bands_of_other_pages_work_with_this_model(shell: Shell, page: str) -> None:
    document = (ROOT / "docs" / page).read_text("utf-8")
    found = re.findall(r"^\$ (python -m train policy --unsure .* --promote) +#", document, re.M)
    assert found
    for command in found:
        assert "texts (" in shell.run(f"{command} --dry-run")


def test_figures_of_scored_files_are_of_this_model(shell: Shell) -> None:
    section = (ROOT / "docs" / "data.md").read_text("utf-8").partition("\n## Scoring files\n")[2]
    (_, file), *shown = commands(section)[:3]
    Path(shell.run("pwd").strip(), "new.csv").write_text(file, "utf-8")
    for command, output in shown:
        figures = [re.findall(r"\d+\.\d+", each) for each in (shell.run(command), output)]
        found, expected = ([*map(float, each)] for each in figures)
        assert found == pytest.approx(expected, abs=1e-4)
        assert found


@pytest.mark.parametrize(("command", "shown"), REQUESTS)
def test_requests_print_what_is_shown(shell: Shell, server: str, command: str, shown: str) -> None:
    assert f"{shell.run(command.replace('http://127.0.0.1:8000', server))}\n" == shown


def test_all_kinds_of_commands_were_found() -> None:
    assert (len(TRAINING), len(REQUESTS)) == (4, 2)
