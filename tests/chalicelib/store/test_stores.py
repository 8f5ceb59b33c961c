"""Reading and writing a store: a directory and S3, through real boto3 against a local server."""

from collections.abc import Callable
from pathlib import Path

import pytest

from chalicelib.errors import FormatError, NotInStoreError, SettingError, StoreError
from chalicelib.store.opening import open_reader
from emulation.servers import free_port
from tests.support.stores import BUCKET, AnyWriter
from train.registry.writable_store import open_writer


def test_what_is_created_can_be_read_by_a_reader(writer: AnyWriter, way: str) -> None:
    del way
    assert writer.create("versions/v1/a.bin", b"bytes")
    assert open_reader(writer.uri).read("versions/v1/a.bin", 5) == b"bytes"


def test_create_leaves_what_stands_there(writer: AnyWriter) -> None:
    writer.create("a", b"old")
    assert not writer.create("a", b"new")
    assert writer.read("a", 10) == b"old"


def test_swap_writes_only_over_what_was_read(writer: AnyWriter) -> None:
    assert writer.swap("current.json", b"old", None)
    first = writer.read_changed("current.json", 10, None)
    assert first is not None
    assert writer.swap("current.json", b"newer", first.tag)
    assert not writer.swap("current.json", b"late", first.tag)
    assert not writer.swap("current.json", b"late", None)
    assert writer.read("current.json", 10) == b"newer"


def test_swap_does_not_write_over_what_is_gone(writer: AnyWriter) -> None:
    assert not writer.swap("current.json", b"new", '"0123456789abcdef0123456789abcdef"')
    with pytest.raises(NotInStoreError):
        writer.read("current.json", 10)


def test_what_has_not_changed_is_not_read_again(writer: AnyWriter, way: str) -> None:
    del way
    writer.create("current.json", b"old")
    store = open_reader(writer.uri)
    first = store.read_changed("current.json", 10, None)
    assert first is not None
    assert store.read_changed("current.json", 10, first.tag) is None
    assert writer.swap("current.json", b"new", first.tag)
    second = store.read_changed("current.json", 10, first.tag)
    assert second is not None
    assert second.raw == b"new"


def test_a_tag_of_either_way_is_the_others(s3: str) -> None:
    writer, store = open_writer(s3), open_reader(s3)
    writer.create("current.json", b"old")
    found = writer.read_changed("current.json", 10, None)
    assert found is not None
    assert store.read_changed("current.json", 10, found.tag) is None
    assert store.read_changed("current.json", 10, None) == found


def test_versions_are_listed_sorted_and_once(writer: AnyWriter) -> None:
    for key in ("versions/b/1", "versions/a/1", "versions/a/2", "current.json"):
        writer.create(key, b"x")
    assert writer.versions() == ["a", "b"]


def test_an_empty_store_has_no_versions(writer: AnyWriter) -> None:
    assert writer.versions() == []


def test_more_bytes_than_expected_are_not_read(writer: AnyWriter, way: str) -> None:
    del way
    writer.create("a", b"12345")
    with pytest.raises(FormatError, match="5 bytes; at most 4 are expected"):
        open_reader(writer.uri).read("a", 4)


def test_a_key_without_anything_is_told_apart(writer: AnyWriter, way: str) -> None:
    del way
    with pytest.raises(NotInStoreError, match="no such"):
        open_reader(writer.uri).read("current.json", 10)


def test_a_directory_in_place_of_a_file_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "current.json").mkdir()
    with pytest.raises(StoreError, match="Is a directory"):
        open_reader(str(tmp_path)).read("current.json", 10)


def test_a_file_in_place_of_the_store_is_a_store_error(tmp_path: Path) -> None:
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
    writer.swap("b", b"3", None)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "a", "b"]


@pytest.mark.parametrize("uri", ["gs://bucket/x", "s3://", "s3:///prefix", "s3:b", "", " "])
@pytest.mark.parametrize("opener", [open_reader, open_writer])
def test_other_addresses_are_refused(opener: Callable[[str], object], uri: str) -> None:
    with pytest.raises(SettingError, match="accepted are a directory and s3://bucket/prefix"):
        opener(uri)


def test_a_bucket_that_is_missing_is_named(s3: str, way: str) -> None:
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
    with pytest.raises(StoreError, match="spam/a: access denied; s3:PutObject must be allowed"):
        writer.create("a", b"x")
    with pytest.raises(StoreError, match="spam/a: access denied; s3:GetObject must be allowed"):
        open_reader(s3).read("a", 10)
    with pytest.raises(StoreError, match="s3:ListBucket must be allowed"):
        writer.versions()


def test_missing_credentials_are_named(s3: str, no_credentials: None) -> None:
    with pytest.raises(StoreError, match="no AWS credentials found; set AWS_ACCESS_KEY_ID"):
        open_reader(s3).read("current.json", 10)


def test_another_refusal_of_s3_is_named(
    s3: str, way: str, no_permissions: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    del way
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "unknown")
    with pytest.raises(StoreError, match="S3 answers InvalidAccessKeyId to s3:GetObject"):
        open_reader(s3).read("current.json", 10)


def test_a_server_that_does_not_listen_is_a_store_error(
    s3: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del way
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(StoreError, match=r"current.json: [cC]ould not connect to .*127.0.0.1:"):
        open_reader(s3).read("current.json", 10)


def test_an_endpoint_that_is_no_address_is_a_store_error(
    s3: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "not an address")
    with pytest.raises(StoreError, match="boto3 cannot be set up"):
        open_reader(s3)
