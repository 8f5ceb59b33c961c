"""The service writes single keys, in a directory and on S3, and overwrites nothing unseen."""

from pathlib import Path

import pytest

from chalicelib.errors import SettingError
from chalicelib.store.writing.file_writer import PARTIAL
from chalicelib.store.writing.opening import KeyWriter, open_key_writer

KEY = "reports/texts/a/b.json"


@pytest.fixture(params=["directory", "s3"])
def key_writer(request: pytest.FixtureRequest, tmp_path: Path) -> KeyWriter:
    if request.param == "directory":
        return open_key_writer(str(tmp_path / "store"))
    return open_key_writer(request.getfixturevalue("s3"))


def test_a_key_is_created_once_and_replaced_only_as_it_was_read(key_writer: KeyWriter) -> None:
    assert key_writer.replace_if_unchanged(KEY, b"1", None)
    assert not key_writer.create(KEY, b"2")
    assert not key_writer.replace_if_unchanged(KEY, b"2", None)
    read = key_writer.read_changed(KEY, 9, None)
    assert read is not None
    assert key_writer.replace_if_unchanged(KEY, b"3", read.tag)
    assert not key_writer.replace_if_unchanged(KEY, b"4", read.tag)
    assert key_writer.read(KEY, 9) == b"3"


def test_a_killed_writer_leaves_nothing_beside_what_is_written_next(tmp_path: Path) -> None:
    left = tmp_path / "reports" / "texts" / "a" / ".b.json.0123abcd.partial"
    left.parent.mkdir(parents=True)
    left.write_text("a text")
    open_key_writer(str(tmp_path)).create(KEY, b"1")
    assert list(left.parent.glob(PARTIAL)) == []


def test_another_kind_of_store_is_refused() -> None:
    with pytest.raises(SettingError, match="expected a directory or s3://bucket/prefix"):
        open_key_writer("http://example.com/store")
