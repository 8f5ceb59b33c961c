"""The pointer moves with its policy and its trial; each move is planned, then carried out."""

from typing import Any

import pytest

from chalicelib import strict_json
from chalicelib.errors import FormatError
from chalicelib.pointer import CANARY, SHADOW, NamedPolicy, Pointer, named_policy
from chalicelib.registry.policies import fetch_policy, policy_key
from tests.support.stores import NOW, AnyWriter, promote, publish
from train.errors import InputError
from train.registry.bundle import Bundle
from train.registry.deletion import plan_deletion
from train.registry.pointer_moves import (
    PointerMove,
    move_pointer,
    plan_promotion,
    plan_rollback,
    read_current,
)
from train.registry.published_version import list_versions
from train.registry.trial_moves import plan_trial


def policy(threshold: float) -> NamedPolicy:
    return named_policy({"created": "20260131T093000Z", "threshold": threshold}, "a policy")


def stored(chosen: NamedPolicy, writer: AnyWriter) -> NamedPolicy:
    writer.create(policy_key(chosen.id), strict_json.canonical(chosen.document))
    return chosen


def moved(move: PointerMove | None, writer: AnyWriter) -> Pointer:
    assert move is not None
    move_pointer(move, writer)
    pointer = read_current(writer).pointer
    assert pointer == move.pointer
    return pointer


@pytest.fixture
def versions(writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle) -> tuple[str, str]:
    """Publish two versions and promote the first."""
    first, second = publish(tutorial_bundle, writer), publish(default_bundle, writer)
    promote(first, writer)
    return first, second


def test_a_rollback_restores_the_version_with_its_policy(
    writer: AnyWriter, versions: tuple[str, str]
) -> None:
    first, second = versions
    strict, lenient = (stored(policy(threshold), writer) for threshold in (0.9, 0.5))
    moved(plan_promotion(first, writer, NOW, strict), writer)
    moved(plan_promotion(second, writer, NOW, lenient), writer)
    back = moved(plan_rollback(writer, NOW), writer)
    assert (back.manifest.version, back.policy) == (first, strict)
    assert (back.previous, back.previous_policy) == (second, lenient.id)


def test_a_policy_alone_is_promoted_and_rolled_back(
    writer: AnyWriter, versions: tuple[str, str]
) -> None:
    first, _ = versions
    promoted = moved(plan_promotion(first, writer, NOW, policy(0.9)), writer)
    assert (promoted.previous, promoted.previous_policy) == (first, None)
    assert moved(plan_rollback(writer, NOW), writer).policy is None


def test_a_rollback_past_policies_returns_to_the_version_before_with_its_policy(
    writer: AnyWriter, versions: tuple[str, str]
) -> None:
    first, second = versions
    strict = stored(policy(0.9), writer)
    moved(plan_promotion(first, writer, NOW, strict), writer)
    moved(plan_promotion(second, writer, NOW, None), writer)
    for threshold in (0.5, 0.6):
        moved(plan_promotion(second, writer, NOW, stored(policy(threshold), writer)), writer)
    moved(plan_rollback(writer, NOW), writer)  # the last policy alone
    assert {each.version: each.state for each in list_versions(writer)}[first] == "previous"
    with pytest.raises(InputError, match="it is the previous version"):
        plan_deletion(first, writer)
    back = moved(plan_rollback(writer, NOW, past_policies=True), writer)
    assert (back.manifest.version, back.policy, back.earlier) == (first, strict, None)
    again = moved(plan_rollback(writer, NOW, past_policies=True), writer)
    assert (again.manifest.version, again.policy) == (second, policy(0.5))


def test_without_another_version_there_is_nothing_past_the_policies(
    writer: AnyWriter, versions: tuple[str, str]
) -> None:
    moved(plan_promotion(versions[0], writer, NOW, policy(0.9)), writer)
    with pytest.raises(InputError, match="no other version was promoted before; promote a version"):
        plan_rollback(writer, NOW, past_policies=True)


def test_a_promotion_keeps_the_policy_in_force(
    writer: AnyWriter, versions: tuple[str, str]
) -> None:
    first, second = versions
    moved(plan_promotion(first, writer, NOW, policy(0.9)), writer)
    assert moved(plan_promotion(second, writer, NOW), writer).policy == policy(0.9)
    assert moved(plan_promotion(second, writer, NOW, None), writer).policy is None


def test_a_trial_leaves_the_promoted_version(writer: AnyWriter, versions: tuple[str, str]) -> None:
    first, second = versions
    on_trial = moved(plan_trial(second, CANARY, writer, NOW, percent=10), writer)
    assert on_trial.manifest.version == first
    assert on_trial.trial is not None
    assert (on_trial.trial.manifest.version, on_trial.trial.percent) == (second, 10)
    assert {each.version: each.state for each in list_versions(writer)} == {
        first: "current",
        second: "canary",
    }
    with pytest.raises(InputError, match="it is the canary version"):
        plan_deletion(second, writer)


def test_a_candidate_is_promoted_with_the_policy_of_its_trial(
    writer: AnyWriter, versions: tuple[str, str]
) -> None:
    first, second = versions
    moved(plan_trial(second, SHADOW, writer, NOW, policy=policy(0.9)), writer)
    pointer = moved(plan_promotion(second, writer, NOW), writer)
    assert (pointer.policy, pointer.trial, pointer.previous) == (policy(0.9), None, first)


def test_promoting_the_current_version_ends_the_trial(
    writer: AnyWriter, versions: tuple[str, str]
) -> None:
    first, second = versions
    moved(plan_trial(second, SHADOW, writer, NOW), writer)
    pointer = moved(plan_promotion(first, writer, NOW), writer)
    assert (pointer.trial, pointer.previous) == (None, None)
    assert plan_promotion(first, writer, NOW) is None


@pytest.mark.parametrize("promoted", [True, False], ids=["the-current", "without-a-current"])
def test_a_trial_needs_another_version_beside_the_current_one(
    writer: AnyWriter, tutorial_bundle: Bundle, promoted: bool
) -> None:
    version = publish(tutorial_bundle, writer)
    if promoted:
        promote(version, writer)
    expected = "is promoted already" if promoted else "found no promoted version"
    with pytest.raises(InputError, match=expected):
        plan_trial(version, SHADOW, writer, NOW)


def test_a_changed_policy_is_refused(writer: AnyWriter) -> None:
    chosen, other = policy(0.9), policy(0.5)
    changed: dict[str, Any] = other.document
    writer.create(policy_key(chosen.id), strict_json.canonical(changed))
    with pytest.raises(FormatError, match="the digest of its content differs"):
        fetch_policy(writer, chosen.id)
