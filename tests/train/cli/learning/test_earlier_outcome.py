"""`learn` again: what was taken back or stopped does not come back, a trial goes on."""

import pytest

from chalicelib.pointer import Trial
from chalicelib.serving.trial.stops import Stops
from tests.support.commands import Run
from tests.support.learn_command import NOW, REST, Setup, current, learn
from tests.support.reported import report
from train.registry.pointer_moves import read_current


@pytest.fixture
def reported(setup: Setup) -> Setup:
    label, text = REST[0]
    report(setup.store, text, label, "user", NOW)
    return setup


def on_trial(setup: Setup) -> Trial:
    pointer = read_current(setup.store).pointer
    assert pointer is not None
    assert pointer.trial is not None
    return pointer.trial


def decided(run: Run, setup: Setup, *options: str) -> tuple[int, str, str]:
    code, result, errors = learn(run, setup, *options)
    return code, result["decision"], errors


@pytest.mark.parametrize("option", ["--promote", "--canary=10"])
def test_a_version_that_was_taken_back_is_not_learned_into_force(
    run: Run, reported: Setup, option: str
) -> None:
    before = current(reported.store)
    assert decided(run, reported, "--promote")[:2] == (0, "promoted")
    taken = current(reported.store)
    run("rollback")
    code, decision, errors = decided(run, reported, option)
    assert (code, decision, current(reported.store)) == (3, "refused", before)
    assert f"{taken}: it was promoted before, and {before} took its place; use --force" in errors
    assert decided(run, reported, option, "--dry-run")[1] == "refused"
    assert decided(run, reported, "--shadow")[:2] == (0, "shadow")
    assert decided(run, reported, "--promote", "--force")[:2] == (0, "promoted")
    assert current(reported.store) == taken


@pytest.mark.parametrize("option", ["--shadow", "--canary=10"])
def test_a_trial_goes_on(run: Run, reported: Setup, option: str) -> None:
    assert decided(run, reported, option)[0] == 0
    trial = on_trial(reported)
    code, _, errors = decided(run, reported, option)
    assert (code, on_trial(reported)) == (0, trial)
    assert f"{trial.manifest.version} is already on this trial, which continues" in errors
    assert decided(run, reported, "--canary=20")[0] == 0
    assert on_trial(reported).percent == 20


def test_a_stopped_canary_does_not_begin_anew(run: Run, reported: Setup) -> None:
    assert decided(run, reported, "--canary=10")[0] == 0
    trial = on_trial(reported)
    assert Stops(reported.store.uri, trial).tell("it failed") is None
    code, decision, errors = decided(run, reported, "--canary=10")
    assert (code, decision, on_trial(reported)) == (3, "refused", trial)
    assert "its canary was stopped: it failed; use --force to continue" in errors
    assert decided(run, reported, "--canary=10", "--force")[0] == 0
