"""docs/frames.md: each example prints the output below it, with the library itself."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.packaging.worker_zip import write_worker_zip
from emulation.servers import ROOT
from train.registry.writable_store import DirectoryWriter

DOCUMENT = (ROOT / "docs" / "frames.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)```\n\n```text\n(.*?)```", DOCUMENT, re.M | re.S)
"""Each example with its output."""
TEXTS = re.findall(r"^```json\n(.*?)```", DOCUMENT, re.M | re.S)[0]
ENVIRONMENT = ROOT / "build" / "frames"
PYTHON = ENVIRONMENT / "bin" / "python"
LIBRARIES = ("pandas", "polars", "duckdb")
needs_libraries = pytest.mark.skipif(
    not (ENVIRONMENT / ".ready").exists(),
    reason="build/frames is not installed: make build/frames/.ready",
)
BARE_PYTHON = f'#!/bin/sh\nexec "{sys.executable}" -S "$@"\n'
"""A worker's Python, which finds no installed package."""
QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Options of Java with which a job of a few rows takes two thirds of the time."""


def printed(*command: object, directory: Path, **environ: str) -> str:
    done = subprocess.run(  # noqa: S603 - the examples of a document of this repository
        [str(word) for word in command],
        cwd=directory,
        env=os.environ | environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def directory(published: DirectoryWriter, tmp_path: Path) -> Path:
    """Return a directory with what the examples read, and the zip file."""
    (tmp_path / "models").symlink_to(published.uri)
    (tmp_path / "texts.jsonl").write_text(TEXTS)
    write_worker_zip(ROOT, tmp_path / "chalicelib.zip")
    return tmp_path


def example(library: str) -> tuple[str, str]:
    """Return the example that imports a library, and its output."""
    imports = re.compile(rf"^(import|from) {library}", re.M)
    return next((code, output) for code, output in EXAMPLES if imports.search(code))


def test_the_zip_file_needs_no_installed_package(directory: Path) -> None:
    code, output = EXAMPLES[0]
    code = f"import sys; sys.path.insert(0, 'chalicelib.zip')\n{code}"
    code += "assert 'chalicelib.zip' in sys.modules['chalicelib'].__file__\n"
    assert printed(sys.executable, "-I", "-S", "-c", code, directory=directory) == output


@needs_libraries
@pytest.mark.parametrize("library", LIBRARIES)
def test_each_library_prints_what_is_shown(library: str, directory: Path) -> None:
    code, output = example(library)
    assert printed(PYTHON, "-c", code, directory=directory, PYTHONPATH=str(ROOT)) == output


@needs_libraries
def test_spark_labels_with_workers_that_have_no_installed_package(directory: Path) -> None:
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    code, output = example("pyspark")
    (directory / "job.py").write_text(code)
    bare = directory / "python"
    bare.write_text(BARE_PYTHON)
    bare.chmod(0o755)
    command = [ENVIRONMENT / "bin" / "spark-submit", "--master", "local[1]"]
    command += ["--driver-java-options", QUICK_START, "--conf", "spark.ui.enabled=false"]
    command += ["--py-files", "chalicelib.zip", "job.py"]
    environ = {"PYSPARK_DRIVER_PYTHON": str(PYTHON), "PYSPARK_PYTHON": str(bare)}
    environ |= {"PYTHONWARNINGS": "ignore"}  # Spark warns of each new pandas
    assert printed(*command, directory=directory, **environ) == output


def test_every_example_is_run() -> None:
    run = [EXAMPLES[0], *(example(library) for library in (*LIBRARIES, "pyspark"))]
    assert run == EXAMPLES
