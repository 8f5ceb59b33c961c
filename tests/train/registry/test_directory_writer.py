"""Writing to a directory: nothing outside it, nothing half, nothing left by a killed process."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chalicelib.errors import StoreError
from chalicelib.store.writing import file_lock
from train.registry.writable_store import DirectoryWriter

KEY = "versions/v1/a"


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def modes(directory: DirectoryWriter) -> set[str]:
    return {f"{path.stat().st_mode:o}" for path in directory.root.rglob("*")}


@pytest.mark.usefixtures("umask")
def test_files_and_directories_have_the_permissions_of_the_umask(
    directory: DirectoryWriter,
) -> None:
    directory.create(KEY, b"1")
    directory.replace_if_unchanged("current.json", b"1", None)
    assert modes(directory) == {"100640", "40750"}


def link_elsewhere(lock: Path) -> None:
    target = lock.parents[1] / "precious"
    target.write_text("mine")
    lock.symlink_to(target)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(link_elsewhere, "Too many levels of symbolic links", id="link"),
        pytest.param(os.mkfifo, "Is a FIFO", id="fifo"),
        pytest.param(Path.mkdir, "Is a directory", id="directory"),
    ],
)
def test_a_lock_that_is_no_regular_file_is_refused(
    directory: DirectoryWriter, make: Callable[[Path], None], message: str
) -> None:
    directory.root.mkdir()
    make(directory.root / ".lock")
    with pytest.raises(StoreError, match=rf"\.lock: .*{message}"):
        directory.replace_if_unchanged("current.json", b"1", None)
    assert [path.name for path in directory.root.iterdir()] == [".lock"]
    if (directory.root.parent / "precious").exists():
        assert (directory.root.parent / "precious").read_text() == "mine"


def test_a_lock_is_not_truncated(directory: DirectoryWriter) -> None:
    directory.root.mkdir()
    (directory.root / ".lock").write_text("mine")
    assert directory.replace_if_unchanged("current.json", b"1", None)
    assert (directory.root / ".lock").read_text() == "mine"


def test_a_lock_that_is_never_released_is_an_error(
    directory: DirectoryWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_lock, "LOCK_SECONDS", 0.0)
    directory.root.mkdir()
    with (
        file_lock.locked(directory.root / ".lock"),
        pytest.raises(StoreError, match="locked by another process"),
    ):
        directory.replace_if_unchanged("current.json", b"1", None)


@pytest.mark.parametrize("key", ["current.json", KEY])
def test_a_fifo_under_a_key_is_not_waited_for(directory: DirectoryWriter, key: str) -> None:
    (directory.root / key).parent.mkdir(parents=True)
    os.mkfifo(directory.root / key)
    assert not directory.create(key, b"1")
    with pytest.raises(StoreError, match="Is a FIFO"):
        directory.replace_if_unchanged(key, b"1", None)


def test_everything_is_on_the_disk_before_the_pointer_moves(
    directory: DirectoryWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    fsync, link, replace = os.fsync, os.link, Path.replace

    def record_fsync(descriptor: int) -> None:
        name = Path(f"/proc/self/fd/{descriptor}").readlink().name
        calls.append(f"sync {'partial' if name.endswith('.partial') else name}")
        fsync(descriptor)

    def record_link(source: Path, target: Path) -> None:
        calls.append(f"link {target.name}")
        link(source, target)

    def record_replace(source: Path, target: Path) -> Path:
        calls.append(f"move {target.name}")
        return replace(source, target)

    monkeypatch.setattr(os, "fsync", record_fsync)
    monkeypatch.setattr(os, "link", record_link)
    monkeypatch.setattr(Path, "replace", record_replace)
    directory.create(KEY, b"1")
    directory.replace_if_unchanged("current.json", b"1", None)
    parents = {"sync v1", "sync versions", "sync models", f"sync {directory.root.parent.name}"}
    assert set(calls[:-6]) <= parents
    assert "sync versions" in calls[:-6]
    assert calls[-6:] == [
        *("sync partial", "link a", "sync v1"),
        *("sync partial", "move current.json", "sync models"),
    ]


@pytest.mark.parametrize(("code", "works"), [(errno.EINVAL, True), (errno.EIO, False)])
def test_only_a_file_system_that_cannot_sync_directories_is_excused(
    directory: DirectoryWriter, monkeypatch: pytest.MonkeyPatch, code: int, works: bool
) -> None:
    fsync = os.fsync

    def fail(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").resolve().is_dir():
            raise OSError(code, os.strerror(code))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fail)
    if works:
        assert directory.create(KEY, b"1")
    else:
        with pytest.raises(StoreError, match="Input/output error"):
            directory.create(KEY, b"1")


def test_a_link_that_a_network_file_system_made_and_denies_is_a_success(
    directory: DirectoryWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def link_and_deny(source: Path, target: Path) -> None:
        link(source, target)
        raise FileExistsError

    monkeypatch.setattr(os, "link", link_and_deny)
    assert directory.create(KEY, b"1")


def test_deleting_leaves_no_folder(directory: DirectoryWriter) -> None:
    directory.create("versions/v1/a", b"1")
    directory.create("versions/v1/sub/b", b"1")
    keys = directory.files("versions/v1/")
    assert keys == ["versions/v1/a", "versions/v1/sub/b"]
    for key in (*keys, "versions/v1/"):
        directory.delete(key)
    assert directory.versions() == []


def test_a_folder_that_is_a_symbolic_link_is_not_followed(
    directory: DirectoryWriter, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a").write_text("mine")
    (directory.root / "versions" / "v1").mkdir(parents=True)
    (directory.root / "versions" / "v1" / "inner").symlink_to(outside)
    (directory.root / "versions" / "v2").symlink_to(outside)
    assert directory.files("versions/v1") == ["versions/v1/inner"]
    directory.delete("versions/v1/inner")
    with pytest.raises(StoreError, match="is a symbolic link; expected a directory"):
        directory.files("versions/v2")
    assert (outside / "a").read_text() == "mine"


def test_a_folder_that_is_not_empty_is_a_store_error(directory: DirectoryWriter) -> None:
    directory.create(KEY, b"1")
    with pytest.raises(StoreError, match="cannot be deleted: Directory not empty"):
        directory.delete("versions/v1")
