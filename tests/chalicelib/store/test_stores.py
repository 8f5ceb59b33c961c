"""Read and write a store: a directory, and S3 by real boto3 against a local server."""

import os
import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from chalicelib.errors import FormatError, NotInStoreError, SettingError, StoreError
from chalicelib.store.base import StoreReader
from chalicelib.store.location import BUCKET_NAME_RULE
from chalicelib.store.opening import open_reader
from emulation.servers import free_port
from tests.support.stores import BUCKET, AnyWriter
from train.registry.writable_store import open_writer


def test_a_reader_reads_what_a_writer_created(writer: AnyWriter, way: str) -> None:
    del way
    assert writer.create("versions/v1/a.bin", b"bytes")
    assert open_reader(writer.uri).read("versions/v1/a.bin", 5) == b"bytes"


def test_create_does_not_overwrite(writer: AnyWriter) -> None:
    writer.create("a", b"old")
    assert not writer.create("a", b"new")
    assert writer.read("a", 10) == b"old"


def test_swap_overwrites_only_the_bytes_that_were_read(writer: AnyWriter) -> None:
    assert writer.replace_if_unchanged("current.json", b"old", None)
    first = writer.read_changed("current.json", 10, None)
    assert first is not None
    assert writer.replace_if_unchanged("current.json", b"newer", first.tag)
    assert not writer.replace_if_unchanged("current.json", b"late", first.tag)
    assert not writer.replace_if_unchanged("current.json", b"late", None)
    assert writer.read("current.json", 10) == b"newer"


def test_swap_does_not_replace_a_missing_key(writer: AnyWriter) -> None:
    tag = '"0123456789abcdef0123456789abcdef"'
    assert not writer.replace_if_unchanged("current.json", b"new", tag)
    with pytest.raises(NotInStoreError):
        writer.read("current.json", 10)


def test_unchanged_bytes_are_not_read_again(writer: AnyWriter, way: str) -> None:
    del way
    writer.create("current.json", b"old")
    store = open_reader(writer.uri)
    first = store.read_changed("current.json", 10, None)
    assert first is not None
    assert store.read_changed("current.json", 10, first.tag) is None
    assert writer.replace_if_unchanged("current.json", b"new", first.tag)
    second = store.read_changed("current.json", 10, first.tag)
    assert second is not None
    assert second.raw == b"new"


def test_boto3_and_the_standard_library_reader_agree_on_the_tag(s3: str) -> None:
    writer, store = open_writer(s3), open_reader(s3)
    writer.create("current.json", b"old")
    stored = writer.read_changed("current.json", 10, None)
    assert stored is not None
    assert store.read_changed("current.json", 10, stored.tag) is None
    assert store.read_changed("current.json", 10, None) == stored


def test_versions_are_sorted_and_unique(writer: AnyWriter) -> None:
    for key in ("versions/b/1", "versions/a/1", "versions/a/2", "current.json"):
        writer.create(key, b"x")
    assert writer.versions() == ["a", "b"]


def test_an_empty_store_has_no_versions(writer: AnyWriter) -> None:
    assert writer.versions() == []


def test_larger_bytes_than_expected_are_not_read(writer: AnyWriter, way: str) -> None:
    del way
    writer.create("a", b"12345")
    with pytest.raises(FormatError, match="found 5 bytes; expected at most 4"):
        open_reader(writer.uri).read("a", 4)


def test_a_missing_key_has_its_own_error(writer: AnyWriter, way: str) -> None:
    del way
    with pytest.raises(NotInStoreError, match="no such"):
        open_reader(writer.uri).read("current.json", 10)


def test_a_directory_instead_of_a_file_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "current.json").mkdir()
    with pytest.raises(StoreError, match="Is a directory"):
        open_reader(str(tmp_path)).read("current.json", 10)


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(os.path.relpath(path))  # the name of a socket is limited to 107 bytes


def make_loop(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(make_fifo, "Is a FIFO; expected a regular file", id="fifo"),
        pytest.param(make_device, "Is a device; expected a regular file", id="device"),
        pytest.param(Path.mkdir, "Is a directory; expected a regular file", id="directory"),
        pytest.param(make_socket, "No such device or address", id="socket"),
        pytest.param(make_loop, "Too many levels of symbolic links", id="loop"),
    ],
)
def test_only_regular_files_are_read(
    make: Callable[[Path], None], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make(tmp_path / "current.json")
    store, expected = open_reader(str(tmp_path)), rf"current.json: {message}"
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(StoreError, match=expected):
        store.read("current.json", 10)
    with pytest.raises(StoreError, match=expected):
        store.read_changed("current.json", 10, "a tag")
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_symbolic_link_to_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"bytes")
    (tmp_path / "current.json").symlink_to("file")
    assert open_reader(str(tmp_path)).read("current.json", 10) == b"bytes"


def test_a_file_instead_of_the_store_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("")
    writer = open_writer(str(tmp_path / "models"))
    with pytest.raises(StoreError, match=r"cannot be written: (Not a directory|File exists)"):
        writer.create("versions/v1/a", b"x")
    with pytest.raises(StoreError, match="Not a directory"):
        writer.versions()


def test_no_partial_file_stays_behind(tmp_path: Path) -> None:
    writer = open_writer(str(tmp_path))
    writer.create("a", b"1")
    writer.create("a", b"2")
    writer.replace_if_unchanged("b", b"3", None)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "a", "b"]


@pytest.mark.parametrize(
    "uri", ["gs://bucket/x", "s3://", "s3:///x", "s3:b", "", " ", "s3://my..models/x"]
)
@pytest.mark.parametrize("opener", [open_reader, open_writer])
def test_other_uris_are_refused(opener: Callable[[str], object], uri: str) -> None:
    expected = (
        f"store is {uri!r}; expected a directory or s3://bucket/prefix, with {BUCKET_NAME_RULE}"
    )
    with pytest.raises(SettingError, match=re.escape(expected)):
        opener(uri)


@pytest.mark.parametrize("opener", [open_reader, open_writer])
def test_a_tilde_is_the_home_directory(
    opener: Callable[[str], StoreReader], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert opener("~/models").uri == f"{tmp_path}/models"
    assert opener("~no-such-user/models").uri == "~no-such-user/models"


def test_a_missing_bucket_is_named(s3: str, way: str) -> None:
    del s3, way
    with pytest.raises(StoreError, match="bucket 'no-such-bucket' does not exist"):
        open_reader("s3://no-such-bucket/spam").read("current.json", 10)


def test_a_prefix_may_be_empty(s3: str) -> None:
    del s3
    writer = open_writer(f"s3://{BUCKET}")
    writer.create("current.json", b"{}")
    assert writer.uri == f"s3://{BUCKET}"
    assert writer.read("current.json", 10) == b"{}"


def test_denied_access_names_the_action(s3: str, way: str, no_permissions: None) -> None:
    del way
    writer = open_writer(s3)
    with pytest.raises(StoreError, match="spam/a: access denied; allow s3:PutObject"):
        writer.create("a", b"x")
    with pytest.raises(StoreError, match="spam/a: access denied; allow s3:GetObject"):
        open_reader(s3).read("a", 10)
    with pytest.raises(StoreError, match="allow s3:ListBucket"):
        writer.versions()


def test_missing_credentials_are_reported(s3: str, no_credentials: None) -> None:
    with pytest.raises(StoreError, match="no AWS credentials found; set AWS_ACCESS_KEY_ID"):
        open_reader(s3).read("current.json", 10)


def test_another_error_code_of_s3_is_named(
    s3: str, way: str, no_permissions: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    del way
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "unknown")
    with pytest.raises(StoreError, match="S3 returned InvalidAccessKeyId for s3:GetObject"):
        open_reader(s3).read("current.json", 10)


def test_a_server_that_does_not_listen_is_a_store_error(
    s3: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del way
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(StoreError, match=r"current.json: [cC]ould not connect to .*127.0.0.1:"):
        open_reader(s3).read("current.json", 10)


def test_a_malformed_endpoint_is_a_store_error(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "not an address")
    with pytest.raises(StoreError, match="boto3 cannot be set up"):
        open_reader(s3)
