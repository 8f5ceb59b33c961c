"""The zip file of a cluster's workers."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from deploy.__main__ import main
from deploy.packaging.worker_zip import write_worker_zip
from emulation.servers import ROOT
from tests.support.functions import SPLIT, write_module

READ_AND_LOAD = """
import sys
sys.path.insert(0, sys.argv[1])
from chalicelib.registry.functions import DeployedSources
sources = DeployedSources()
print(sources.read("missing"), sources.load(sys.argv[2])["split"]("a b"))
print(sources.read(sys.argv[2]).decode(), end="")
"""


def test_the_zip_file_holds_sources_that_are_no_part_of_the_service_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    path = tmp_path / "build" / "chalicelib.zip"
    assert main(["workers", str(path)]) == 0
    wrote = f"wrote {path}: {path.stat().st_size:,} bytes\n"
    assert capsys.readouterr().err == f"made the directory {path.parent}\n{wrote}"
    assert main(["workers", str(path)]) == 0
    assert capsys.readouterr().err == wrote
    names = set(zipfile.ZipFile(path).namelist())
    assert {"chalicelib/__init__.py", "chalicelib/frames/__init__.py"} < names
    assert [name for name in names if not name.startswith("chalicelib/")] == []
    assert [name for name in names if "/api/" in name or "/bulk/" in name or "/web/" in name] == []
    assert [other.name for other in path.parent.iterdir()] == [path.name]
    assert path.stat().st_size < 500_000


def test_the_same_sources_make_the_same_bytes(tmp_path: Path) -> None:
    paths = [tmp_path / "one.zip", tmp_path / "other.zip"]
    for path in paths:
        write_worker_zip(ROOT, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_the_functions_of_models_authors_are_found_in_the_zip_file(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "chalicelib", tmp_path / "chalicelib", ignore=ignored)
    (module,) = write_module(tmp_path / "chalicelib" / "functions", SPLIT)
    path = tmp_path / "chalicelib.zip"
    write_worker_zip(tmp_path, path)
    shutil.rmtree(tmp_path / "chalicelib")
    done = subprocess.run(  # noqa: S603 - this interpreter, code from above
        [sys.executable, "-I", "-S", "-c", READ_AND_LOAD, str(path), module],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"None ['a', 'b']\n{SPLIT}"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("chalicelib.whl", "chalicelib.whl: expected a name that ends in .zip, as Spark does"),
        ("chalicelib.zip", "found no sources; expected the project's folder"),
    ],
)
def test_what_makes_no_file_is_said(
    name: str,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["workers", name]) == 2
    assert message in capsys.readouterr().err
    assert [*tmp_path.iterdir()] == []
