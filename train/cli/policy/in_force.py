"""The policy in force: check that one can be, put it in force, say which one is."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chalicelib.errors import FormatError
from chalicelib.registry.fetch import fetch_model
from train.cli.console import note
from train.cli.registry.signatures import public_keys
from train.cli.trials.ended_trial import say_ended_trial
from train.errors import InputError

if TYPE_CHECKING:
    from chalicelib.manifest import Manifest
    from chalicelib.pointer import NamedPolicy, Pointer
    from chalicelib.serving.served_model import Servable
    from chalicelib.store.base import StoreReader
    from train.registry.pointer_moves import CurrentPointer, PointerMove, PolicyChoice
    from train.registry.writable_store import StoreWriter

NONE = "none"


def chosen_policy(option: str | None, store: "StoreReader") -> "PolicyChoice":
    """Return the policy that `--policy` names; without the option, the one that is in force."""
    from chalicelib.registry.policies import fetch_policy
    from chalicelib.version_names import is_version
    from train.registry.pointer_moves import KEEP

    if option is None:
        return KEEP
    if option == NONE:
        return None
    if not is_version(option):
        raise InputError(
            f"policy is {option[:60]!r}; expected none, or a name such as "
            "20260131T093000Z-0123456789ab"
        )
    return fetch_policy(store, option)


def check_policy(
    store: "StoreReader",
    manifest: "Manifest",
    policy: "NamedPolicy | None",
    *,
    signed: bool = True,
    advice: str | None = None,
) -> "Servable":
    """Return the version under a policy as a service would serve it.

    If it is to be `signed` and `MODEL_PUBLIC_KEY` has keys, one of them must have signed the
    policy. `advice` is what the error proposes; by default, to promote the version without one.

    Raises
    ------
    InputError
        If a service would refuse the policy.
    """
    from chalicelib.policy.governed import governed
    from chalicelib.serving.served_model import ServedModel

    model = ServedModel(fetch_model(store, manifest))
    if policy is None:
        return model
    try:
        return governed(model, policy, store, public_keys() if signed else ())
    except FormatError as exc:
        raise InputError(f"{exc}; {advice or _without_policy(manifest)}") from exc


def _without_policy(manifest: "Manifest") -> str:
    return (
        f"'python -m train promote {manifest.version} --policy none' promotes the version "
        "without a policy"
    )


def promoted(store: "StoreReader", current: "CurrentPointer") -> "Pointer":
    """Return the pointer that a policy is changed from; without one, raise `InputError`."""
    if current.pointer is None:
        raise InputError(f"{store.uri}: found no promoted version; a policy needs one")
    return current.pointer


def put_in_force(
    writer: "StoreWriter", current: "CurrentPointer", policy: "NamedPolicy | None"
) -> None:
    """Promote the current version with a policy that was made from the current one."""
    from train.registry.pointer_moves import move_pointer

    move = _planned(writer, current, policy)
    if move is not None:
        move_pointer(move, writer)
    _say(writer, current, move, dry_run=False)


def try_in_force(
    store: "StoreReader", current: "CurrentPointer", policy: "NamedPolicy | None"
) -> None:
    """Check as `put_in_force` does, and say what it would change."""
    _say(store, current, _planned(store, current, policy), dry_run=True)


def _planned(
    store: "StoreReader", current: "CurrentPointer", policy: "NamedPolicy | None"
) -> "PointerMove | None":
    from train.registry.pointer_moves import plan_promotion

    manifest = promoted(store, current).manifest
    if policy is not None:
        check_policy(store, manifest, policy)
    return plan_promotion(manifest.version, store, datetime.now(UTC), policy, current)


def _say(
    store: "StoreReader", current: "CurrentPointer", move: "PointerMove | None", *, dry_run: bool
) -> None:
    if move is None:
        note(f"already in force at {store.uri}")
        return
    say_in_force(store, move.pointer, dry_run=dry_run)
    say_ended_trial(current.pointer, move.pointer)


def say_in_force(store: "StoreReader", pointer: "Pointer", *, dry_run: bool) -> None:
    """Note the policy that a pointer puts in force, or that there is none."""
    action = "would put in force" if dry_run else "in force"
    note(f"{action} at {store.uri}: {described(pointer)}, for {pointer.manifest.version}")


def described(pointer: "Pointer") -> str:
    """Name the policy that a pointer names.

    A band that was chosen for another version is said to be so.
    """
    policy, version = pointer.policy, pointer.manifest.version
    if policy is None:
        return "no policy"
    chosen_for = policy.document.get("version")
    if chosen_for in (None, version):
        return f"policy {policy.id}"
    return f"policy {policy.id}, whose unsure band was chosen for {chosen_for}"


def say_policy(pointer: "Pointer | None") -> None:
    """Note which policy is in force, if one is."""
    if pointer is not None and pointer.policy is not None:
        note(f"in force: {described(pointer)}")
