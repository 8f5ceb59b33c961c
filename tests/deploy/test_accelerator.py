"""The accelerator is compiled for the function's processor; a mistake is one line."""

import json
import platform
import sysconfig
from pathlib import Path

import pytest

from deploy.__main__ import main
from deploy.accelerator.compiling import (
    MODULE,
    ZIG,
    compile_accelerator,
    compile_here,
    own_architecture,
)
from deploy.errors import DeployError

FAKE = '#!/bin/sh\nfor each; do last="$each"; done\necho "$@" > "$last"\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project whose compiler writes its own arguments."""
    monkeypatch.chdir(tmp_path)
    python = tmp_path / ZIG / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(FAKE)
    python.chmod(0o755)
    (tmp_path / MODULE.parent).mkdir(parents=True)
    (tmp_path / MODULE).with_name("model.py").write_text("")
    Path("app.py").write_text("")
    Path(".chalice").mkdir()
    stages = {"prod": {}, "other": {"lambda_architecture": "x86_64"}}
    config = {"app_name": "spam-or-ham", "lambda_architecture": "arm64", "stages": stages}
    Path(".chalice/config.json").write_text(json.dumps(config))
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    return tmp_path


@pytest.mark.parametrize(
    ("stage", "target"), [("prod", "aarch64-linux-gnu.2.26"), ("other", "x86_64-linux-gnu.2.26")]
)
def test_the_copy_has_it_for_the_processor_of_the_stage(
    project: Path, stage: str, target: str
) -> None:
    assert main(["copy", "copy", "--stage", stage, "--accelerator", "on"]) == 0
    assert f"ziglang cc -target {target}" in (project / "copy" / MODULE).read_text()


def test_the_copy_never_has_what_was_compiled_for_this_machine(project: Path) -> None:
    (project / MODULE).write_text("compiled")
    assert main(["copy", "copy"]) == 0
    assert not (project / "copy" / MODULE).exists()


def test_the_command_compiles_for_this_machine(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setenv("PATH", "")
    assert main(["accelerator"]) == 0
    assert "x86_64-linux-gnu" in (project / MODULE).read_text()


def test_no_compiler_is_one_line(project: Path) -> None:
    with pytest.raises(DeployError, match="no compiler is installed; `make build/accelerator"):
        compile_accelerator(project, "arm64", project)


def test_missing_headers_are_one_line(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sysconfig, "get_paths", lambda: {"include": str(project)})
    with pytest.raises(DeployError, match=r"Python\.h is missing; install the headers"):
        compile_accelerator(project, "arm64")


def test_a_failing_compiler_is_named(project: Path) -> None:
    (project / ZIG / "bin" / "python").write_text("#!/bin/sh\necho wrong >&2; exit 1\n")
    with pytest.raises(DeployError, match="the accelerator does not compile: wrong"):
        compile_accelerator(project, "arm64")


def test_another_processor_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    with pytest.raises(DeployError, match="on Linux only, on arm64 or x86_64"):
        own_architecture()


def test_a_compiler_of_this_machine_is_preferred(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    (project / "cc").write_text(FAKE)
    (project / "cc").chmod(0o755)
    monkeypatch.setenv("PATH", str(project))
    assert "ziglang" not in compile_here(project).read_text()
