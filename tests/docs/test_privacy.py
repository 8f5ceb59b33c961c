"""docs/privacy.md: its commands print the output below them; it names every file of a version."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulation.servers import ROOT
from tests.support.shell import Shell, assert_shown, commands
from train.corpus.first_corpus import SAMPLE
from train.registry.bundle import Bundle

DOCUMENT = (ROOT / "docs" / "privacy.md").read_text("utf-8")
SHOWN = commands(DOCUMENT)
VERSION = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{12}")


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, warm_programs: Path) -> Iterator[Shell]:
    directory = tmp_path_factory.mktemp("privacy")
    head, *rows = SAMPLE.read_text("utf-8").splitlines(keepends=True)
    (directory / "texts.csv").write_text(head + "".join(rows[:300]), "utf-8")
    (directory / "test.csv").write_text(head + "".join(rows[300:400]), "utf-8")
    _, text = rows[1].split(",", 1)
    (directory / "request.txt").write_text(text.upper().strip().strip('"'), "utf-8")
    path = f"{warm_programs}:/usr/bin:/bin"
    with Shell(directory, PATH=path, PYTHONPATH=str(ROOT), PYTHONUNBUFFERED="1") as opened:
        yield opened


def test_each_command_prints_the_output_below_it(shell: Shell) -> None:
    first = ""
    for command, shown in SHOWN:
        printed = shell.run(VERSION.sub(first, command))
        assert_shown(printed, shown)
        if "publish" in command and not first:
            first = printed.splitlines()[0]
    assert VERSION.fullmatch(first)


def test_every_file_of_a_version_is_described(default_bundle: Bundle) -> None:
    described = {*default_bundle.files, "report.html", "manifest.json"} - {"classifier.pkl"}
    assert [name for name in sorted(described) if f"`{name}`" not in DOCUMENT] == []
