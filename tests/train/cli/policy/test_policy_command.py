"""`policy` and the commands beside it, as a user runs them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.pointer import NamedPolicy
from tests.support.commands import Run
from tests.support.parity import TRAINING
from tests.support.policies import lists
from tests.support.predicted import carrying
from tests.support.requests import SPAM
from tests.support.signing_keys import public_pem, write_private
from train.evaluation.predictions import Prediction, Predictions, write_predictions
from train.policy.composing import compose
from train.registry.bundle import Bundle, write_bundle

HAM = "ok lor, going home now"


def rows() -> Iterator[Prediction]:
    """Yield 600 labels that are sure and right, and 20 that are not sure and wrong."""
    for number in range(300):
        yield Prediction(f"h{number}", "ham", "ham", 0.01)
        yield Prediction(f"s{number}", "spam", "spam", 0.99)
    for number in range(20):
        yield Prediction(f"x{number}", "spam", "ham", 0.4)


@pytest.fixture
def version(run: Run, default_bundle: Bundle) -> str:
    """Promote a version whose predictions are known."""
    raw = write_predictions(Predictions(("ham", "spam"), tuple(rows())))
    write_bundle(carrying(default_bundle, raw), Path("model"))
    code, output, errors = run("publish", "model", "--promote")
    assert code == 0, errors
    return output.strip()


def made(run: Run, *options: object) -> str:
    code, output, errors = run("policy", *options)
    assert code == 0, errors
    return output.strip()


def in_force(run: Run) -> str | None:
    found: list[dict[str, str | None]] = json.loads(run("list", "--json")[1])
    return found[-1]["policy"]


def shown(run: Run, policy: str) -> dict[str, object]:
    document: dict[str, object] = json.loads(run("show", "--policy", policy)[1])
    return document


def test_a_band_is_chosen_from_the_versions_predictions(run: Run, version: str) -> None:
    code, output, errors = run("policy", "--unsure", "0.01", "--promote")
    assert code == 0
    assert "20 of 620 texts (3.2%) stay unsure; of the others 0 are wrong" in errors
    assert f"in force at models: policy {output.strip()}, for {version}" in errors
    document = shown(run, output.strip())
    assert document["version"] == version
    assert in_force(run) == output.strip()


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


def test_options_that_are_not_given_keep_what_is_in_force(run: Run, version: str) -> None:
    Path("deny.txt").write_text("phrase: going home\n")
    first = made(run, "--deny", "deny.txt", "--promote")
    second = made(run, "--threshold", "0.9", "--promote")
    assert shown(run, second)["deny"] == lists(phrases=["going home"])
    assert made(run, "--threshold", "0.9", "--promote") == second
    assert run("rollback")[1].strip() == version
    assert in_force(run) == first
    assert run("predict", HAM)[1] == "spam\n"
    Path("deny.txt").write_text("")
    _, output, errors = run("policy", "--deny", "deny.txt", "--promote")
    assert (output, "the whole deny list; it takes away 1 entry" in errors) == ("none\n", True)
    assert in_force(run) is None
    assert run("predict", HAM)[1] == "ham\n"


def test_a_policy_is_promoted_without_a_version_and_taken_away(run: Run, version: str) -> None:
    code, output, errors = run("policy", "--threshold", "0.999999")
    assert f"not in force; 'python -m train promote --policy {output.strip()}'" in errors
    assert in_force(run) is None
    code, _, errors = run("promote", "--policy", output.strip())
    assert (code, errors) == (0, f"in force at models: policy {output.strip()}, for {version}\n")
    assert run("predict", SPAM)[1] == "ham\n"
    assert f"in force: policy {output.strip()}" in run("show")[2]
    assert "ok" in run("verify", version)[1].splitlines()[-1]
    code, _, errors = run("promote", "--policy", "none")
    assert (code, errors) == (0, f"in force at models: no policy, for {version}\n")
    assert run("predict", SPAM)[1] == "spam\n"


def test_files_are_labelled_under_the_policy(run: Run, version: str) -> None:
    made(run, "--threshold", "0.5", "--promote")
    Path("models/current.json").write_text(
        json.dumps(unsure_everywhere(json.loads(Path("models/current.json").read_text())))
    )
    Path("texts.txt").write_text("\n".join(TRAINING))
    code, output, errors = run("predict", "--data", "texts.txt", "--format", "jsonl")
    assert code == 0
    assert {json.loads(line)["label"] for line in output.splitlines()} == {"unsure"}
    assert f"0 ham, 0 spam, {len(TRAINING)} unsure" in errors


def unsure_everywhere(pointer: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    pointer["policy"] |= {"threshold": None, "unsure": {"from": 0, "to": 1}}
    return pointer


def test_must_pass_texts_are_labelled_under_the_policy(run: Run, version: str) -> None:
    Path("must.csv").write_text(f'label,text\nspam,"{SPAM}"\n')
    strict = made(run, "--threshold", "0.999999")
    code, _, errors = run("promote", "--policy", strict, "--must-pass", "must.csv")
    assert code == 2
    assert "expected 'spam', found 'ham'" in errors


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


def test_a_dry_run_writes_nothing(run: Run, version: str) -> None:
    code, _, errors = run("policy", "--threshold", "0.9", "--promote", "--dry-run")
    assert (code, "would write" in errors, "would put in force" in errors) == (0, True, True)
    assert not Path("models/policies").exists()
    assert in_force(run) is None


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
        (("--unsure", "0.6"), "found '0.6'; expected at most 0.5, or none"),
        (("--threshold", "2"), "expected a number from 1e-06 to 0.999999, or none"),
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


def test_two_classes_without_a_positive_one_can_have_one_named(
    run: Run, default_bundle: Bundle
) -> None:
    write_bundle(default_bundle, Path("model"))
    manifest = json.loads(Path("model/manifest.json").read_text())
    Path("model/manifest.json").write_text(json.dumps(manifest | {"positive": None}))
    run("publish", "model", "--promote")
    errors = run("policy", "--threshold", "0.9")[2]
    assert "'fit --positive LABEL', or 'export' with it, names the positive class" in errors


def test_a_band_of_another_version_is_said_to_be_so(
    run: Run, version: str, tutorial_bundle: Bundle
) -> None:
    made(run, "--unsure", "0.01", "--promote")
    write_bundle(tutorial_bundle, Path("other"))
    errors = run("publish", "other", "--promote", "--force")[2]
    assert f"whose unsure band was chosen for {version}" in errors


def test_a_signed_policy_is_verified_and_an_unsigned_one_refused(
    run: Run, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = write_private(Path("key.pem"), "ed25519")
    run("publish", "model", "--sign", key)
    signed = made(run, "--threshold", "0.9", "--sign", key)
    plain = made(run, "--threshold", "0.8")
    monkeypatch.setenv("MODEL_PUBLIC_KEY", public_pem("ed25519"))
    assert run("promote", "--policy", signed)[0] == 0
    assert "verified with MODEL_PUBLIC_KEY" in run("show", "--policy")[2]
    assert run("predict", SPAM)[0] == 0
    code, _, errors = run("promote", "--policy", plain)
    assert (code, "is unsigned; expected a signature" in errors) == (2, True)
    Path(f"models/policies/{signed}.sig").write_text("{}")
    assert run("predict", SPAM)[0] == 2
    assert run("verify", version)[0] == 2


def test_prune_deletes_the_policies_that_nothing_names(run: Run, version: str) -> None:
    names = [made(run, "--threshold", f"0.{n}", "--promote") for n in range(5, 9)]
    assert "would delete 2 policies" in run("prune", "--keep-last", "0", "--dry-run")[2]
    _, output, errors = run("prune", "--keep-last", "0")
    assert (sorted(output.split()), "deleted 2 policies" in errors) == (sorted(names[:2]), True)
    assert in_force(run) == names[3]
