"""A person's phrase or address leaves the policies of a store, and the pointer with them."""

import json
from pathlib import Path

import pytest

from chalicelib.pointer import POINTER_KEY, SHADOW
from tests.support.commands import Run
from tests.support.policies import lists, make_policy, put_in_force
from tests.support.signing_keys import signer
from tests.support.stores import NOW, AnyWriter, publish
from train.erasure.policies import search_policies
from train.erasure.sought_texts import read_sought_texts
from train.policy.stored_policies import plan_policy, policy_ids, store_policy
from train.registry.bundle import Bundle
from train.registry.pointer_moves import move_pointer, read_current
from train.registry.trial_moves import plan_trial
from train.registry.writable_store import DirectoryWriter, S3Writer

ANN = lists(senders=["Ann@Shop.test", "bob@shop.test"], phrases=["free cash"])


@pytest.fixture
def version(writer: AnyWriter, tutorial_bundle: Bundle) -> str:
    return publish(tutorial_bundle, writer)


def test_an_entry_is_erased_wherever_the_pointer_or_a_policy_has_it(
    run: Run, writer: AnyWriter, version: str, default_bundle: Bundle
) -> None:
    other = publish(default_bundle, writer)
    put_in_force(writer, other, allow=ANN, threshold=0.7)
    put_in_force(writer, version, allow=ANN)
    put_in_force(writer, version, allow=ANN, threshold=0.6)
    on_trial = make_policy(deny=ANN)
    store_policy(plan_policy(on_trial, None), writer)
    move_pointer(plan_trial(other, SHADOW, writer, NOW, policy=on_trial), writer)
    code, output, errors = run("forget", "ann@shop.test", "--to", writer.uri, "--dry-run")
    assert (code, output.count("1 entry"), len(policy_ids(writer))) == (0, 4, 4)
    code, output, errors = run("forget", "ann@shop.test", "--to", writer.uri)
    assert (code, errors.count("replaced by")) == (0, 4)
    stored = [writer.read(key, 10_000) for key in writer.files("policies/")]
    assert not any(b"nn@" in raw for raw in (*stored, writer.read(POINTER_KEY, 2**20)))
    assert all(b"bob@shop.test" in raw for raw in stored)
    pointer = read_current(writer).pointer
    assert pointer is not None
    assert pointer.policy is not None
    named = {pointer.policy.id, pointer.previous_policy, pointer.earlier_policy}
    assert (len(named), named < {*policy_ids(writer)}) == (3, True)
    assert "found nowhere" in run("forget", "ann@shop.test", "--to", writer.uri)[2]
    assert_no_older_pointer(writer)


def assert_no_older_pointer(writer: AnyWriter) -> None:
    """On S3, older versions of the pointer hold the policies of their time."""
    if isinstance(writer, S3Writer):
        listed = writer.client.list_object_versions(Bucket=writer.bucket, Prefix=writer.prefix)
        keys = [each["Key"] for each in listed["Versions"]]
        assert keys.count(writer.prefix + POINTER_KEY) == 1


def test_an_unused_policy_is_only_deleted(run: Run, writer: AnyWriter, version: str) -> None:
    put_in_force(writer, version, threshold=0.6)
    store_policy(plan_policy(make_policy(deny=ANN), None), writer)
    assert run("forget", "FREE  cash", "--to", writer.uri)[0] == 0
    assert len(policy_ids(writer)) == 1


def test_an_entry_that_contains_the_text_is_told_and_kept(tmp_path: Path, run: Run) -> None:
    store = DirectoryWriter(tmp_path / "models")
    policy = make_policy(deny=ANN)
    store_policy(plan_policy(policy, None), store)
    errors = run("forget", "cash", "--to", store.uri)[2]
    assert f"{policy.id}: deny phrases: contains it within a longer entry; kept" in errors
    errors = run("forget", "Ann, free  cash for you", "--to", store.uri)[2]
    assert f"{policy.id}: deny phrases: one is a part of it; kept" in errors
    assert "part of it" not in run("forget", "gluten-free cashews", "--to", store.uri)[2]


def test_a_signed_policy_in_force_is_not_replaced(
    tmp_path: Path, run: Run, tutorial_bundle: Bundle
) -> None:
    store = DirectoryWriter(tmp_path / "models")
    policy = put_in_force(store, publish(tutorial_bundle, store), deny=ANN)
    store.create(*signer(tmp_path, "ed25519").file(policy))
    code, _, errors = run("forget", "free cash", "--to", store.uri)
    assert (code, "is signed, so no copy without the text can replace it" in errors) == (2, True)
    assert policy_ids(store) == [policy.id]


def test_a_damaged_policy_is_not_searched(tmp_path: Path, run: Run) -> None:
    store = DirectoryWriter(tmp_path / "models")
    policy = make_policy(deny=ANN)
    store.create(f"policies/{policy.id}.json", json.dumps(policy.document | {"x": 1}).encode())
    (unsearched,) = search_policies(store, read_sought_texts(["free cash"])).unsearched
    assert unsearched.startswith(f"{policy.id}: not searched: ")
    assert run("forget", "free cash", "--to", store.uri)[0] == 2
