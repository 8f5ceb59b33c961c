"""`policy` and `promote` refuse a policy that a service would refuse."""

from pathlib import Path
from typing import Any

import pytest

from chalicelib.pointer import NamedPolicy
from tests.support.commands import Run
from tests.support.policy_commands import in_force, made
from tests.support.predicted import carrying
from train.policy.composing import compose
from train.registry.bundle import Bundle, write_bundle


def test_an_error_that_needs_no_band_is_refused(run: Run, version: str) -> None:
    code, output, errors = run("policy", "--unsure", "0.4", "--promote")
    assert (code, output) == (2, "")
    assert (
        f"{version}: no text has to be unsure: without a band, 20 of all 620 labels are wrong "
        "(3.23%, with 95 % confidence at most 5.28%); expected an error for --unsure, which is a "
        "share of wrong labels, from 0.008 to below 0.0528, or 'none' for no band\n" in errors
    )
    assert run("policy", "--unsure", "0.008", "--dry-run")[0] == 0
    assert in_force(run) is None


def test_of_two_policies_at_once_one_is_refused(
    run: Run, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compose_slowly(*args: Any) -> NamedPolicy | None:
        composed = compose(*args)
        with monkeypatch.context() as other:
            other.setattr("train.policy.composing.compose", compose)
            made(run, "--threshold", "0.9", "--promote")
        return composed

    monkeypatch.setattr("train.policy.composing.compose", compose_slowly)
    Path("deny.txt").write_text("phrase: free prize\n")
    code, _, errors = run("policy", "--deny", "deny.txt", "--promote")
    expected = f"the policy was not put in force: someone else promoted {version} with the policy "
    assert (code, expected in errors) == (2, True), errors
    assert '"threshold": 0.9' in run("show", "--policy")[1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "found nothing to change"),
        (("--unsure", "0.001"), "no unsure band keeps the error at 0.001: this needs"),
        (("--deny", "no.txt"), "no.txt"),
        (("--version", "v1", "--unsure", "0.1"), "version is 'v1'"),
    ],
)
def test_a_mistake_is_one_line(
    run: Run, version: str, options: tuple[str, ...], message: str
) -> None:
    code, output, errors = run("policy", *options)
    assert (code, output) == (2, "")
    assert message in errors.splitlines()[-1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--unsure", "0.6"), "expected a number from 0.000001 to 0.5, or none"),
        (("--threshold", "2"), "expected a number from 0.000001 to 0.999999, or none"),
    ],
)
def test_a_number_beyond_its_bounds_is_refused(
    run: Run, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], message: str
) -> None:
    with pytest.raises(SystemExit):
        run("policy", *options)
    assert message in capsys.readouterr().err


def test_without_a_version_there_is_no_policy(run: Run, default_bundle: Bundle) -> None:
    assert "found no promoted version" in run("policy", "--threshold", "0.5")[2]
    assert run("promote")[2].startswith("error: found nothing to promote")
    write_bundle(carrying(default_bundle, None), Path("model"))
    run("publish", "model", "--promote")
    assert "has no predictions to choose a band from" in run("policy", "--unsure", "0.1")[2]
    assert run("show", "--policy")[2].startswith("error: no policy is in force")
    assert run("promote", "--policy", "x")[2].startswith("error: policy is 'x'; expected none, or")


def test_a_policy_that_does_not_fit_a_version_keeps_it_from_promotion(
    run: Run, version: str, three_class_bundle: Bundle
) -> None:
    made(run, "--threshold", "0.9", "--promote")
    write_bundle(three_class_bundle, Path("three"))
    other = run("publish", "three")[1].strip()
    code, _, errors = run("promote", other, "--force")
    assert code == 2
    assert "a threshold needs a model with a positive class" in errors
    assert "--policy none' promotes the version without a policy" in errors
    assert run("promote", other, "--force", "--policy", "none")[0] == 0


@pytest.mark.parametrize("options", [("--threshold", "0.9"), ("--deny", "deny.txt")])
def test_a_policy_that_a_model_of_several_classes_cannot_have_is_refused_with_what_it_can(
    run: Run, three_class_bundle: Bundle, options: tuple[str, ...]
) -> None:
    Path("deny.txt").write_text("phrase: going home\n")
    write_bundle(three_class_bundle, Path("three"))
    run("publish", "three", "--promote")
    code, _, errors = run("policy", *options, "--promote")
    assert code == 2
    assert errors.endswith("this one has none; with 3 classes, only --unsure is possible\n")
