"""The names of texts and reporters: one key for a store, kept as long as reports come."""

from datetime import timedelta

import pytest

from chalicelib import strict_json
from chalicelib.errors import FormatError, StoreError
from chalicelib.reports.names import KEY_FILE, RENEWED_AFTER, find_names, find_or_make_names
from chalicelib.store.writing.opening import open_key_writer
from tests.support.stores import AnyWriter
from tests.support.user_reports import AT, in_a_directory


def test_the_first_report_makes_the_key_and_all_others_find_it(writer: AnyWriter) -> None:
    assert find_names(writer) is None
    names = find_or_make_names(writer, AT)
    assert find_or_make_names(writer, AT) == find_names(writer) == names


def test_the_key_is_written_again_before_the_lifecycle_deletes_it(writer: AnyWriter) -> None:
    names = find_or_make_names(writer, AT)
    before = writer.read(KEY_FILE, 1000)
    assert find_or_make_names(writer, AT + RENEWED_AFTER - timedelta(seconds=1)) == names
    assert writer.read(KEY_FILE, 1000) == before
    assert find_or_make_names(writer, AT + RENEWED_AFTER) == names
    assert writer.read(KEY_FILE, 1000) != before


@in_a_directory
def test_a_key_that_another_process_makes_at_the_same_moment_counts(
    writer: AnyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_key_writer(writer.uri)
    theirs = []
    write = writer.replace_if_unchanged

    def late(key: str, raw: bytes, tag: str | None) -> bool:
        theirs.append(find_or_make_names(other, AT))
        return write(key, raw, tag)

    monkeypatch.setattr(writer, "replace_if_unchanged", late)
    assert find_or_make_names(writer, AT) == theirs[0]


@in_a_directory
def test_a_key_that_cannot_be_read_back_is_an_error(
    writer: AnyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "replace_if_unchanged", lambda *_: False)
    with pytest.raises(StoreError, match="cannot be read back"):
        find_or_make_names(writer, AT)


@in_a_directory
@pytest.mark.parametrize("key", ["ab", "G" * 64])
def test_a_damaged_key_is_refused(writer: AnyWriter, key: str) -> None:
    document = {"format": 1, "key": key, "written_at": AT.isoformat()}
    writer.create(KEY_FILE, strict_json.canonical(document))
    advice = r"'key' must have 64 hexadecimal digits; restore an older version of the file, or del"
    with pytest.raises(FormatError, match=advice) as refused:
        find_names(writer)
    assert str(refused.value).startswith(f"{writer.uri}/{KEY_FILE}: ")


@in_a_directory
def test_a_store_that_changes_while_it_is_read_is_an_error(
    writer: AnyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "read_changed", lambda *_: None)
    with pytest.raises(StoreError, match="changed while it was read"):
        find_names(writer)


@in_a_directory
def test_names_depend_on_the_key_the_caller_and_the_callers_user(writer: AnyWriter) -> None:
    names = find_or_make_names(writer, AT)
    other = names._replace(key=b"other")
    assert names.text("See  you") == names.text(" see YOU\n") != other.text("see you")
    reporters = [("a", None), ("a", ""), ("a", "b"), ("ab", None), ("", "ab"), ("\ud800", None)]
    assert len({names.reporter(*each) for each in reporters}) == len(reporters)
    assert len(names.reporter("a")) == 16
