"""docs/tutorial.md: its commands print the output below them, and its Python code runs.

If `SMS_SPAM_CSV` names the SMS Spam Collection, the figures are compared too. Otherwise the
commands train on the embedded corpus, and the figures are ignored.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulation.servers import ROOT, free_port, running
from tests.support.moto import ask_moto
from tests.support.shell import Shell, assert_shown, commands, masked
from tests.support.warm_python import environment
from train.corpus.first_corpus import SAMPLE

DOCUMENT = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
TRAINING, SERVING = (commands(part) for part in DOCUMENT.split("## Part two"))
PYTHON = re.findall(r"^```python\n(.*?)^```", DOCUMENT, re.M | re.S)
SERVER = "http://127.0.0.1:8000"
CORPUS = os.environ.get("SMS_SPAM_CSV", "")


def comparable(text: str) -> str:
    """Return a text without its figures if they come from another corpus."""
    return text if CORPUS else re.sub(r" *\d[\d,.]*", " N", "\n".join(masked(text)))


@pytest.fixture(scope="module")
def shell(
    s3_endpoint: str, tmp_path_factory: pytest.TempPathFactory, warm_programs: Path
) -> Iterator[Shell]:
    ask_moto(f"{s3_endpoint}/moto-api/reset")
    directory = tmp_path_factory.mktemp("tutorial")
    (directory / "build").mkdir()
    shutil.copy(Path(CORPUS) if CORPUS else SAMPLE, directory / "build" / "sms-spam.csv")
    environment(directory / ".venv", warm_programs)
    environ = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "AWS_ENDPOINT_URL": s3_endpoint,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with Shell(directory, **environ) as opened:
        yield opened


@pytest.fixture(scope="module")
def server(shell: Shell) -> Iterator[str]:
    """Serve the version that the shell promoted, as `make run` does."""
    environ = dict(line.split("=", 1) for line in shell.run("env").splitlines() if "=" in line)
    url = f"http://127.0.0.1:{free_port()}"
    chalice = str(Path(sys.executable).with_name("chalice"))
    command = [chalice, "local", "--stage", "local", "--no-autoreload", "--port", url[17:]]
    with running(command, f"{url}/health", **environ):
        yield url


@pytest.mark.parametrize(("command", "shown"), TRAINING)
def test_training_prints_the_output_below_it(shell: Shell, command: str, shown: str) -> None:
    assert_shown(comparable(shell.run(command)), comparable(shown))


@pytest.mark.parametrize(("command", "shown"), SERVING)
def test_serving_prints_the_output_below_it(
    shell: Shell, server: str, command: str, shown: str
) -> None:
    assert f"{shell.run(command.replace(SERVER, server))}\n" == shown


def test_the_python_code_runs(shell: Shell, server: str) -> None:
    assert server
    (code,) = PYTHON
    shell.run(f"cd {ROOT} && python -c '{code}'")


def test_there_are_three_texts() -> None:
    assert [shown for _, shown in SERVING] == ['["spam"]\n', '["ham"]\n', '["ham"]\n']
