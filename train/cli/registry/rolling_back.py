"""What `rollback` says: what it took back, and how to get at what it left or went past."""

from typing import TYPE_CHECKING

from train.cli.console import note
from train.registry.pointer_moves import pair_before

if TYPE_CHECKING:
    from chalicelib.pointer import Pointer


def say_rollback(before: "Pointer | None", after: "Pointer", *, dry_run: bool) -> None:
    """Say what a rollback changes; if it is the policy alone, also how to reach the version."""
    rolled = f"{'would roll' if dry_run else 'rolled'} back from"
    policy = None if before is None else before.policy
    if before is None or before.manifest.version != after.manifest.version:
        note(f"{rolled} {after.previous}")
        if policy is not None and policy != after.policy:
            note(
                f"no longer in force: policy {policy.id}; 'python -m train promote --policy "
                f"{policy.id}' puts it in force again"
            )
        return
    taken = "no policy" if policy is None else f"policy {policy.id}"
    note(f"{rolled} {taken}; the version stays")
    earlier = pair_before(after)
    if earlier is not None:
        note(f"'python -m train rollback --past-policies' returns to {earlier.version}")
