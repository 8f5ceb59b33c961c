"""`rollback` after a policy was promoted alone: what it says, and the way to the version before."""

import json
from pathlib import Path

import pytest

from tests.support.commands import Run
from train.registry.bundle import Bundle, write_bundle

Versions = tuple[str, str]


@pytest.fixture
def versions(run: Run, tutorial_bundle: Bundle, default_bundle: Bundle) -> Versions:
    """Promote two versions, then a policy beside the second."""
    names = []
    for name, bundle in (("first", tutorial_bundle), ("second", default_bundle)):
        write_bundle(bundle, Path(name))
        names.append(run("publish", name, "--promote", "--force")[1].strip())
    assert run("policy", "--threshold", "0.9", "--promote")[0] == 0
    return names[0], names[1]


def policy_of(run: Run, version: str) -> str | None:
    rows: list[dict[str, str | None]] = json.loads(run("list", "--json")[1])
    return next(row["policy"] for row in rows if row["version"] == version)


def test_a_rollback_of_a_policy_says_how_to_reach_the_version_before(
    run: Run, versions: Versions
) -> None:
    first, second = versions
    policy = policy_of(run, second)
    code, output, errors = run("rollback")
    assert (code, output) == (0, f"{second}\n")
    assert errors.splitlines() == [
        f"rolled back from policy {policy}; the version stays",
        f"'python -m train rollback --past-policies' returns to {first}",
    ]
    assert "rolled back from no policy; the version stays" in run("rollback")[2]


def test_a_rollback_past_policies_names_the_policy_that_it_leaves(
    run: Run, versions: Versions
) -> None:
    first, second = versions
    policy = policy_of(run, second)
    code, output, errors = run("rollback", "--past-policies")
    assert (code, output) == (0, f"{first}\n")
    assert errors.startswith(f"rolled back from {second}\nno longer in force: policy {policy}; ")
    assert policy_of(run, first) is None


def test_the_version_before_outlives_a_pruning(run: Run, versions: Versions) -> None:
    first, _ = versions
    assert first not in run("prune", "--keep-last", "1")[1]
    assert "ok" in run("verify", first)[1]
    assert "cannot be rolled back to" in run("delete", first, "--force")[2]


def test_the_policy_of_the_version_before_is_shown_and_verified(
    run: Run, versions: Versions
) -> None:
    first, second = versions
    policy = policy_of(run, second)
    assert run("promote", first, "--force")[0] == 0
    assert run("promote", second, "--force", "--policy", "none")[0] == 0
    assert run("policy", "--threshold", "0.8", "--promote")[0] == 0
    assert policy_of(run, first) == policy
    assert f"policies/{policy}.json ok" in run("verify", first)[1]


def test_a_policy_for_another_version_is_put_in_force_with_it(run: Run, versions: Versions) -> None:
    first, _ = versions
    policy, errors = run("policy", "--threshold", "0.7", "--version", first)[1:]
    assert f"'python -m train promote {first} --policy {policy.strip()}' puts it in" in errors


@pytest.mark.parametrize("options", [[], ["--past-policies"]])
def test_a_rollback_to_what_is_gone_names_the_way(
    run: Run, versions: Versions, options: list[str]
) -> None:
    first, _ = versions
    assert run("policy", "--threshold", "0.8", "--promote")[0] == 0
    for path in Path("models/policies").iterdir():
        path.unlink()
    assert run("delete", first, "--force")[0] == 0
    code, _, errors = run("rollback", *options)
    assert (code, errors.startswith("error: cannot roll back: models/")) == (2, True)
    assert "no such file; promote a version by its name, with --policy NAME or none" in errors
