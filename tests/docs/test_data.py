"""docs/data.md: the commands of "Scoring files" print what is shown below them.

The model is a smaller one, so probabilities and weights are left out.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulation.servers import ROOT
from tests.support.shell import Shell, assert_shown, commands
from tests.support.stores import AnyWriter
from train.__main__ import main

DOCUMENT = (ROOT / "docs" / "data.md").read_text("utf-8")
SHOWN = commands(DOCUMENT.partition("\n## Scoring files\n")[2])
FIGURE = re.compile(r"-?\d+\.\d+(?:e-\d+)?")


@pytest.fixture(scope="module")
def shell(
    tmp_path_factory: pytest.TempPathFactory, warm_programs: Path, published: AnyWriter
) -> Iterator[Shell]:
    directory = tmp_path_factory.mktemp("data")
    (directory / "new.csv").write_text(SHOWN[0][1], "utf-8")
    path = f"{warm_programs}:/usr/bin:/bin"
    environ = {"PATH": path, "PYTHONPATH": str(ROOT), "MODEL_URI": published.uri}
    with Shell(directory, **environ) as opened:
        yield opened


@pytest.mark.parametrize(("command", "shown"), SHOWN)
def test_each_command_prints_the_output_below_it(shell: Shell, command: str, shown: str) -> None:
    assert_shown(FIGURE.sub("#", shell.run(command)), FIGURE.sub("#", shown))


def test_every_option_of_predict_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["predict", "--help"])
    options = set(re.findall(r"^  (--[a-z-]+)", capsys.readouterr().out, re.M))
    assert len(options) > 8
    assert [option for option in options - {"--from"} if option not in DOCUMENT] == []
