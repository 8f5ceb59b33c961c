"""The deployment package is small, holds nothing compiled and all that a cold start imports."""

import importlib.util
import marshal
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.one_file import FILE_NAME, INDEX_BYTES
from deploy.packaging.check import MAX_UNZIPPED_BYTES, MAX_ZIPPED_BYTES, Package, read_package
from deploy.packaging.source_copy import SLOW_ANYWAY
from emulation.packaging import package
from emulation.servers import ROOT
from train.registry.writable_store import DirectoryWriter

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
"""The versions that Lambda offers and Chalice supports."""
OWN = {"app", "chalice", "chalicelib"}
SLOW_TO_IMPORT = {
    "asyncio", "ctypes", "multiprocessing", "sqlite3", "ssl", "subprocess",
    "tempfile", "unittest", "xml",
}  # fmt: skip
"""What no first request needs; the rest of the standard library may be imported."""
SCORE_A_TEXT = """
import sys
before = set(sys.modules)
sys.path.insert(0, sys.argv[1])
import app
event = {
    "resource": "/spamorham", "path": "/spamorham", "httpMethod": "POST", "pathParameters": None,
    "multiValueHeaders": {"content-type": ["text/plain"]}, "headers": {},
    "multiValueQueryStringParameters": None, "stageVariables": None, "isBase64Encoded": False,
    "requestContext": {"httpMethod": "POST", "resourcePath": "/spamorham", "identity": {}},
    "body": "win a free phone, txt WIN to 80001",
}
print(app.app(event, None)["body"])
print(*sorted(set(sys.modules) - before))
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package(tmp_path_factory.mktemp("package")) / "deployment.zip"


@pytest.fixture(scope="module")
def unzipped(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(archive) as file:
        file.extractall(directory)
    return directory


def respond(python: str, task: Path, models: str) -> list[str]:
    """Return the response of a bare Python that runs the package, and the modules it imports."""
    done = subprocess.run(  # noqa: S603 - a Python of this machine
        [python, "-I", "-S", "-B", "-c", SCORE_A_TEXT, str(task)],
        env={"MODEL_URI": models},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-2:]


def pythons() -> Iterator[str]:
    """Yield the installed Pythons."""
    yield sys.executable
    for version in PYTHONS:
        found = shutil.which(f"python{version}")
        if found and subprocess.run([found, "-c", ""], capture_output=True).returncode == 0:  # noqa: S603
            yield found


def test_the_package_is_small_and_holds_only_what_is_needed(archive: Path) -> None:
    contents = read_package(archive)
    assert contents.faults() == []
    assert (contents.compiled, contents.unneeded) == ([], [])
    assert 50_000 < contents.zipped_bytes < contents.unzipped_bytes


def test_the_documented_sizes_are_true(archive: Path) -> None:
    """Rounded, and within 15 %: the bytecode of Python 3.13 is a tenth smaller than of 3.11."""
    contents = read_package(archive)
    document = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    sizes = {"zipped": contents.zipped_bytes, "unzipped": contents.unzipped_bytes}
    for name, size in sizes.items():
        [shown] = re.findall(rf"^{name} +([\d,]+) bytes", document, re.M)
        assert int(shown.replace(",", "")) == pytest.approx(size, rel=0.15)
    [rounded] = re.findall(
        r"^\| this project \| ([\d.]+) MB \| ([\d.]+) MB \| 0 \|$", document, re.M
    )
    assert [float(each) for each in rounded] == pytest.approx(
        [size / 1e6 for size in sizes.values()], rel=0.15
    )


@pytest.mark.parametrize(
    ("contents", "fault"),
    [
        pytest.param(Package(MAX_ZIPPED_BYTES + 1, 1, [], []), "zipped", id="zipped"),
        pytest.param(Package(1, MAX_UNZIPPED_BYTES + 1, [], []), "unzipped", id="unzipped"),
        pytest.param(Package(1, 1, ["a.so"], []), "a.so is compiled", id="compiled"),
        pytest.param(Package(1, 1, [], ["train/a"]), "train/a is not needed", id="unneeded"),
    ],
)
def test_each_fault_is_named(contents: Package, fault: str) -> None:
    assert [fault in each for each in contents.faults()] == [True]


@pytest.mark.parametrize(
    "name",
    ["tests/chalicelib/api/test_routes.py", "train/fit.py", "chalicelib/__pycache__/model.py",
     "chalicelib/data.csv", "chalicelib/shipped/model.safetensors",
     "numpy/core.py", "chalice/cli/__init__.py"],
)  # fmt: skip
def test_unneeded_files_are_found(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr("app.py", "")
        file.writestr(name, "")
    assert read_package(tmp_path / "a.zip").unneeded == [name]


def test_artifacts_and_data_of_functions_do_not_count_as_the_projects_own(tmp_path: Path) -> None:
    names = ("app.py", "chalicelib/shipped/manifest.json")
    data = "chalicelib/functions/data_of_words_0123456789ab.py"
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        for name in (*names, data):
            file.writestr(name, "1234")
    found = read_package(tmp_path / "a.zip")
    assert (found.model.unzipped, found.unneeded) == (8, [])


def test_compiled_files_are_found_by_their_first_bytes(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr("chalicelib/fast.py", b"\x7fELF\x02\x01")
        file.writestr("app.py", "import fast")
    assert read_package(tmp_path / "a.zip").compiled == ["chalicelib/fast.py"]


def test_every_source_has_bytecode_that_python_does_not_compare_with_it(
    unzipped: Path,
) -> None:
    modules = indexed(unzipped)
    sources = [each for each in sorted(unzipped.rglob("*.py")) if each.name not in SLOW_ANYWAY]
    alone = [each for each in sources if str(each.relative_to(unzipped)) not in modules]
    for source in alone:
        bytecode = Path(importlib.util.cache_from_source(str(source))).read_bytes()
        assert bytecode[:4] == importlib.util.MAGIC_NUMBER
        assert int.from_bytes(bytecode[4:8], "little") == 0b01  # by hash, and unchecked (PEP 552)
        assert bytecode[8:16] == importlib.util.source_hash(source.read_bytes())
    assert len(alone) == len(list(unzipped.rglob("*.pyc")))
    assert len(alone) + len(modules) == len(sources)


def indexed(unzipped: Path) -> set[str]:
    """Return the paths of the sources whose bytecode is in one file."""
    raw = (unzipped / "chalicelib" / FILE_NAME).read_bytes()
    size = int.from_bytes(raw[:INDEX_BYTES], "little")
    index = marshal.loads(raw[INDEX_BYTES : INDEX_BYTES + size])  # noqa: S302 - the package's own
    return {path for path, _, _ in index.values()}


def test_the_bytecode_has_no_docstrings_and_no_columns(unzipped: Path) -> None:
    bytecode = Path(importlib.util.cache_from_source(str(unzipped / "app.py"))).read_bytes()
    code = marshal.loads(bytecode[16:])  # noqa: S302 - the package's own
    assert not isinstance(code.co_consts[0], str) or "routes" not in code.co_consts[0]
    assert {columns for *_, columns, _ in code.co_positions()} == {None}


def test_the_package_runs_on_every_installed_python(
    unzipped: Path, published: DirectoryWriter
) -> None:
    responses = {python: respond(python, unzipped, published.uri)[0] for python in pythons()}
    assert set(responses.values()) == {'["spam"]'}


def test_a_cold_start_imports_only_what_is_needed(
    unzipped: Path, published: DirectoryWriter
) -> None:
    names = respond(sys.executable, unzipped, published.uri)[1].split()
    modules = {name.partition(".")[0] for name in names}
    assert modules - sys.stdlib_module_names == OWN
    assert modules & SLOW_TO_IMPORT == set()
