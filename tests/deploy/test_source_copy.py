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


def test_copy_takes_the_functions_of_models_authors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("app.py").write_text("")
    functions = Path("chalicelib/functions")
    functions.mkdir(parents=True)
    (functions / "words_0123456789ab.py").write_text("WORDS = 1")
    Path("requirements.txt").write_text("emoji==2.14.1\n")
    assert main(["copy", "copy"]) == 0
    assert Path("copy/requirements.txt").read_text() == "emoji==2.14.1\n"
    assert (Path("copy") / functions / "words_0123456789ab.py").read_text() == "WORDS = 1"
    assert [*(Path("copy") / functions / "__pycache__").glob("words_*.pyc")]


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
