"""Each command that ends a trial besides `--end-trial` says so, and how to begin it again."""

from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.predicted import TEN, carrying, predicted
from train.evaluation.predictions import write_predictions
from train.registry.bundle import Bundle, write_bundle

Versions = tuple[str, str, str]


@pytest.fixture
def versions(run: Run, tutorial_bundle: Bundle) -> Versions:
    """Promote two versions and put a third one on trial as a canary."""
    names = []
    for right in (TEN, TEN[:-1], TEN[:-2]):
        raw = write_predictions(predicted(right))
        write_bundle(carrying(tutorial_bundle, raw), Path("model"))
        names.append(run("publish", "model")[1].strip())
        Path("model/manifest.json").unlink()
    for version in names[:2]:
        assert run("promote", version)[0] == 0
    assert run("promote", names[2], "--canary", "10")[0] == 0
    Path("deny.txt").write_text("phrase: claim your prize\n")
    return names[0], names[1], names[2]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("policy --deny deny.txt --promote", id="policy"),
        pytest.param("policy --deny deny.txt --promote --dry-run", id="dry-run"),
        pytest.param("rollback", id="rollback"),
        pytest.param("promote FIRST", id="promote"),
        pytest.param("promote FIRST --shadow", id="another-trial"),
    ],
)
def test_the_end_of_a_trial_is_told(run: Run, versions: Versions, command: str) -> None:
    code, _, errors = run(*command.replace("FIRST", versions[0]).split())
    assert code == 0
    assert f"this ends the trial of {versions[2]}, canary of 10 %; " in errors
    assert f"'python -m train promote {versions[2]} --canary 10' begins it again" in errors


def test_a_shadow_that_ends_is_named_so(run: Run, versions: Versions) -> None:
    run("promote", "--shadow")
    errors = run("rollback")[2]
    assert (
        f"the trial of {versions[2]}, shadow; 'python -m train promote {versions[2]} --sh" in errors
    )


@pytest.mark.parametrize("options", [[], ["--shadow"], ["--canary", "20"]])
def test_the_version_on_trial_is_promoted_or_stays(
    run: Run, versions: Versions, options: list[str]
) -> None:
    code, _, errors = run("promote", versions[2], *options)
    assert (code, "ends the trial" in errors) == (0, False)


def test_a_deleted_version_on_trial_is_told(run: Run, versions: Versions) -> None:
    code, _, errors = run("delete", versions[2], "--force")
    assert (code, "still names it as a trial, which services cannot load" in errors) == (0, True)
    assert versions[2] in run("promote", "--end-trial")[2]
