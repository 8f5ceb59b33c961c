"""`python -m deploy size` prints the size of a package, and fails with --gate if it has a fault."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.__main__ import main
from deploy.packaging.check import MAX_UNZIPPED_BYTES, MAX_ZIPPED_BYTES
from tests.support.mistakes import assert_mistake

Size = Callable[..., tuple[int, str, str]]


@pytest.fixture
def size(capsys: pytest.CaptureFixture[str]) -> Size:
    """Return a function that runs the command: (code, output, errors)."""

    def command(*arguments: object) -> tuple[int, str, str]:
        code = main(["size", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def packed(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(name.replace("_", "."), raw)
    return path


def test_size_is_printed_next_to_lambdas_limits(size: Size, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", app_py=b"x" * 1000, lib_so=b"\x7fELF")
    code, output, errors = size(path)
    assert (code, errors) == (0, "")
    assert [line.split() for line in output.splitlines()] == [
        ["zipped", f"{path.stat().st_size:,}", "bytes", "of", "52,428,800"],
        ["unzipped", "1,004", "bytes", "of", "262,144,000"],
        ["compiled", "1", "files"],
    ]


def test_a_package_without_faults_passes_the_gate(size: Size, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", app_py=b"")
    assert size(path, "--gate")[::2] == (0, "")


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        pytest.param("lib_so", b"\x7fELF", "lib.so is compiled for one", id="compiled"),
        pytest.param("numpy_py", b"", "numpy.py is not needed", id="unneeded"),
        pytest.param("app_py", b"0" * (MAX_UNZIPPED_BYTES + 1), "bytes unzipped;", id="unzipped"),
    ],
)
def test_the_gate_names_the_fault(
    size: Size, tmp_path: Path, name: str, raw: bytes, message: str
) -> None:
    path = packed(tmp_path / "a.zip", **{name: raw})
    code, output, errors = size(path, "--gate")
    assert (code, len(output.splitlines()), len(errors.splitlines())) == (2, 3, 1)
    assert errors.startswith(f"error: {path}: ")
    assert message in errors
    assert size(path)[0] == 0


def test_a_requirement_may_bring_files_that_nobody_knows(
    size: Size, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = packed(tmp_path / "a.zip", emoji_py=b"", lib_so=b"\x7fELF")
    Path("requirements.txt").write_text("# nothing\n\n")
    assert "emoji.py is not needed" in size(path, "--gate")[2]
    Path("requirements.txt").write_text("# functions\nemoji==2.14.1\n")
    assert size(path, "--gate")[::2] == (0, "")
    monkeypatch.setattr("deploy.packaging.check.LAMBDA_UNZIPPED_BYTES", 3)
    assert "4 bytes unzipped; expected at most 3" in size(path, "--gate")[2]


def test_a_vendored_package_may_bring_files_too(
    size: Size, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = packed(tmp_path / "a.zip", lib_so=b"\x7fELF")
    assert size(path, "--gate")[0] == 2
    Path("vendor").mkdir()
    assert size(path, "--gate")[::2] == (0, "")


def test_a_requirement_excuses_no_file_of_the_service(
    size: Size, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("requirements.txt").write_text("emoji==2.14.1\n")
    path = packed(tmp_path / "a.zip", **{"chalicelib/_env": b"SECRET", "emoji/data_json": b""})
    message = f"error: {path}: chalicelib/.env is not needed\n"
    assert size(path, "--gate")[2] == message


def test_the_gate_limits_the_zipped_size_too(size: Size, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("app.py", b"0" * MAX_ZIPPED_BYTES)
    assert "bytes zipped; expected at most 2,000,000" in size(tmp_path / "a.zip", "--gate")[2]


def test_a_file_that_is_not_a_package_is_a_mistake(size: Size, tmp_path: Path) -> None:
    assert_mistake(size("missing.zip"), "missing.zip")
    assert_mistake(size(tmp_path), str(tmp_path))
    path = tmp_path / "a.zip"
    path.write_bytes(b"no zip file")
    assert_mistake(size(path), f"{path}: expected a valid zip file: ")


def test_a_damaged_package_is_a_mistake(size: Size, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", app_py=bytes(range(256)) * 40)
    raw = bytearray(path.read_bytes())
    raw[40:60] = b"\xff" * 20  # after the header of its only file
    path.write_bytes(raw)
    assert_mistake(size(path, "--gate"), f"{path}: expected a valid zip file: ")
