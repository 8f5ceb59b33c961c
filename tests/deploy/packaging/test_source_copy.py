"""The copy that Chalice packages: sources with their bytecode."""

import json
from pathlib import Path

import pytest

from chalicelib.one_file import FILE_NAME
from deploy.__main__ import main


def test_copy_adds_bytecode_to_the_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("app.py").write_text("")
    Path("chalicelib").mkdir()
    for name in ("__init__.py", "age.py"):
        Path("chalicelib", name).write_text("")
    assert main(["copy", "build/copy"]) == 0
    copied = {path.relative_to("build/copy").parts[0] for path in Path("build/copy").rglob("*.pyc")}
    assert copied == {"chalicelib", "vendor"}
    assert Path("build/copy/chalicelib", FILE_NAME).exists()
    assert {path.name for path in Path("chalicelib").iterdir()} == {"__init__.py", "age.py"}


@pytest.mark.parametrize("place", ["mine", "mine/a.txt", "."])
def test_copy_replaces_nothing_but_an_earlier_copy(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    place: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine").mkdir()
    for name in ("app.py", "mine/a.txt"):
        Path(name).write_text("")
    assert main(["copy", place]) == 2
    assert "expected a new or an empty directory, or an earlier copy" in capsys.readouterr().err
    assert Path("mine/a.txt").exists()
    assert Path("app.py").exists()


def test_copy_takes_the_functions_of_models_authors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("app.py").write_text("")
    functions = Path("chalicelib/functions")
    functions.mkdir(parents=True)
    (functions / "words_0123456789ab.py").write_text("WORDS = 1")
    data = "data_of_words_0123456789ab.py"
    (functions / data).write_text("DATA = 1")
    Path("requirements.txt").write_text("emoji==2.14.1\n")
    assert main(["copy", "copy"]) == 0
    assert Path("copy/requirements.txt").read_text() == "emoji==2.14.1\n"
    assert (Path("copy") / functions / "words_0123456789ab.py").read_text() == "WORDS = 1"
    assert (Path("copy") / functions / data).read_text() == "DATA = 1"
    (compiled,) = (Path("copy") / functions / "__pycache__").iterdir()
    assert compiled.name.startswith("words_")


def test_a_function_that_does_not_compile_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("app.py").write_text("")
    Path("chalicelib/functions").mkdir(parents=True)
    Path("chalicelib/functions/words.py").write_text("def words(:\n")
    assert main(["copy", "copy"]) == 2
    errors = capsys.readouterr().err
    assert errors.startswith("error: a source does not compile: ")
    assert 'words.py", line 1 def words(:' in errors
    assert "SyntaxError: " in errors
    assert len(errors.splitlines()) == 1


def test_copy_takes_sources_only_and_says_what_it_leaves_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("secret.py").write_text("KEY = 1")
    names = ("app.py", "chalicelib/age.py", "chalicelib/api/openapi.json")
    others = ("chalicelib/.env", "chalicelib/api/notes.json", "chalicelib/functions/.x.py.swp")
    compiled = ("chalicelib/__pycache__/age.cpython-311.pyc", "chalicelib/scoring/a.abi3.so")
    for name in (*names, *others, *compiled):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("")
    Path("chalicelib/linked.py").symlink_to("../secret.py")
    Path("elsewhere").mkdir()
    Path("chalicelib/outside").symlink_to("../elsewhere")
    assert main(["copy", "copy"]) == 0
    copied = {path.relative_to("copy").as_posix() for path in Path("copy").rglob("*")}
    assert copied & {*names, *others, *compiled, "chalicelib/linked.py"} == {*names}
    assert not Path("copy/chalicelib/outside").exists()
    left_out = sorted((*others, "chalicelib/linked.py", "chalicelib/outside"))
    assert set(capsys.readouterr().err.strip().partition(": ")[2].split(", ")) == {*left_out}


def test_copy_takes_compiled_files_of_vendored_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("app.py").write_text("")
    Path("vendor/mylib").mkdir(parents=True)
    for name in ("__init__.py", "_fast.cpython-311-aarch64-linux-gnu.so", ".env"):
        Path("vendor/mylib", name).write_text("")
    assert main(["copy", "copy"]) == 0
    copied = {path.name for path in Path("copy/vendor/mylib").iterdir()}
    assert copied == {"__init__.py", "_fast.cpython-311-aarch64-linux-gnu.so"}


def test_copy_replaces_an_earlier_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("app.py").write_text("")
    for _ in range(2):
        assert main(["copy", "copy"]) == 0
        assert not Path("copy/old.py").exists()
        Path("copy/old.py").touch()


@pytest.mark.parametrize("bulk", [True, False])
def test_copy_takes_bulk_scoring_only_for_a_stage_that_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bulk: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("app.py").write_text("")
    for folder in ("bulk", "frames", "store"):
        Path("chalicelib", folder).mkdir(parents=True)
        Path("chalicelib", folder, "__init__.py").write_text("")
    Path(".chalice").mkdir()
    places = {"read": ["s3://texts/"], "write": ["s3://labels/"]}
    on = {"bulk": places, "environment_variables": {"BULK": "1"}}
    stage = on if bulk else {}
    Path(".chalice/config.json").write_text(
        json.dumps({"app_name": "spam-or-ham", "stages": {"prod": stage}})
    )
    assert main(["copy", "copy", "--stage", "prod"]) == 0
    copied = {path.name for path in Path("copy/chalicelib").iterdir()}
    assert copied == {FILE_NAME, "store", *(["bulk"] if bulk else [])}
