"""What a killed process left in a directory is deleted, and nothing that is in use."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.store.writing import file_lock, file_writer
from train.registry.writable_store import DirectoryWriter

KEY = "versions/v1/a"


def killed_while_writing(directory: DirectoryWriter, key: str) -> Path:
    """Kill a process between writing a partial file and linking it; return the partial file."""
    code = (
        "import os, signal, sys; from pathlib import Path; "
        "from train.registry.writable_store import DirectoryWriter; "
        "os.link = lambda *_: os.kill(os.getpid(), signal.SIGKILL); "
        "DirectoryWriter(Path(sys.argv[1])).create(sys.argv[2], b'1')"
    )
    command = [sys.executable, "-c", code, str(directory.root), key]
    subprocess.run(command, check=False)  # noqa: S603 - this interpreter
    (partial,) = (directory.root / key).parent.glob(".*.partial")
    return partial


@pytest.mark.parametrize("key", ["current.json", KEY])
def test_the_next_write_deletes_what_a_killed_process_left(
    directory: DirectoryWriter, key: str
) -> None:
    partial = killed_while_writing(directory, key)
    directory.create("versions/v2/a", b"1")
    assert not partial.exists()


def test_a_write_keeps_the_partial_file_of_a_running_process(
    directory: DirectoryWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, other = os.link, DirectoryWriter(directory.root)

    def write_meanwhile(partial: Path, path: Path) -> None:
        monkeypatch.setattr(os, "link", link)
        assert other.create("versions/v2/a", b"2")
        link(partial, path)

    monkeypatch.setattr(os, "link", write_meanwhile)
    assert directory.create(KEY, b"1")
    assert directory.read(KEY, 9) == b"1"


def test_a_partial_file_that_is_taken_for_abandoned_is_made_again(
    directory: DirectoryWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    try_lock = file_lock.try_lock
    deleted: list[Path] = []

    def delete_first(descriptor: int) -> bool:
        if not deleted:
            (partial,) = directory.root.glob(".*.partial")
            partial.unlink()
            deleted.append(partial)
        return try_lock(descriptor)

    monkeypatch.setattr(file_writer, "try_lock", delete_first)
    assert directory.create("a", b"1")
    assert directory.read("a", 9) == b"1"


def test_nothing_outside_the_store_is_deleted(directory: DirectoryWriter, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / ".a.partial").write_text("mine")
    (directory.root / "versions").mkdir(parents=True)
    (directory.root / "versions" / "v1").symlink_to(outside)
    (directory.root / ".b.partial").symlink_to(outside / ".a.partial")
    os.mkfifo(directory.root / ".c.partial")
    directory.create("a", b"1")
    assert (outside / ".a.partial").read_text() == "mine"
