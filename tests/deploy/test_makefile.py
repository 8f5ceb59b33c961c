"""The Makefile: each documented variable reaches its targets, and a mistake is one line."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from emulation.servers import ROOT
from tests.support.rehearsal import copy_project
from train.registry.writable_store import DirectoryWriter

TABLE = (ROOT / "docs" / "deploy.md").read_text("utf-8").partition("## Variables of make")[2]
ROWS = [
    (variable, target)
    for line in re.findall(r"^\| (`.*)", TABLE, re.M)
    for variable in re.findall(r"`(\w+)`", line.split(" | ")[0])
    for target in re.findall(r"`([\w-]+)`", line.split(" | ")[1])
]
WORDS = ("DATA", "FIT", "PUBLISH", "TESTS")
"""Variables with words for a shell; all others are literal."""
HOSTILE = "it's; touch pwned `touch pwned` $(touch pwned) $(shell touch pwned) #"
PROGRAM = """#!/bin/sh
echo "$0 $*"
env | grep -E '^(GIVEN_|BULK_TEXTS)'
case "$*" in *" model "*) exit 3;; esac
"""
FAST = "FIT=--folds 0 --recipe tutorial"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, warm_programs: Path) -> Path:
    directory = tmp_path_factory.mktemp("make") / "project"
    copy_project(directory, warm_programs)
    texts = (directory / "texts.csv").read_text("utf-8").splitlines()[1:]
    rows = [f"{number},{line.partition(',')[2]}" for number, line in enumerate(texts)]
    (directory / "kinds.csv").write_text("\n".join(["kind,text", *rows]))
    return directory


def make(project: Path, *arguments: str) -> tuple[int, str, list[str]]:
    """Run make; return its exit code, its output, and the lines of errors that are not make's."""
    done = subprocess.run(  # noqa: S603
        ["make", *arguments],  # noqa: S607 - the make of this machine
        cwd=project,
        env={"PATH": os.environ["PATH"], "HOME": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    errors = [line for line in done.stderr.splitlines() if not re.match(r"make(\[\d\])?: ", line)]
    return done.returncode, done.stdout, errors


def promoted(project: Path) -> dict[str, object]:
    models = project / "models"
    version = json.loads((models / "current.json").read_text())["version"]
    manifest: dict[str, object] = json.loads(
        (models / "versions" / version / "manifest.json").read_text()
    )
    return manifest


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the Makefile and programs that show how make calls them."""
    directory = tmp_path_factory.mktemp("programs") / "a b"
    for folder in ("none/bin", "build/deployment", "build/accelerator"):
        (directory / folder).mkdir(parents=True)
    for source in (ROOT / "Makefile", *ROOT.glob("requirements*.txt")):
        shutil.copy(source, directory)
    for name in ("python", "chalice", "cfn-lint"):
        path = directory / "none" / "bin" / name
        path.write_text(PROGRAM)
        path.chmod(0o755)
    for name in ("none/.ready", "none/.ready-checks", "build/accelerator/.ready"):
        (directory / name).touch()
    return directory


@pytest.mark.parametrize(("variable", "target"), ROWS)
def test_a_target_uses_each_of_its_variables(programs: Path, variable: str, target: str) -> None:
    value = "a-value" if variable in WORDS else HOSTILE
    given = [f"{variable}={value}"] + ["BUCKET=my-models"] * (variable != "BUCKET")
    _, shown, errors = make(programs, "VENV=none", *given, target)
    assert value in "\n".join([shown, *errors])
    assert [*programs.rglob("pwned")] == []


def test_all_kinds_of_rows_were_found() -> None:
    assert {("DATA", "train"), ("PORT", "run"), ("KMS_KEY", "package-joblib")} <= {*ROWS}
    assert len(ROWS) == 47


def test_the_switch_of_bulk_scoring_is_not_taken_for_the_setting(project: Path) -> None:
    shown = make(project, '--eval=shown: ; @echo "[$$BULK]"', "BULK=off", "shown")
    assert shown[:2] == (0, "[]\n")


def test_buckets_are_checked_first_and_the_address_comes_last() -> None:
    """A dry run would stop at the command that calls make."""
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("\ndeploy: ")[2].partition("\n\n")[0]
    lines = recipe.splitlines()[1:]
    [checked] = [
        at for at, line in enumerate(lines) if "bulk-machine" in line and "--check" in line
    ]
    [created] = [at for at, line in enumerate(lines) if "bulk-machine" in line and "off" in line]
    [log] = [at for at, line in enumerate(lines) if " log " in line]
    assert checked < log < created
    assert "python -m deploy door " in lines[-1]


@pytest.mark.parametrize(("target", "installs"), [("run", False), ("package", True)])
def test_the_machines_own_compiler_will_do_for_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, installs: bool
) -> None:
    for source in (ROOT / "Makefile", *ROOT.glob("requirements*.txt")):
        shutil.copy(source, tmp_path)
    compiler = tmp_path / "bin" / "cc"
    compiler.parent.mkdir()
    compiler.touch(0o755)
    monkeypatch.setenv("PATH", str(compiler.parent), prepend=os.pathsep)
    code, shown, _ = make(tmp_path, "-n", "VENV=none", "ACCELERATOR=on", "BUCKET=mine", target)
    assert code == 0
    assert ("build/accelerator/bin/python -m pip install" in shown) is installs


def test_train_uses_all_the_given_files(project: Path) -> None:
    data = "DATA=texts.csv build/sms-spam.csv"
    code, _, errors = make(project, "train", data, FAST)
    assert code == 0, errors
    rows = sum(
        len((project / name).read_text().splitlines()) - 1
        for name in ("texts.csv", "build/sms-spam.csv")
    )
    assert f"rows               {rows}" in errors
    assert promoted(project)["data"]["rows"] == rows  # type: ignore[index]
    shutil.rmtree(project / "models")


def test_the_name_of_a_file_may_have_spaces(project: Path) -> None:
    named = project / "it's $HOME; 2.csv"
    shutil.copy(project / "kinds.csv", named)
    code, _, errors = make(project, "train", f"DATA={named.name.replace('$', '$$')}")
    assert code == 2
    assert errors[0].startswith(f"error: {named.name}: expected a label column; found kind, text")
    named.unlink()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("missing.csv", "missing.csv: "),
        ("texts.csv missing.csv", "missing.csv: "),
        ("kinds.csv", "kinds.csv: expected a label column; found kind, text"),
    ],
)
def test_a_mistake_in_the_data_is_one_line_and_promotes_nothing(
    project: Path, data: str, message: str
) -> None:
    code, _, errors = make(project, "train", f"DATA={data}")
    assert (code, len(errors)) == (2, 1)
    assert errors[0].startswith(f"error: {message}")
    assert not (project / "models").exists()


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("PORT=80000", "PORT is '80000'; expected an integer from 1 to 65535"),
        ("MAX_TEXTS=abc", "MAX_TEXTS is 'abc'; expected an integer from 1 to 100000"),
    ],
)
def test_a_mistake_in_what_is_run_is_one_line(
    project: Path, published: DirectoryWriter, setting: str, message: str
) -> None:
    code, _, errors = make(project, "run", f"MODEL_URI={published.uri}", setting)
    assert (code, errors) == (2, [f"error: {message}"])


@pytest.mark.parametrize("target", ["deploy", "package"])
def test_a_mistake_in_a_setting_is_one_line_and_changes_nothing(project: Path, target: str) -> None:
    before = (project / ".chalice" / "config.json").read_text()
    code, _, errors = make(project, target, "BUCKET=my-models", "MAX_TEXTS=abc")
    assert code == 2
    assert errors == ["error: MAX_TEXTS is 'abc'; expected an integer from 1 to 100000"]
    assert (project / ".chalice" / "config.json").read_text() == before
