"""Publishing, promoting and listing, and fetching what was promoted: on a directory and on S3."""

import dataclasses
import json
from pathlib import Path

import pytest

from chalicelib import strict_json
from chalicelib.errors import FormatError, NotInStoreError, StoreError
from chalicelib.fetch import fetch_current, fetch_file, fetch_manifest
from chalicelib.manifest import Manifest, is_version, version_of
from tests.conftest import NOW
from train.bundle import Bundle
from train.registry import current_version, list_versions, promote, publish, summary
from train.storage import DirectoryStorage, S3Storage, open_storage

AnyStorage = DirectoryStorage | S3Storage


@pytest.fixture(params=["directory", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> AnyStorage:
    if request.param == "directory":
        return open_storage(str(tmp_path / "models"))
    return open_storage(request.getfixturevalue("s3"))


@pytest.fixture
def directory(tmp_path: Path) -> DirectoryStorage:
    return DirectoryStorage(tmp_path / "models")


def test_the_promoted_model_is_the_one_that_is_fetched(
    storage: AnyStorage, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    first = publish(tutorial_bundle, storage)
    promote(first, storage, NOW)
    publish(default_bundle, storage)
    assert fetch_current(storage).manifest.version == first
    promote(default_bundle.manifest.version, storage, NOW)
    model = fetch_current(storage)
    assert model.manifest == default_bundle.manifest
    assert model.scores("free prize") == default_bundle.model().scores("free prize")


def test_publishing_does_not_move_the_pointer(storage: AnyStorage, tutorial_bundle: Bundle) -> None:
    publish(tutorial_bundle, storage)
    assert current_version(storage) is None
    with pytest.raises(NotInStoreError, match=r"current\.json"):
        fetch_current(storage)


def test_publishing_the_same_again_changes_nothing(
    storage: AnyStorage, tutorial_bundle: Bundle
) -> None:
    assert publish(tutorial_bundle, storage) == publish(tutorial_bundle, storage)
    assert storage.versions() == [tutorial_bundle.manifest.version]


def test_a_version_with_other_bytes_is_not_overwritten(
    storage: AnyStorage, tutorial_bundle: Bundle
) -> None:
    key = f"versions/{tutorial_bundle.manifest.version}/metrics.json"
    storage.create(key, b"{}")
    with pytest.raises(StoreError, match=r"metrics\.json: other bytes stand there"):
        publish(tutorial_bundle, storage)
    assert storage.read(key, 10) == b"{}"


def test_the_list_tells_the_promoted_version(
    storage: AnyStorage, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    for bundle in (tutorial_bundle, default_bundle):
        publish(bundle, storage)
    promote(default_bundle.manifest.version, storage, NOW)
    rows = {row["version"]: row for row in map(summary, list_versions(storage))}
    assert {version: row["current"] for version, row in rows.items()} == {
        tutorial_bundle.manifest.version: False,
        default_bundle.manifest.version: True,
    }
    assert rows[tutorial_bundle.manifest.version]["recipe"] == "tutorial"


def test_a_version_without_a_manifest_is_none(
    directory: DirectoryStorage, tutorial_bundle: Bundle
) -> None:
    version = publish(tutorial_bundle, directory)
    (directory.root / "versions" / version / "manifest.json").unlink()
    (directory.root / "versions" / "notes").mkdir()
    assert list_versions(directory) == []
    with pytest.raises(NotInStoreError, match=r"manifest\.json"):
        promote(version, directory, NOW)


def test_the_version_is_the_time_and_the_manifests_digest(tutorial_bundle: Bundle) -> None:
    manifest = tutorial_bundle.manifest
    assert is_version(manifest.version)
    assert manifest.version.startswith(f"{manifest.document['created']}-")
    again = strict_json.parse(strict_json.canonical(manifest.document), "again")
    assert isinstance(again, dict)
    assert version_of(again) == manifest.version


def test_the_pointer_remembers_the_version_before(
    directory: DirectoryStorage, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    versions = [publish(bundle, directory) for bundle in (tutorial_bundle, default_bundle)]
    for version in versions:
        promote(version, directory, NOW)
        promote(version, directory, NOW)
    pointer = json.loads(directory.read("current.json", 10**6))
    assert (pointer["version"], pointer["previous"]) == (versions[1], versions[0])
    assert pointer["promoted_at"] == "2026-01-31T09:30:00+00:00"


def test_a_damaged_version_is_not_promoted(
    directory: DirectoryStorage, tutorial_bundle: Bundle
) -> None:
    version = publish(tutorial_bundle, directory)
    path = directory.root / "versions" / version / "classifier.safetensors"
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    with pytest.raises(FormatError, match=r"classifier\.safetensors: \d+ bytes with sha256"):
        promote(version, directory, NOW)
    assert current_version(directory) is None


@pytest.mark.parametrize("version", ["latest", "../../etc", "20260131T093000Z-0123456789AB"])
def test_a_name_that_is_no_version_is_refused(directory: DirectoryStorage, version: str) -> None:
    with pytest.raises(FormatError, match="required is a name such as"):
        fetch_manifest(directory, version)


def test_a_file_that_the_manifest_does_not_name_is_refused(
    directory: DirectoryStorage, tutorial_bundle: Bundle
) -> None:
    manifest: Manifest = dataclasses.replace(tutorial_bundle.manifest, files={})
    with pytest.raises(FormatError, match=r"file 'classifier\.safetensors' is missing"):
        fetch_file(directory, manifest, "classifier.safetensors")
