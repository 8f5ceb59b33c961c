"""Publishing, promoting and listing, and fetching what was promoted: on a directory and on S3."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chalicelib import strict_json
from chalicelib.errors import FormatError, NotInStoreError, StoreError
from chalicelib.manifest import is_version, version_of
from chalicelib.registry.fetch import fetch_current, fetch_file, fetch_manifest
from tests.support.stores import NOW, AnyWriter, promote, publish
from train.errors import InputError
from train.registry.bundle import Bundle
from train.registry.versions import (
    carry_out,
    create_once,
    list_versions,
    plan_promotion,
    plan_publication,
    plan_rollback,
    read_current,
)
from train.registry.writable_store import DirectoryWriter


@pytest.fixture
def directory(tmp_path: Path) -> DirectoryWriter:
    return DirectoryWriter(tmp_path / "models")


def test_the_promoted_model_is_the_one_that_is_fetched(
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
    assert read_current(writer)[0] is None
    with pytest.raises(NotInStoreError, match=r"current\.json"):
        fetch_current(writer)


def test_publishing_the_same_again_changes_nothing(
    writer: AnyWriter, tutorial_bundle: Bundle
) -> None:
    assert publish(tutorial_bundle, writer) == publish(tutorial_bundle, writer)
    assert writer.versions() == [tutorial_bundle.manifest.version]


def test_a_version_with_other_bytes_is_not_overwritten(
    writer: AnyWriter, tutorial_bundle: Bundle
) -> None:
    key = f"versions/{tutorial_bundle.manifest.version}/metrics.json"
    writer.create(key, b"{}")
    with pytest.raises(StoreError, match=r"metrics\.json: other bytes stand there"):
        publish(tutorial_bundle, writer)
    assert writer.read(key, 10) == b"{}"


def test_the_list_tells_the_promoted_version_and_the_one_before(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    for bundle in (tutorial_bundle, default_bundle):
        promote(publish(bundle, writer), writer)
    rows = {listed.version: listed.facts() for listed in list_versions(writer)}
    assert {version: row["state"] for version, row in rows.items()} == {
        tutorial_bundle.manifest.version: "previous",
        default_bundle.manifest.version: "current",
    }
    assert rows[tutorial_bundle.manifest.version]["recipe"] == "tutorial"


def test_a_version_without_a_manifest_is_none(
    directory: DirectoryWriter, tutorial_bundle: Bundle
) -> None:
    version = publish(tutorial_bundle, directory)
    (directory.root / "versions" / version / "manifest.json").unlink()
    (directory.root / "versions" / "notes").mkdir()
    assert list_versions(directory) == []
    with pytest.raises(NotInStoreError, match=r"manifest\.json"):
        promote(version, directory)


def test_the_version_is_the_time_and_the_manifests_digest(tutorial_bundle: Bundle) -> None:
    manifest = tutorial_bundle.manifest
    assert is_version(manifest.version)
    assert manifest.version.startswith(f"{manifest.document['created']}-")
    again = strict_json.parse(strict_json.canonical(manifest.document), "again")
    assert isinstance(again, dict)
    assert version_of(again) == manifest.version


def test_the_pointer_remembers_the_version_before(
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
def test_a_name_that_is_no_version_is_refused(directory: DirectoryWriter, version: str) -> None:
    with pytest.raises(FormatError, match="required is a name such as"):
        fetch_manifest(directory, version)


def test_a_file_that_the_manifest_does_not_name_is_refused(
    directory: DirectoryWriter, tutorial_bundle: Bundle
) -> None:
    manifest = tutorial_bundle.manifest._replace(files={})
    with pytest.raises(FormatError, match=r"file 'classifier\.safetensors' is missing"):
        fetch_file(directory, manifest, "classifier.safetensors")


def test_rolling_back_twice_goes_back_and_forth(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    versions = [publish(bundle, writer) for bundle in (tutorial_bundle, default_bundle)]
    for version in versions:
        promote(version, writer)
    seen = []
    for _ in range(3):
        carry_out(plan_rollback(writer, NOW), writer)
        seen.append(fetch_current(writer).manifest.version)
    assert seen == [versions[0], versions[1], versions[0]]


def test_there_must_be_a_version_to_roll_back_to(
    writer: AnyWriter, tutorial_bundle: Bundle
) -> None:
    with pytest.raises(InputError, match="cannot roll back: no version is promoted"):
        plan_rollback(writer, NOW)
    promote(publish(tutorial_bundle, writer), writer)
    with pytest.raises(InputError, match="cannot roll back: there is none before it"):
        plan_rollback(writer, NOW)


def test_of_two_promotions_at_once_one_wins_and_the_other_is_told(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    versions = [publish(bundle, writer) for bundle in (tutorial_bundle, default_bundle)]
    first, second = (plan_promotion(version, writer, NOW) for version in versions)
    assert first is not None
    assert second is not None
    carry_out(second, writer)
    with pytest.raises(InputError, match=f"somebody else promoted {versions[1]} at the same time"):
        carry_out(first, writer)
    assert fetch_current(writer).manifest.version == versions[1]


def test_a_promotion_over_a_pointer_that_has_moved_is_refused(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    versions = [publish(bundle, writer) for bundle in (tutorial_bundle, default_bundle)]
    promote(versions[0], writer)
    late = plan_promotion(versions[1], writer, NOW)
    early = plan_promotion(versions[1], writer, NOW)
    assert early is not None
    assert late is not None
    carry_out(early, writer)
    carry_out(plan_rollback(writer, NOW), writer)
    with pytest.raises(InputError, match=f"somebody else promoted {versions[0]}"):
        carry_out(late, writer)


def test_promotions_from_many_threads_leave_one_winner_each_time(
    directory: DirectoryWriter, tutorial_bundle: Bundle
) -> None:
    version = publish(tutorial_bundle, directory)
    plan = plan_promotion(version, directory, NOW)
    assert plan is not None
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda _: directory.swap("current.json", plan.raw, None), range(32)))
    assert sum(won) == 1


def test_an_interrupted_publication_is_no_version_and_the_next_goes_on(
    writer: AnyWriter, tutorial_bundle: Bundle
) -> None:
    version, plan = tutorial_bundle.manifest.version, plan_publication(tutorial_bundle)
    for key, raw in plan[:-1]:
        create_once(writer, key, raw)
    assert list_versions(writer) == []
    with pytest.raises(NotInStoreError, match=r"manifest\.json"):
        promote(version, writer)
    assert publish(tutorial_bundle, writer) == version
    assert [listed.version for listed in list_versions(writer)] == [version]
