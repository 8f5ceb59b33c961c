"""`policy` and the commands beside it, as a user runs them."""

import json
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.parity import TRAINING
from tests.support.policies import lists
from tests.support.policy_commands import in_force, made
from tests.support.requests import SPAM
from tests.support.signing_keys import public_pem, write_private
from train.registry.bundle import Bundle, write_bundle

HAM = "ok lor, going home now"


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


def test_a_dry_run_writes_nothing(run: Run, version: str) -> None:
    code, _, errors = run("policy", "--threshold", "0.9", "--promote", "--dry-run")
    assert (code, "would write" in errors, "would put in force" in errors) == (0, True, True)
    assert not Path("models/policies").exists()
    assert in_force(run) is None


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
