"""`promote --shadow`, `--canary` and `--end-trial`: what they check, write and print."""

import json
from pathlib import Path

import pytest

from chalicelib.pointer import CANARY, SHADOW, Trial
from chalicelib.serving.trial.stops import Stops, stop_key
from tests.support.commands import Run
from tests.support.mistakes import assert_mistake
from tests.support.predicted import TEN, carrying, predicted
from train.evaluation.predictions import write_predictions
from train.registry.bundle import Bundle, write_bundle
from train.registry.pointer_moves import read_current
from train.registry.writable_store import DirectoryWriter

Versions = tuple[str, str, str]
MODELS = DirectoryWriter(Path("models"))


@pytest.fixture
def versions(run: Run, tutorial_bundle: Bundle) -> Versions:
    """Promote a version; publish one that is as good, and one that is always wrong."""
    names = []
    for name, right in (("good", TEN), ("equal", TEN[:-1]), ("bad", "")):
        write_bundle(carrying(tutorial_bundle, write_predictions(predicted(right))), Path(name))
        names.append(run("publish", name)[1].strip())
    assert run("promote", names[0])[0] == 0
    return names[0], names[1], names[2]


def on_trial() -> Trial | None:
    pointer = read_current(MODELS).pointer
    return pointer and pointer.trial


def state(run: Run, version: str) -> str:
    """Return what `list` says of a version."""
    listed = {each["version"]: each["state"] for each in json.loads(run("list", "--json")[1])}
    shown = next(line for line in run("list")[1].splitlines() if line.startswith(version))
    assert shown.endswith(listed[version])
    return str(listed[version])


def stop(reason: str) -> None:
    trial = on_trial()
    assert trial is not None
    assert Stops("models", trial).tell(reason) is None


def test_a_shadow_is_not_compared_and_may_be_worse(run: Run, versions: Versions) -> None:
    good, _, bad = versions
    for arguments in (("--shadow", bad), (bad, "--shadow")):
        code, output, errors = run("promote", *arguments)
        assert (code, output) == (0, "")
        assert errors == f"on trial at models: {bad}, as a shadow next to {good}\n"
    trial = on_trial()
    assert trial is not None
    assert (trial.kind, trial.manifest.version, trial.percent) == (SHADOW, bad, 0)
    assert (state(run, good), state(run, bad)) == ("current", "shadow")


def test_a_canary_passes_the_promotion_gate(run: Run, versions: Versions) -> None:
    good, equal, bad = versions
    assert_mistake(run("promote", bad, "--canary", "10"), "it is significantly worse than")
    assert on_trial() is None
    expected = f"on trial at models: {bad}, as a canary for 10 % of the requests next to {good}\n"
    assert run("promote", bad, "--canary", "10", "--force")[2] == expected
    errors = run("promote", "--canary=5%", equal, "--band", "0.2")[2].splitlines()
    assert errors[0].startswith("not significantly worse")
    trial = on_trial()
    assert trial is not None
    assert (trial.kind, trial.percent, trial.band) == (CANARY, 5, 0.2)
    assert (state(run, equal), state(run, bad)) == ("canary 5 %", "")


def test_the_version_on_trial_need_not_be_named(run: Run, versions: Versions) -> None:
    good, equal, _ = versions
    run("promote", equal, "--shadow")
    errors = run("promote", "--canary", "10", "--dry-run")[2]
    assert f"would put on trial at models: {equal}, as a canary" in errors
    assert state(run, equal) == "shadow"
    assert run("promote", "--canary", "10")[0] == 0
    assert state(run, equal) == "canary 10 %"
    assert run("promote", equal)[2].endswith(f"promoted at models: {equal}, after {good}\n")
    assert on_trial() is None


def test_a_trial_is_ended(run: Run, versions: Versions) -> None:
    good, equal, _ = versions
    assert run("promote", "--end-trial") == (0, "", "nothing is on trial at models\n")
    run("promote", equal, "--shadow")
    ended = f"at models: the trial of {equal} next to {good}\n"
    assert run("promote", "--end-trial", "--dry-run")[2] == f"would end {ended}"
    assert on_trial() is not None
    assert run("promote", "--end-trial") == (0, "", f"ended {ended}")
    assert (on_trial(), state(run, good)) == (None, "current")


def test_a_stopped_canary_is_shown_and_not_promoted(run: Run, versions: Versions) -> None:
    _, equal, _ = versions
    run("promote", equal, "--canary", "10")
    stop("it failed on 5 of 5 requests")
    assert state(run, equal) == "canary 10 %, stopped: it failed on 5 of 5 requests"
    assert_mistake(run("promote", equal), "its canary was stopped: it failed on 5 of 5 requests")
    assert run("promote", equal, "--force")[0] == 0


def test_a_new_canary_of_a_stopped_version_begins_anew(
    run: Run, versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, equal, _ = versions
    run("promote", equal, "--canary", "10")
    trial = on_trial()
    assert trial is not None
    # As if it had begun earlier: two trials in one second would have one name.
    document = json.loads(Path("models/current.json").read_text())
    document["trial"]["started_at"] = "20260101T000000Z"
    Path("models/current.json").write_text(json.dumps(document))
    stop("it failed")
    monkeypatch.setenv("REPORTS_URI", "models")
    assert "its last canary was stopped: it failed" in run("promote", "--canary", "20")[2]
    assert state(run, equal) == "canary 20 %"


def test_a_stop_that_cannot_be_read_is_shown(run: Run, versions: Versions) -> None:
    run("promote", versions[1], "--canary", "10")
    trial = on_trial()
    assert trial is not None
    path = Path("models", stop_key(trial))
    path.mkdir(parents=True)
    assert state(run, versions[1]).startswith("canary 10 %, perhaps stopped: models/reports/stops")


def test_a_trial_runs_the_texts_that_must_pass(run: Run, versions: Versions) -> None:
    Path("must.csv").write_text("label,text\nham,win a free prize now\nspam,ok see you\n")
    result = run("promote", versions[1], "--shadow", "--must-pass", "must.csv")
    assert result[0] == 2
    assert "do not keep their label" in result[2]
    assert on_trial() is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param((), "expected VERSION", id="nothing"),
        pytest.param(("--shadow",), "nothing is on trial; expected VERSION", id="no-version"),
        pytest.param(
            ("V", "--band", "0.1"), "found --band without --canary; expected both", id="band"
        ),
        pytest.param(("V", "--end-trial"), "; expected one of them", id="end"),
    ],
)
def test_a_mistake_ends_with_one_line(
    run: Run, versions: Versions, arguments: tuple[str, ...], message: str
) -> None:
    given = [versions[1] if each == "V" else each for each in arguments]
    assert_mistake(run("promote", *given), message)


@pytest.mark.parametrize(
    "arguments", [("--canary=0",), ("--canary=1e1",), ("--shadow", "--canary=1")]
)
def test_options_that_cannot_be_parsed_are_refused(
    run: Run, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        run("promote", "V", *arguments)
    assert "error: argument --canary" in capsys.readouterr().err


def test_other_classes_are_refused_also_with_force(
    run: Run, versions: Versions, three_class_bundle: Bundle
) -> None:
    write_bundle(three_class_bundle, Path("three"))
    version = run("publish", "three")[1].strip()
    assert_mistake(run("promote", version, "--shadow", "--force"), "serve the same requests")


def test_the_version_on_trial_is_not_deleted(run: Run, versions: Versions) -> None:
    run("promote", versions[1], "--shadow")
    assert_mistake(run("delete", versions[1]), "it is the shadow version; 'promote --end-trial'")
