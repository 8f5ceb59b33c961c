"""What others put into a store neither stops `list` nor reaches the terminal as it is."""

import json
import os
import unicodedata
from pathlib import Path

import pytest

from chalicelib import strict_json
from chalicelib.version_names import version_of
from tests.support.commands import Run
from tests.support.stores import AnyWriter
from train.registry.bundle import Bundle, read_bundle, write_bundle
from train.registry.published_version import INCOMPLETE
from train.registry.writable_store import DirectoryWriter

HOSTILE = "\x1b[2J\x1b]0;title\x07\x9b31m\u202egnp.exe\u2066\x7f\r\nadmin\t\u200b"
ALLOWED = {"\n"}


def hostile_bundle(bundle: Bundle) -> Bundle:
    """Return a bundle whose manifest holds escape sequences wherever a string may be."""
    document = dict(bundle.manifest.document)
    document |= {"recipe": HOSTILE, "classes": [f"ham{HOSTILE}", "spam"], "metrics": [HOSTILE]}
    document |= {"data": HOSTILE, "libraries": {HOSTILE: HOSTILE}}
    manifest = bundle.manifest._replace(
        document=document, version=version_of(document), classes=(f"ham{HOSTILE}", "spam")
    )
    return Bundle(manifest, bundle.files)


def put(bundle: Bundle, root: Path) -> str:
    """Write a version by hand, as somebody who can write to the store."""
    write_bundle(bundle, root / "versions" / bundle.manifest.version)
    return bundle.manifest.version


def assert_harmless(result: tuple[int, str, str]) -> None:
    _, output, errors = result
    raw = {each for each in output + errors if unicodedata.category(each) in ("Cc", "Cf")}
    assert raw <= ALLOWED


@pytest.fixture
def hostile(run: Run, tutorial_bundle: Bundle) -> str:
    del run  # which changes to an empty directory
    return put(hostile_bundle(tutorial_bundle), Path("models"))


@pytest.mark.parametrize(
    "command", [["list"], ["list", "--json"], ["show", "VERSION"], ["verify", "VERSION"]]
)
def test_escape_sequences_are_not_printed(run: Run, hostile: str, command: list[str]) -> None:
    result = run(*(hostile if each == "VERSION" else each for each in command))
    assert result[0] == 0
    assert hostile in result[1] or command[0] != "list"
    assert_harmless(result)


def test_a_newline_in_a_manifest_forges_no_row(run: Run, hostile: str) -> None:
    head, row = run("list")[1].splitlines()
    assert head.startswith("version")
    assert row.startswith(hostile)


def test_escape_sequences_in_errors_and_labels_are_not_printed(
    run: Run, hostile: str, bundle_path: Path
) -> None:
    run("publish", bundle_path, "--promote")
    code, output, errors = run("promote", hostile)
    assert (code, output, errors.count("\n")) == (2, "", 1)
    assert_harmless((code, output, errors))
    manifest = Path("models/versions", hostile, "manifest.json")
    document = json.loads(manifest.read_text())
    pointer = {"format": 1, "version": hostile, "manifest": document, "previous": None}
    Path("models/current.json").write_bytes(strict_json.canonical(pointer))
    assert_harmless(run("predict", "see you at eight", "win a free phone"))


def test_escape_sequences_do_not_reach_a_report(run: Run, hostile: str, bundle_path: Path) -> None:
    version = run("publish", bundle_path)[1].strip()
    bundle = read_bundle(Path("models/versions") / version)
    document = bundle.manifest.document | {"recipe": HOSTILE, "libraries": {HOSTILE: HOSTILE}}
    manifest = bundle.manifest._replace(document=document, version=version_of(document))
    other = put(Bundle(manifest, bundle.files), Path("models"))
    assert hostile
    assert_harmless(run("compare", version, other, "--report", "compare.html"))
    assert_harmless((0, Path("compare.html").read_text("utf-8"), ""))


def test_what_is_not_a_version_does_not_stop_the_list(run: Run, bundle_path: Path) -> None:
    version = run("publish", bundle_path)[1].strip()
    versions = Path("models/versions")
    (versions / "notes.txt").write_text("mine")
    (versions / "folder").mkdir()
    (versions / "20200101T000000Z-000000000000").mkdir()
    (versions / "20200101T000000Z-000000000001").write_text("a file")
    for digit, make in (
        ("2", os.mkfifo),
        ("3", Path.mkdir),
        ("4", lambda path: path.write_text("{")),
    ):
        folder = versions / f"20200101T000000Z-00000000000{digit}"
        folder.mkdir()
        make(folder / "manifest.json")
    code, output, errors = run("list")
    assert code == 0
    states = {line.split()[0]: line.split()[-1] for line in output.splitlines()[1:]}
    damaged = {f"20200101T000000Z-00000000000{digit}": "damaged" for digit in "1234"}
    assert {name: state for name, state in states.items() if name != version} == damaged
    assert sorted(line.split(": ", 1)[1] for line in errors.splitlines()) == [
        "Is a FIFO; expected a regular file",
        "Is a directory; expected a regular file",
        "Not a directory",
        "expected JSON in UTF-8 (Expecting property name enclosed in double quotes: "
        "line 1 column 2 (char 1))",
        INCOMPLETE,
        "not a version",
        "not a version",
    ]
    assert "models/versions/notes.txt" in errors


@pytest.mark.parametrize("command", [("predict", "hi"), ("show",)])
def test_a_damaged_file_is_named_with_its_store(run: Run, command: tuple[str, ...]) -> None:
    Path("models").mkdir(exist_ok=True)
    Path("models/current.json").write_bytes(b"")
    message = "error: models/current.json: is empty; expected JSON in UTF-8"
    assert run(*command)[2].splitlines()[-1] == message


def test_a_stray_object_under_versions_is_named(writer: AnyWriter, run: Run) -> None:
    writer.create("versions/notes.txt", b"mine")
    code, _, errors = run("list", "--to", writer.uri)
    assert (code, errors.splitlines()[0]) == (0, f"{writer.uri}/versions/notes.txt: not a version")
    assert isinstance(writer, DirectoryWriter) or writer.versions() == ["notes.txt"]
