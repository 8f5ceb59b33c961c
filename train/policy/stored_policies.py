"""The policies of a store: write one, find those that nothing names, delete these."""

from chalicelib import strict_json
from chalicelib.errors import NotInStoreError
from chalicelib.pointer import NamedPolicy, Pointer
from chalicelib.registry.policies import MAX_BYTES, POLICIES, policy_key
from chalicelib.version_names import is_version
from train.errors import InputError
from train.registry.pointer_moves import read_current
from train.registry.signing import Signer
from train.registry.versions import PlannedFile, create_once
from train.registry.writable_store import StoreWriter


def plan_policy(policy: NamedPolicy, signer: Signer | None) -> list[PlannedFile]:
    """Return the files of a policy: its signature first, so that it is never seen without.

    Raises
    ------
    InputError
        If the policy is too large.
    """
    raw = strict_json.canonical(policy.document)
    if len(raw) > MAX_BYTES:
        raise InputError(
            f"the policy has {len(raw):,} bytes; expected at most {MAX_BYTES:,}: shorten its lists"
        )
    signature = [] if signer is None else [signer.file(policy)]
    return [*signature, PlannedFile(policy_key(policy.id), raw)]


def store_policy(plan: list[PlannedFile], writer: StoreWriter) -> None:
    """Write the files of a policy; raises `StoreError` if the store holds other bytes."""
    for key, raw in plan:
        create_once(writer, key, raw)


def policy_ids(writer: StoreWriter) -> list[str]:
    """Return the names of the stored policies, the oldest first."""
    names = {key.removeprefix(POLICIES).partition(".")[0] for key in writer.files(POLICIES)}
    return sorted(filter(is_version, names))


def named_by(pointer: Pointer | None) -> dict[str, str]:
    """Return the policies that the pointer names, each with its state."""
    if pointer is None:
        return {}
    states = dict.fromkeys((pointer.previous_policy, pointer.earlier_policy), "previous")
    if pointer.trial is not None and pointer.trial.policy is not None:
        states[pointer.trial.policy.id] = pointer.trial.kind
    if pointer.policy is not None:
        states[pointer.policy.id] = "current"
    return {name: state for name, state in states.items() if name is not None}


def unused_policies(writer: StoreWriter, keep_last: int) -> list[str]:
    """Return the policies that neither the pointer names nor belong to the newest ones."""
    named, ids = named_by(read_current(writer).pointer), policy_ids(writer)
    return [each for each in ids[: max(0, len(ids) - keep_last)] if each not in named]


def delete_policy(policy_id: str, writer: StoreWriter) -> None:
    """Delete a policy and its signature, unless the pointer names it.

    Raises
    ------
    InputError
        If it does.
    StoreError
        If a file cannot be deleted.
    """
    state = named_by(read_current(writer).pointer).get(policy_id)
    if state is not None:
        raise InputError(f"{policy_id} was not deleted: it is the {state} policy")
    for key in (policy_key(policy_id), signature_of(policy_id)):
        writer.delete(key)


def signature_of(policy_id: str) -> str:
    """Return the store key of a policy's signature."""
    return f"{POLICIES}{policy_id}.sig"


def is_signed(policy_id: str, writer: StoreWriter) -> bool:
    """Return whether a policy has a signature, of any key."""
    try:
        writer.read(signature_of(policy_id), MAX_BYTES)
    except NotInStoreError:
        return False
    return True
