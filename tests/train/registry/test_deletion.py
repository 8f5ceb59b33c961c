"""Delete and prune versions, in a directory and on S3 with its old object versions."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import boto3
import pytest

from chalicelib.errors import NotInStoreError, StoreError
from chalicelib.registry.fetch import fetch_manifest
from tests.support.stores import BUCKET, AnyWriter, promote, publish
from train.errors import InputError
from train.registry.bundle import Bundle, with_files
from train.registry.current_model import fetch_current
from train.registry.deletion import delete, plan_deletion, plan_pruning
from train.registry.published_version import list_versions
from train.registry.writable_store import DirectoryWriter


@pytest.fixture
def bundles(tutorial_bundle: Bundle) -> list[Bundle]:
    """Return five versions of few files; their names sort as they are listed."""
    artifacts = {
        name: raw for name, raw in tutorial_bundle.files.items() if name.endswith(".safetensors")
    }
    small = Bundle(tutorial_bundle.manifest, artifacts)
    numbered = [with_files(small, {"report.html": bytes([number])}) for number in range(5)]
    return sorted(numbered, key=lambda bundle: bundle.manifest.version)


def names(writer: AnyWriter) -> list[str]:
    return [published.version for published in list_versions(writer)]


@pytest.fixture
def versions(writer: AnyWriter, bundles: list[Bundle]) -> list[str]:
    """Publish five versions; the first one is the previous, the third the current one."""
    published = [publish(bundle, writer) for bundle in bundles]
    promote(published[0], writer)
    promote(published[2], writer)
    return published


def test_a_deleted_version_leaves_nothing(writer: AnyWriter, versions: list[str]) -> None:
    delete(plan_deletion(versions[1], writer), writer)
    assert versions[1] not in names(writer)
    assert writer.files(f"versions/{versions[1]}/") == []
    assert versions[1] not in writer.versions_with_traces()
    assert fetch_current(writer).manifest.version == versions[2]


@pytest.mark.parametrize(("index", "state"), [(0, "previous"), (2, "current")])
def test_what_the_pointer_names_is_deleted_only_by_force(
    writer: AnyWriter, versions: list[str], index: int, state: str
) -> None:
    with pytest.raises(InputError, match=f"it is the {state} version"):
        plan_deletion(versions[index], writer)
    delete(plan_deletion(versions[index], writer, force=True), writer)
    assert writer.files(f"versions/{versions[index]}/") == []


def test_a_version_that_is_promoted_after_the_plan_is_kept(
    writer: AnyWriter, versions: list[str]
) -> None:
    planned = plan_deletion(versions[4], writer)
    promote(versions[4], writer)
    with pytest.raises(InputError, match="it is the current version"):
        delete(planned, writer)
    assert fetch_current(writer).manifest.version == versions[4]


def test_a_deletion_that_stops_at_any_file_leaves_no_version_and_can_be_finished(
    writer: AnyWriter, bundles: list[Bundle], monkeypatch: pytest.MonkeyPatch
) -> None:
    version, remove = publish(bundles[0], writer), writer.delete
    count = len(plan_deletion(version, writer).keys)
    for stop in (1, count // 2, count - 1):
        publish(bundles[0], writer)
        calls: list[str] = []

        def remove_some(key: str, stop: int = stop, calls: list[str] = calls) -> None:
            if len(calls) == stop:
                raise StoreError("killed")
            calls.append(key)
            remove(key)

        monkeypatch.setattr(writer, "delete", remove_some)
        with pytest.raises(StoreError, match="killed"):
            delete(plan_deletion(version, writer), writer)
        monkeypatch.setattr(writer, "delete", remove)
        assert names(writer) == []
        with pytest.raises(NotInStoreError):
            fetch_manifest(writer, version)
        delete(plan_deletion(version, writer), writer)
        assert writer.versions_with_traces() == []


@pytest.mark.parametrize(
    ("version", "message"),
    [("../..", "expected a name such as"), ("20260131T093000Z-0123456789ab", "no such version")],
)
def test_what_is_no_version_is_not_deleted(writer: AnyWriter, version: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        plan_deletion(version, writer)


@pytest.mark.parametrize(
    ("keep_last", "keep", "deleted"),
    [
        pytest.param(0, [], [1, 3, 4], id="none"),
        pytest.param(0, [3], [1, 4], id="named"),
        pytest.param(1, [], [1, 3], id="one"),
        pytest.param(2, [1], [], id="two and a named one"),
        pytest.param(5, [], [], id="all"),
        pytest.param(99, [], [], id="more than all"),
    ],
)
@pytest.mark.parametrize("writer", ["directory"], indirect=True)
def test_pruning_keeps_the_last_the_named_and_the_pointers_versions(
    writer: AnyWriter, versions: list[str], keep_last: int, keep: list[int], deleted: list[int]
) -> None:
    plan = plan_pruning(writer, keep_last, [versions[index] for index in keep])
    assert [deletion.version for deletion in plan] == [versions[index] for index in deleted]


@pytest.mark.parametrize("writer", ["directory"], indirect=True)
def test_pruning_refuses_to_keep_what_is_not_there(writer: AnyWriter, versions: list[str]) -> None:
    assert versions
    with pytest.raises(InputError, match="no such version: 20260131T093000Z-0123456789ab"):
        plan_pruning(writer, 0, ["20260131T093000Z-0123456789ab"])


def test_pruning_neither_counts_nor_deletes_what_is_damaged_or_incomplete(
    tmp_path: Any, bundles: list[Bundle]
) -> None:
    directory = DirectoryWriter(tmp_path)
    versions = [publish(bundle, directory) for bundle in bundles]
    (tmp_path / "versions" / versions[4] / "manifest.json").write_text("{")
    (tmp_path / "versions" / versions[3] / "manifest.json").unlink()
    planned = plan_pruning(directory, 1)
    assert [deletion.version for deletion in planned] == versions[:2]


@pytest.fixture
def versioned(s3: str) -> Iterator[Any]:
    """Return a client, and let the bucket keep old object versions."""
    del s3
    with closing(boto3.client("s3")) as client:
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        yield client


@pytest.mark.parametrize("writer", ["s3"], indirect=True)
def test_old_object_versions_and_delete_markers_are_deleted(
    versioned: Any, writer: AnyWriter, bundles: list[Bundle]
) -> None:
    version, other = publish(bundles[0], writer), publish(bundles[1], writer)
    key = f"spam/versions/{version}/report.html"
    for body in (b"1", b"2"):
        versioned.put_object(Bucket=BUCKET, Key=key, Body=body)
        versioned.delete_object(Bucket=BUCKET, Key=key)
    for each in writer.files(f"versions/{version}/"):
        versioned.delete_object(Bucket=BUCKET, Key=f"spam/{each}")
    assert names(writer) == [other]
    assert version in writer.versions_with_traces()
    delete(plan_deletion(version, writer), writer)
    listed = versioned.list_object_versions(Bucket=BUCKET)
    assert "DeleteMarkers" not in listed
    assert {each["Key"].split("/")[2] for each in listed["Versions"]} == {other}


@pytest.mark.parametrize("writer", ["s3"], indirect=True)
def test_an_older_object_version_never_becomes_current_while_a_file_is_deleted(
    versioned: Any, writer: AnyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for body in (b"1", b"2", b"3"):
        versioned.put_object(Bucket=BUCKET, Key="spam/a", Body=body)
    seen: list[bytes] = []
    client = getattr(writer, "client")  # noqa: B009
    remove = client.delete_object

    def watch(**request: str) -> Any:
        seen.append(writer.read("a", 9))
        return remove(**request)

    monkeypatch.setattr(client, "delete_object", watch)
    writer.delete("a")
    assert seen == [b"3"] * 3
    with pytest.raises(NotInStoreError):
        writer.read("a", 9)
