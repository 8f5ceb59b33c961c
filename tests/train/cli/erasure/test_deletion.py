"""`delete` and `prune`, as a user runs them."""

import os
from pathlib import Path

from tests.support.commands import Run
from tests.support.mistakes import assert_mistake
from tests.support.stores import AnyWriter
from train.registry.bundle import Bundle, read_bundle, with_files, write_bundle
from train.registry.pointer_moves import read_current
from train.registry.published_version import list_versions


def test_delete_prints_the_version_and_explains_a_forced_one(
    run: Run, writer: AnyWriter, tutorial_bundle: Bundle, bundle_path: Path
) -> None:
    to = ("--to", writer.uri)
    first = run("publish", bundle_path, "--promote", *to)[1].strip()
    write_bundle(with_files(tutorial_bundle, {"notes.txt": b"2"}), bundle_path)
    second = run("publish", bundle_path, "--promote", "--force", *to)[1].strip()
    assert_mistake(run("delete", first, *to), "it is the previous version")
    code, output, errors = run("delete", first, "--force", "--dry-run", *to)
    assert (code, output) == (0, f"{first}\n")
    assert errors.startswith(f"would delete {writer.uri}/versions/{first}/manifest.json\n")
    assert len(list_versions(writer)) == 2
    code, output, errors = run("delete", first, "--force", *to)
    assert (code, output) == (0, f"{first}\n")
    assert errors == f"{writer.uri} cannot be rolled back to {first}\n"
    assert "a new one responds with 503" in run("delete", second, "--force", *to)[2]
    assert run("list", *to)[1].rstrip().endswith("current, but missing")


def test_a_version_is_deleted_before_anything_is_promoted(run: Run, bundle_path: Path) -> None:
    version = run("publish", bundle_path)[1].strip()
    assert run("delete", version) == (0, f"{version}\n", "")
    assert list(Path("models/versions").iterdir()) == []


def test_prune_deletes_the_oldest_versions(run: Run, bundle_path: Path) -> None:
    bundle, versions = read_bundle(bundle_path), []
    for number in range(3):
        write_bundle(with_files(bundle, {"notes.txt": bytes([number])}), bundle_path)
        versions.append(run("publish", bundle_path)[1].strip())
    Path("models/versions/notes").mkdir()
    oldest = min(versions)
    keep = ("prune", "--keep-last", 2)
    code, output, errors = run(*keep, "--dry-run")
    assert (code, output) == (0, f"{oldest}\n")
    assert "models/versions/notes: not a version; kept\n" in errors
    assert errors.endswith("would delete 1 version at models\n")
    assert run(*keep, "--keep", oldest)[1] == ""
    assert run(*keep)[1] == f"{oldest}\n"
    assert sorted(os.listdir("models/versions")) == sorted({*versions, "notes"} - {oldest})  # noqa: PTH208


def test_pruning_names_a_mistake(run: Run) -> None:
    assert_mistake(run("prune", "--keep", "latest"), "models: no such version: latest")


def test_a_promotion_between_plan_and_deletion_is_seen(
    run: Run, writer: AnyWriter, bundle_path: Path
) -> None:
    version = run("publish", bundle_path, "--promote", "--to", writer.uri)[1].strip()
    assert read_current(writer).pointer is not None
    assert_mistake(run("delete", version, "--to", writer.uri), "it is the current version")
