"""Policies in a store: written once, kept while the pointer names them, then deleted."""

import pytest

from chalicelib.pointer import SHADOW
from tests.support.policies import lists, make_policy, put_in_force
from tests.support.stores import NOW, AnyWriter, publish
from train.errors import InputError
from train.policy.stored_policies import (
    delete_policy,
    named_by,
    plan_policy,
    policy_ids,
    store_policy,
    unused_policies,
)
from train.registry.bundle import Bundle
from train.registry.pointer_moves import move_pointer, read_current
from train.registry.trial_moves import plan_trial


def test_only_policies_that_nothing_names_are_deleted(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    version, other = publish(tutorial_bundle, writer), publish(default_bundle, writer)
    earlier = put_in_force(writer, other, threshold=0.35).id
    names = [put_in_force(writer, version, threshold=0.1 * n).id for n in range(5, 9)]
    on_trial = make_policy(threshold=0.95)
    store_policy(plan_policy(on_trial, None), writer)
    move_pointer(plan_trial(other, SHADOW, writer, NOW, policy=on_trial), writer)
    pointer = read_current(writer).pointer
    named = {names[2]: "previous", names[3]: "current", on_trial.id: "shadow"}
    named[earlier] = "previous"
    assert named_by(pointer) == named
    assert unused_policies(writer, 10) == []
    unused = unused_policies(writer, 0)
    assert sorted(unused) == sorted(names[:2])
    for policy_id in unused:
        delete_policy(policy_id, writer)
    assert policy_ids(writer) == sorted(named)
    with pytest.raises(InputError, match="was not deleted: it is the current policy"):
        delete_policy(names[3], writer)


def test_an_empty_store_has_no_policies(writer: AnyWriter) -> None:
    assert policy_ids(writer) == []
    assert named_by(None) == {}


def test_a_policy_of_too_many_bytes_is_refused() -> None:
    entries = [f"{n:04} " + "\u4e2d" * 20 for n in range(1000)]
    phrases = {"allow": lists(phrases=entries), "deny": lists(phrases=entries)}
    domains = lists(domains=["a" * 195 + f"{n:05}" for n in range(1000)])
    policy = make_policy(allow=phrases["allow"] | {"domains": domains["domains"]}, deny=domains)
    with pytest.raises(InputError, match=r"the policy has .* bytes; expected at most 524,288"):
        plan_policy(policy, None)
