"""What promote, publish and rollback do with a version that the promotion gate refuses."""

from pathlib import Path

import pytest

from chalicelib.version_names import version_key
from tests.support.commands import Run
from tests.support.predicted import TEN, carrying, predicted
from train.evaluation.predictions import FILE_NAME, write_predictions
from train.registry.bundle import Bundle, write_bundle

Versions = tuple[str, str]


@pytest.fixture
def good_and_bad(run: Run, tutorial_bundle: Bundle) -> Versions:
    """Promote a version that is always right, publish one that is always wrong."""
    names = []
    for name, right in (("good", TEN), ("bad", "")):
        write_bundle(carrying(tutorial_bundle, write_predictions(predicted(right))), Path(name))
        names.append(run("publish", name)[1].strip())
    assert run("promote", names[0])[0] == 0
    return names[0], names[1]


def promoted(run: Run) -> str:
    """Return the version that `list` shows as the current one."""
    lines = run("list")[1].splitlines()
    return next(line.split()[0] for line in lines if line.endswith("current"))


@pytest.mark.parametrize("dry", [pytest.param([], id="for-real"), ["--dry-run"]])
def test_promote_refuses_in_one_line(run: Run, good_and_bad: Versions, dry: list[str]) -> None:
    good, bad = good_and_bad
    code, output, errors = run("promote", bad, *dry)
    assert (code, output, errors.count("\n")) == (2, "", 1)
    assert errors.startswith(f"error: {bad} was not promoted: it is significantly worse than")
    assert promoted(run) == good


def test_promote_with_force_promotes_a_worse_version(run: Run, good_and_bad: Versions) -> None:
    good, bad = good_and_bad
    assert run("promote", bad, "--force")[2] == f"promoted at models: {bad}, after {good}\n"


@pytest.mark.usefixtures("good_and_bad")
def test_promote_with_force_promotes_other_classes(run: Run, three_class_bundle: Bundle) -> None:
    write_bundle(three_class_bundle, Path("three"))
    before = promoted(run)
    version = run("publish", "three")[1].strip()
    assert run("promote", version)[0] == 2
    code, _, errors = run("promote", version, "--force")
    assert code == 0
    assert f"\nwarning: {version} has the classes " in errors
    assert "keeps its model until you deploy again, or start 'make run' again\n" in errors
    assert promoted(run) == version
    assert f"warning: {before} has the classes ham, spam and" in run("rollback")[2]


def test_publishing_a_worse_version_publishes_it_and_refuses_to_promote(
    run: Run, good_and_bad: Versions, tutorial_bundle: Bundle
) -> None:
    good, _ = good_and_bad
    write_bundle(carrying(tutorial_bundle, write_predictions(predicted("0"))), Path("worse"))
    code, version, errors = run("publish", "worse", "--promote")
    assert (code, errors.count("\n")) == (2, 2)
    assert errors.startswith("published at models, unsigned\nerror: ")
    assert run("verify", version.strip())[0] == 0
    assert promoted(run) == good


def test_a_dry_run_of_publishing_refuses_what_the_command_would_refuse(
    run: Run, good_and_bad: Versions, tutorial_bundle: Bundle
) -> None:
    good, _ = good_and_bad
    write_bundle(carrying(tutorial_bundle, write_predictions(predicted("0"))), Path("worse"))
    code, version, errors = run("publish", "worse", "--promote", "--dry-run")
    assert (code, f"error: {version.strip()} was not promoted: " in errors) == (2, True)
    code, _, errors = run("publish", "worse", "--promote", "--force", "--dry-run")
    assert (code, errors.splitlines()[-1]) == (
        0, f"would promote at models: {version.strip()}, after {good}",
    )  # fmt: skip
    assert run("verify", version.strip())[0] == 2
    Path("must.csv").write_text("label,text\nham,free prize\nspam,free prize call\n")
    options = ("--promote", "--force", "--must-pass", "must.csv")
    code, _, errors = run("publish", "worse", *options, "--dry-run")
    assert (code, "of the 2 texts of must.csv do not keep their label" in errors) == (2, True)


def test_publish_with_force_promotes_a_worse_version(run: Run, good_and_bad: Versions) -> None:
    _, bad = good_and_bad
    assert run("publish", "bad", "--promote", "--force")[0] == 0
    assert promoted(run) == bad


def test_a_rollback_to_a_worse_version_is_not_refused(run: Run, good_and_bad: Versions) -> None:
    good, bad = good_and_bad
    run("promote", bad, "--force")
    run("promote", good)
    assert run("rollback")[0] == 0
    assert promoted(run) == bad


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="truncated"),
        pytest.param(b"{", id="other-bytes"),
        pytest.param(None, id="missing"),
    ],
)
def test_a_damaged_current_version_is_replaced_only_by_force(
    run: Run, good_and_bad: Versions, raw: bytes | None
) -> None:
    good, bad = good_and_bad
    path = Path("models", version_key(good, FILE_NAME))
    path.unlink() if raw is None else path.write_bytes(raw)
    code, output, errors = run("promote", bad)
    assert (code, output, errors.count("\n")) == (2, "", 1)
    assert "cannot be compared" in errors
    assert errors.endswith("--force promotes it anyway\n")
    assert run("promote", bad, "--force")[0] == 0
    assert promoted(run) == bad
