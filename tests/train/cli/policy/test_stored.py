"""What `list` and `verify` tell of the policies that the pointer names."""

from pathlib import Path

import pytest

from chalicelib.pointer import SHADOW
from tests.support.policies import make_policy, put_in_force
from tests.support.stores import NOW, publish
from train.cli.policy.stored import damaged_policies, with_policy
from train.policy.stored_policies import plan_policy, store_policy
from train.registry.bundle import Bundle
from train.registry.pointer_moves import move_pointer, read_current
from train.registry.trial_moves import plan_trial
from train.registry.writable_store import DirectoryWriter


@pytest.fixture
def store(tmp_path: Path) -> DirectoryWriter:
    return DirectoryWriter(tmp_path)


def test_the_policy_of_a_trial_is_named_with_its_version(
    store: DirectoryWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    version, other = publish(tutorial_bundle, store), publish(default_bundle, store)
    current = put_in_force(store, version, threshold=0.6)
    on_trial = make_policy(threshold=0.7)
    store_policy(plan_policy(on_trial, None), store)
    move_pointer(plan_trial(other, SHADOW, store, NOW, policy=on_trial), store)
    pointer = read_current(store).pointer
    named = {each: with_policy({"version": each}, pointer)["policy"] for each in (version, other)}
    assert named == {version: current.id, other: on_trial.id}
    assert with_policy({"version": other}, None)["policy"] is None


def test_a_damaged_policy_is_counted(
    store: DirectoryWriter, tutorial_bundle: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    version = publish(tutorial_bundle, store)
    assert damaged_policies(version, store) == 0
    policy = put_in_force(store, version, threshold=0.6)
    assert damaged_policies(version, store) == 0
    path = Path(store.uri, "policies", f"{policy.id}.json")
    path.write_bytes(path.read_bytes().replace(b"0.6", b"0.7"))
    assert damaged_policies(version, store) == 1
    assert "the digest of its content differs" in capsys.readouterr().out
