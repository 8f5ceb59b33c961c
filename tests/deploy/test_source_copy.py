"""The copy that Chalice packages: sources with their bytecode."""

from pathlib import Path

import pytest

from deploy.__main__ import main


def test_copy_adds_bytecode_to_the_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("app.py").write_text("")
    Path("chalicelib").mkdir()
    Path("chalicelib/__init__.py").write_text("")
    assert main(["copy", "build/copy"]) == 0
    copied = {path.relative_to("build/copy").parts[0] for path in Path("build/copy").rglob("*.pyc")}
    assert copied == {"chalicelib", "vendor"}
    assert list(Path("chalicelib").iterdir()) == [Path("chalicelib/__init__.py")]


def test_copy_replaces_an_earlier_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("app.py").write_text("")
    for _ in range(2):
        assert main(["copy", "copy"]) == 0
        assert not Path("copy/old.py").exists()
        Path("copy/old.py").touch()
