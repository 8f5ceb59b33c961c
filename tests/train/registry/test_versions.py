"""Publish, promote, roll back, list and fetch versions, in a directory and on S3."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chalicelib import strict_json
from chalicelib.errors import FormatError, NotInStoreError, StoreError
from chalicelib.registry.fetch import fetch_file, fetch_manifest
from chalicelib.version_names import is_version, version_of
from tests.support.stores import NOW, AnyWriter, promote, publish
from train.errors import InputError
from train.registry.bundle import Bundle
from train.registry.current_model import fetch_current
from train.registry.pointer_moves import move_pointer, plan_promotion, plan_rollback, read_current
from train.registry.published_version import list_versions
from train.registry.versions import create_once, plan_publication
from train.registry.writable_store import DirectoryWriter


@pytest.fixture
def directory(tmp_path: Path) -> DirectoryWriter:
    return DirectoryWriter(tmp_path / "models")


def test_the_promoted_model_is_fetched(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    first = publish(tutorial_bundle, writer)
    promote(first, writer)
    publish(default_bundle, writer)
    assert fetch_current(writer).manifest.version == first
    promote(default_bundle.manifest.version, writer)
    model = fetch_current(writer)
    assert model.manifest == default_bundle.manifest
    assert model.scores("free prize") == default_bundle.model().scores("free prize")


def test_publishing_does_not_move_the_pointer(writer: AnyWriter, tutorial_bundle: Bundle) -> None:
    publish(tutorial_bundle, writer)
    assert read_current(writer).pointer is None
    with pytest.raises(NotInStoreError, match=r"current\.json"):
        fetch_current(writer)


def test_publishing_the_same_bundle_again_changes_nothing(
    writer: AnyWriter, tutorial_bundle: Bundle
) -> None:
    assert publish(tutorial_bundle, writer) == publish(tutorial_bundle, writer)
    assert writer.versions() == [tutorial_bundle.manifest.version]


def test_a_version_with_other_bytes_is_not_overwritten(
    writer: AnyWriter, tutorial_bundle: Bundle
) -> None:
    key = f"versions/{tutorial_bundle.manifest.version}/metrics.json"
    writer.create(key, b"{}")
    with pytest.raises(StoreError, match=r"metrics\.json: the store already holds other bytes"):
        publish(tutorial_bundle, writer)
    assert writer.read(key, 10) == b"{}"


def test_the_list_shows_the_current_and_the_previous_version(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    for bundle in (tutorial_bundle, default_bundle):
        promote(publish(bundle, writer), writer)
    rows = {published.version: published.facts() for published in list_versions(writer)}
    assert {version: row["state"] for version, row in rows.items()} == {
        tutorial_bundle.manifest.version: "previous",
        default_bundle.manifest.version: "current",
    }
    assert rows[tutorial_bundle.manifest.version]["recipe"] == "tutorial"


def test_a_version_without_a_manifest_is_ignored(
    directory: DirectoryWriter, tutorial_bundle: Bundle
) -> None:
    version = publish(tutorial_bundle, directory)
    (directory.root / "versions" / version / "manifest.json").unlink()
    (directory.root / "versions" / "notes").mkdir()
    assert list_versions(directory) == []
    with pytest.raises(NotInStoreError, match=r"manifest\.json"):
        promote(version, directory)


def test_a_version_is_named_after_its_time_and_its_manifests_digest(
    tutorial_bundle: Bundle,
) -> None:
    manifest = tutorial_bundle.manifest
    assert is_version(manifest.version)
    assert manifest.version.startswith(f"{manifest.document['created']}-")
    again = strict_json.parse(strict_json.canonical(manifest.document), "again")
    assert isinstance(again, dict)
    assert version_of(again) == manifest.version


def test_the_pointer_names_the_previous_version(
    directory: DirectoryWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    versions = [publish(bundle, directory) for bundle in (tutorial_bundle, default_bundle)]
    for version in versions:
        promote(version, directory)
        promote(version, directory)
    pointer = json.loads(directory.read("current.json", 10**6))
    assert (pointer["version"], pointer["previous"]) == (versions[1], versions[0])
    assert pointer["promoted_at"] == "2026-01-31T09:30:00+00:00"


@pytest.mark.parametrize("version", ["latest", "../../etc", "20260131T093000Z-0123456789AB"])
def test_a_name_that_is_not_a_version_is_refused(directory: DirectoryWriter, version: str) -> None:
    with pytest.raises(FormatError, match="expected a name such as"):
        fetch_manifest(directory, version)


def test_a_file_that_the_manifest_does_not_list_is_refused(
    directory: DirectoryWriter, tutorial_bundle: Bundle
) -> None:
    manifest = tutorial_bundle.manifest._replace(files={})
    with pytest.raises(FormatError, match=r"file 'classifier\.safetensors' is missing"):
        fetch_file(directory, manifest, "classifier.safetensors")


def test_rolling_back_twice_alternates(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    versions = [publish(bundle, writer) for bundle in (tutorial_bundle, default_bundle)]
    for version in versions:
        promote(version, writer)
    current = []
    for _ in range(3):
        move_pointer(plan_rollback(writer, NOW), writer)
        current.append(fetch_current(writer).manifest.version)
    assert current == [versions[0], versions[1], versions[0]]


def test_a_rollback_needs_a_previous_version(writer: AnyWriter, tutorial_bundle: Bundle) -> None:
    with pytest.raises(InputError, match="cannot roll back: no version is promoted"):
        plan_rollback(writer, NOW)
    promote(publish(tutorial_bundle, writer), writer)
    with pytest.raises(InputError, match="cannot roll back: no version was promoted before"):
        plan_rollback(writer, NOW)


def test_a_rollback_is_refused_if_the_previous_version_was_promoted_meanwhile(
    directory: DirectoryWriter, tutorial_bundle: Bundle
) -> None:
    version = publish(tutorial_bundle, directory)
    promote(version, directory)
    pointer = directory.root / "current.json"
    pointer.write_text(json.dumps(json.loads(pointer.read_text()) | {"previous": version}))
    with pytest.raises(InputError, match=f"cannot roll back: {version} was just promoted"):
        plan_rollback(directory, NOW)


def test_of_two_simultaneous_promotions_one_fails(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    versions = [publish(bundle, writer) for bundle in (tutorial_bundle, default_bundle)]
    first, second = (plan_promotion(version, writer, NOW) for version in versions)
    assert first is not None
    assert second is not None
    move_pointer(second, writer)
    with pytest.raises(InputError, match=f"someone else promoted {versions[1]} at the same time"):
        move_pointer(first, writer)
    assert fetch_current(writer).manifest.version == versions[1]


def test_a_promotion_is_refused_if_the_pointer_has_moved(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    versions = [publish(bundle, writer) for bundle in (tutorial_bundle, default_bundle)]
    promote(versions[0], writer)
    late = plan_promotion(versions[1], writer, NOW)
    early = plan_promotion(versions[1], writer, NOW)
    assert early is not None
    assert late is not None
    move_pointer(early, writer)
    move_pointer(plan_rollback(writer, NOW), writer)
    with pytest.raises(InputError, match=f"someone else promoted {versions[0]}"):
        move_pointer(late, writer)


def test_of_many_concurrent_promotions_one_succeeds(
    directory: DirectoryWriter, tutorial_bundle: Bundle
) -> None:
    version = publish(tutorial_bundle, directory)
    plan = plan_promotion(version, directory, NOW)
    assert plan is not None
    with ThreadPoolExecutor(8) as pool:
        succeeded = list(
            pool.map(
                lambda _: directory.replace_if_unchanged("current.json", plan.raw, None), range(32)
            )
        )
    assert sum(succeeded) == 1


def test_an_interrupted_publication_can_be_completed(
    writer: AnyWriter, tutorial_bundle: Bundle
) -> None:
    version, plan = tutorial_bundle.manifest.version, plan_publication(tutorial_bundle)
    for key, raw in plan[:-1]:
        create_once(writer, key, raw)
    assert list_versions(writer) == []
    with pytest.raises(NotInStoreError, match=r"manifest\.json"):
        promote(version, writer)
    assert publish(tutorial_bundle, writer) == version
    assert [published.version for published in list_versions(writer)] == [version]
