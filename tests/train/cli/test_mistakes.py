"""A user's mistake ends with one error line, exit code 2 and nothing on standard output."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from emulation.servers import ROOT
from tests.support.commands import Run
from tests.support.mistakes import assert_mistake
from train.errors import InputError
from train.registry.bundle import Bundle, read_bundle, write_bundle


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "no such file", id="no-such-file"),
        pytest.param(b"\x89PNG\r\n\x00\x00", "is a picture", id="not-text"),
        pytest.param("a,b\n1,2\n", "found a, b; name it with --text-column", id="column"),
        pytest.param("label,text\nham,a\nham,b\n", "expected at least 2", id="one-class"),
        pytest.param(
            "label,text\n,a\n,b\n", "found no labelled text (2 without", id="empty-labels"
        ),
        pytest.param("label,text\nham,a\nham,b\nspam,c\n", "'spam' has 1 text", id="few-texts"),
    ],
)
def test_a_corpus_that_cannot_be_used_is_a_mistake(
    run: Run, tmp_path: Path, content: str | bytes | None, message: str
) -> None:
    path = tmp_path / "bad.csv"
    if content is not None:
        write(path, content)
    assert_mistake(run("fit", "--data", path), message)


def test_a_corpus_to_start_with_is_a_file_with_content(run: Run) -> None:
    Path("folder").mkdir()
    assert_mistake(run("corpus", "--out", "folder"), "folder: is a directory; expected the coll")
    write(Path("c.csv"), "")
    assert_mistake(run("corpus", "--out", "c.csv"), "c.csv: is empty; expected the collection")


def test_a_model_directory_that_cannot_be_written_is_a_mistake(run: Run, corpus: Path) -> None:
    write(Path("file"), "")
    result = run("fit", "--recipe", "tutorial", "--data", corpus, "--out", "file/model")
    assert_mistake(result, "file/model: cannot write the model there")


def test_the_test_texts_may_lack_a_class(run: Run, corpus: Path) -> None:
    test = write(Path("test.csv"), "label,text\nham,see you at eight\n")
    code, output, _ = run("fit", "--recipe=tutorial", "--data", corpus, "--test", test, "--json")
    assert (code, json.loads(output)["texts"]) == (0, 1)


def test_listing_nothing_says_so(run: Run) -> None:
    assert run("list")[2] == "no version is published at models\n"


def test_no_write_permission_is_a_mistake(run: Run, bundle_path: Path) -> None:
    run("publish", bundle_path)  # imports modules that only root may be able to read
    Path("locked").mkdir(mode=0o500)
    with unprivileged():
        store = run("publish", bundle_path, "--to", "locked")
        with pytest.raises(InputError, match="cannot write the model there: Permission denied"):
            write_bundle(read_bundle(bundle_path), Path("locked/model"))
    assert_mistake(store, "cannot be written: Permission denied")


@contextmanager
def unprivileged() -> Iterator[None]:
    """Act as a user other than root, because root may write anywhere."""
    user = os.geteuid()
    if user == 0:
        for directory in (Path.cwd(), *Path.cwd().parents):
            # Keep the other bits: without its sticky bit, /tmp serves nobody else.
            directory.chmod(stat.S_IMODE(directory.stat().st_mode) | 0o055)
            if directory.name.startswith("pytest-of-"):  # everything below it belongs to the tests
                break
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_store_that_cannot_be_written_is_a_mistake(run: Run, bundle_path: Path) -> None:
    write(Path("file"), "")
    assert_mistake(run("publish", bundle_path, "--to", "file"), "cannot be written")


def test_a_store_without_a_directory_of_versions_is_a_mistake(run: Run) -> None:
    Path("models").mkdir()
    write(Path("models/versions"), "")
    assert_mistake(run("list"), "models: Not a directory")


def test_a_missing_bucket_is_a_mistake(run: Run, s3: str, bundle_path: Path) -> None:
    del s3
    result = run("publish", bundle_path, "--to", "s3://no-such-bucket/spam")
    assert_mistake(result, "bucket 'no-such-bucket' does not exist")


def test_denied_access_is_a_mistake(
    run: Run, s3: str, bundle_path: Path, no_permissions: None
) -> None:
    result = run("publish", bundle_path, "--to", s3)
    assert_mistake(result, "access denied; allow s3:PutObject")


def test_missing_credentials_are_a_mistake(
    run: Run, s3: str, bundle_path: Path, no_credentials: None
) -> None:
    assert_mistake(run("publish", bundle_path, "--to", s3), "no AWS credentials found")


def test_predicting_without_a_promoted_version_is_a_mistake(run: Run) -> None:
    assert_mistake(
        run("predict", "hello"), "models/current.json: no such file; 'python -m train pub"
    )


def test_a_missing_version_is_a_mistake(run: Run) -> None:
    version = "20260131T093000Z-0123456789ab"
    assert_mistake(run("promote", version), f"{version}/manifest.json: no such file")


def test_a_bad_setting_is_a_mistake(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_URI", "ftp://models")
    assert_mistake(run("list"), "MODEL_URI: store is 'ftp://models'; expected a directory")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fit"],
        ["fit", "--recipe", "best"],
        ["publish", "-x"],
        ["publish", ""],
        ["publish", "s3://x"],
    ],
)
def test_wrong_arguments_exit_with_2(run: Run, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(*arguments)
    assert ended.value.code == 2


def test_versions_of_other_classes_are_not_compared(
    run: Run, bundle_path: Path, three_class_bundle: Bundle
) -> None:
    first = run("publish", bundle_path)[1].strip()
    write_bundle(three_class_bundle, bundle_path)
    second = run("publish", bundle_path)[1].strip()
    assert_mistake(run("compare", first, second), "expected versions with the same classes")


def test_one_column_cannot_be_text_and_label(run: Run, corpus: Path) -> None:
    columns = ("--text-column", "text", "--label-column", "text")
    assert_mistake(run("fit", "--data", corpus, *columns), "'text' is both the text column and the")


def test_a_terminal_that_shows_only_ascii_is_not_a_mistake(corpus: Path) -> None:
    command = [sys.executable, "-m", "train", "evaluate", "--data", str(corpus), "--folds", "2"]
    ascii_only = os.environ | {"PYTHONIOENCODING": "ascii", "MODEL_URI": str(corpus.parent)}
    done = subprocess.run(  # noqa: S603
        [*command, "--recipe", "tutorial"], capture_output=True, text=True, env=ascii_only, cwd=ROOT
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert "\\xb1" in done.stdout
