"""What `list`, `show` and `verify` tell of the policies of a store."""

import json
from typing import TYPE_CHECKING, Any

from chalicelib.errors import ServiceError
from chalicelib.registry.policies import fetch_policy, policy_key
from train.cli.console import note, print_result
from train.cli.registry.signatures import signature_state
from train.errors import InputError
from train.registry.current_model import fetch_current_pointer

if TYPE_CHECKING:
    from chalicelib.pointer import Pointer
    from chalicelib.store.base import StoreReader
    from train.registry.writable_store import StoreWriter


def show_policy(store: "StoreReader", policy_id: str) -> None:
    """Print a policy as JSON, by default the one in force."""
    policy = fetch_policy(store, policy_id) if policy_id else fetch_current_pointer(store).policy
    if policy is None:
        raise InputError("no policy is in force; expected the name of a policy")
    print_result(json.dumps(policy.document, indent=2))
    note(f"{policy.id}, {signature_state(store, policy).reason}")


def with_policy(facts: dict[str, Any], pointer: "Pointer | None") -> dict[str, Any]:
    """Return the facts about a version with the policy that the pointer names with it.

    If a version is current and previous, only its policy changed: the current one is shown.
    """
    if pointer is None:
        return facts | {"policy": None}
    policies = {
        pointer.earlier: pointer.earlier_policy,
        pointer.previous: pointer.previous_policy,
    }
    if pointer.trial is not None:
        policies[pointer.trial.manifest.version] = pointer.trial.policy and pointer.trial.policy.id
    policies[pointer.manifest.version] = pointer.policy and pointer.policy.id
    return facts | {"policy": policies.get(facts["version"])}


def damaged_policies(version: str, writer: "StoreWriter") -> int:
    """Print the state of the policies that the pointer names with a version; count the damaged.

    A policy is damaged if its content or its signature is wrong.
    """
    from train.registry.pointer_moves import read_current

    pointer = read_current(writer).pointer
    if pointer is None:
        return 0
    current = pointer.policy if pointer.manifest.version == version else None
    previous = pointer.previous_policy if pointer.previous == version else None
    earlier = pointer.earlier_policy if pointer.earlier == version else None
    names = {current.id if current else None, previous, earlier}
    states = {name: _state(name, writer) for name in names if name is not None}
    for name, state in sorted(states.items()):
        print_result(f"{policy_key(name)} {state}")
    return sum(state != "ok" for state in states.values())


def _state(policy_id: str, writer: "StoreWriter") -> str:
    try:
        signature = signature_state(writer, fetch_policy(writer, policy_id))
    except ServiceError as exc:
        return str(exc)
    return "ok" if signature.is_ok else signature.reason
