"""Policies for the tests: their documents, and those in force in a store."""

from collections.abc import Sequence
from typing import Any

from chalicelib import strict_json
from chalicelib.pointer import NamedPolicy, named_policy
from chalicelib.registry.policies import policy_key
from tests.support.stores import NOW
from train.registry.pointer_moves import move_pointer, plan_promotion
from train.registry.writable_store import StoreWriter


def lists(**entries: Sequence[str]) -> dict[str, list[str]]:
    """Return the lists of one side: `phrases`, `senders` and `domains`."""
    return {kind: [*entries.get(kind, ())] for kind in ("phrases", "senders", "domains")}


def policy_document(**changes: Any) -> dict[str, Any]:
    """Return a policy that changes nothing, but for some fields."""
    empty = {"version": None, "threshold": None, "unsure": None}
    stamp = {"format": 1, "created": "20260131T093000Z"}
    return stamp | empty | {"allow": lists(), "deny": lists()} | changes


def make_policy(**changes: Any) -> NamedPolicy:
    return named_policy(policy_document(**changes), "a policy")


def put_in_force(writer: StoreWriter, version: str, **changes: Any) -> NamedPolicy:
    """Store a policy and promote a version with it; return the policy."""
    policy = make_policy(**changes)
    writer.create(policy_key(policy.id), strict_json.canonical(policy.document))
    move = plan_promotion(version, writer, NOW, policy)
    if move is not None:
        move_pointer(move, writer)
    return policy
