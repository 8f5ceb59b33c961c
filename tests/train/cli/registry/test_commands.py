"""`publish`, `promote`, `rollback`, `list`, `show` and `verify`, as a user runs them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.version_names import is_version, version_of
from emulation.servers import ROOT
from tests.support.commands import Run
from train.registry.bundle import Bundle, write_bundle


def test_publish_prints_only_the_version_and_list_shows_it(run: Run, bundle_path: Path) -> None:
    _, version, _ = run("publish", bundle_path)
    assert [row["version"] for row in json.loads(run("list", "--json")[1])] == version.split()
    assert "current" not in run("list")[1]
    code, output, errors = run("promote", version.strip())
    assert (code, output) == (0, "")
    assert errors == f"promoted at models: {version.strip()}, after none\n"
    assert run("list")[1].rstrip().endswith("current")
    assert "already promoted at models" in run("promote", version.strip())[2]


@pytest.fixture
def two_versions(run: Run, bundle_path: Path, default_bundle: Bundle) -> tuple[str, str]:
    first = run("publish", bundle_path, "--promote")[1].strip()
    write_bundle(default_bundle, bundle_path)
    # Nothing was measured on texts in common, so only --force promotes the second.
    return first, run("publish", bundle_path, "--promote", "--force")[1].strip()


def test_a_version_is_printed_even_if_it_is_not_promoted(run: Run, bundle_path: Path) -> None:
    Path("models").mkdir()
    Path("models/current.json").write_text("{")
    code, version, errors = run("publish", bundle_path, "--promote")
    assert (code, is_version(version.strip())) == (2, True)
    assert "remove it, then promote a version" in errors


def test_list_shows_the_state_of_each_version(run: Run, two_versions: tuple[str, str]) -> None:
    head, *lines = run("list")[1].splitlines()
    assert head.split() == ["version", "created", "recipe", "accuracy", "mcc", "texts"]
    states = {line.split()[0]: line.split()[-1] for line in lines}
    assert states == {two_versions[0]: "previous", two_versions[1]: "current"}


def test_two_rollbacks_alternate(run: Run, two_versions: tuple[str, str]) -> None:
    first, second = two_versions
    assert run("rollback") == (0, f"{first}\n", f"rolled back from {second}\n")
    assert run("rollback") == (0, f"{second}\n", f"rolled back from {first}\n")


def test_dry_runs_write_nothing(run: Run, bundle_path: Path, two_versions: tuple[str, str]) -> None:
    first, second = two_versions
    before = {path: path.read_bytes() for path in Path("models").rglob("*") if path.is_file()}
    assert f"would roll back from {second}" in run("rollback", "--dry-run")[2]
    assert f"would promote at models: {first}" in run("promote", first, "--force", "--dry-run")[2]
    assert "manifest.json" in run("publish", bundle_path, "--to", "new", "--dry-run")[2]
    errors = run("publish", bundle_path, "--promote", "--dry-run")[2]
    assert errors.endswith(
        f"would publish {second} at models\nalready promoted at models: {second}\n"
    )
    after = {path: path.read_bytes() for path in Path("models").rglob("*") if path.is_file()}
    assert (before, Path("new").exists()) == (after, False)


def test_show_prints_the_manifest(run: Run, two_versions: tuple[str, str]) -> None:
    document = json.loads(run("show", two_versions[0])[1])
    assert version_of(document) == two_versions[0]


def test_verify_names_each_file_and_its_damage(run: Run, two_versions: tuple[str, str]) -> None:
    version = two_versions[0]
    code, output, _ = run("verify", version)
    assert (code, {line.split()[1] for line in output.splitlines()}) == (0, {"ok"})
    Path("models/versions", version, "metrics.json").write_text("{}")
    code, output, errors = run("verify", version)
    assert code == 2
    assert "metrics.json" in next(line for line in output.splitlines() if "manifest says" in line)
    assert errors == f"unsigned\nerror: {version}: 1 file does not match the manifest\n"


def test_list_shows_a_damaged_and_a_missing_version(
    run: Run, two_versions: tuple[str, str]
) -> None:
    first, second = two_versions
    Path("models/versions", first, "manifest.json").write_text("{}")
    shutil.rmtree(Path("models/versions", second))
    missing, damaged = run("list")[1].splitlines()[1:]
    assert missing.startswith(second)
    assert missing.endswith("  current, but missing")
    assert damaged.split() == [first, "-", "-", "-", "-", "-", "damaged"]


def test_list_shows_a_trial_whose_version_was_deleted(
    run: Run, two_versions: tuple[str, str]
) -> None:
    on_trial, _ = two_versions
    run("promote", on_trial, "--shadow")
    run("delete", on_trial, "--force")
    assert [line.split("  ")[-1].strip() for line in run("list")[1].splitlines()[1:]] == [
        "shadow, but missing",
        "current",
    ]
    assert run("prune", "--keep-last", "1", "--dry-run")[2] == "would delete 0 versions at models\n"
    assert run("forget", "see you at the station")[0] == 0


def test_the_store_can_be_an_s3_bucket(run: Run, s3: str, bundle_path: Path) -> None:
    _, version, _ = run("publish", bundle_path, "--to", s3, "--promote")
    assert version.strip() in run("list", "--to", s3)[1]
    assert run("predict", "win a free prize", "--from", s3)[0] == 0


def test_model_uri_is_the_default_store(
    run: Run, bundle_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODEL_URI", "elsewhere")
    run("publish", bundle_path)
    assert Path("elsewhere/versions").is_dir()


def test_list_does_not_import_scikit_learn(tmp_path: Path) -> None:
    code = "import sys; from train.__main__ import main; main(['list', '--to', sys.argv[1]]); "
    code += "print('sklearn' in sys.modules, file=sys.stderr)"
    result = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stderr.endswith("\nFalse\n")


def test_show_without_a_version_shows_the_promoted_one(run: Run, bundle_path: Path) -> None:
    code, output, errors = run("show")
    assert (code, output) == (2, "")
    assert errors == "error: models/current.json: no such file\n"
    version = run("publish", bundle_path, "--promote")[1].strip()
    assert run("show")[1] == run("show", version)[1] != ""
