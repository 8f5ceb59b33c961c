"""The command that makes a policy from its options, stores it, and puts it in force."""

from argparse import Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chalicelib.registry.fetch import fetch_manifest
from train.cli.console import note, print_result
from train.cli.policy.in_force import check_policy, promoted, put_in_force, try_in_force
from train.counted import counted
from train.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from chalicelib.manifest import Manifest
    from chalicelib.pointer import NamedPolicy, Pointer
    from train.policy.unsure_band import ChosenBand
    from train.registry.writable_store import StoreWriter

NONE = "none"


def policy(args: Namespace) -> None:
    """Change the policy: threshold, unsure band, lists. Print only the new policy's name."""
    from train.policy.stored_policies import plan_policy, store_policy
    from train.registry.planned_store import PlannedStore
    from train.registry.pointer_moves import read_current
    from train.registry.signing import open_signer
    from train.registry.writable_store import open_writer

    writer = open_writer(args.store)
    current = read_current(writer)
    pointer = promoted(writer, current)
    composed = _composed(args, pointer, writer)
    plan = []
    if composed is not None:
        plan = plan_policy(composed, open_signer(args.sign) if args.sign else None)
        if not args.dry_run:
            store_policy(plan, writer)
        for key, raw in plan if args.dry_run else ():
            note(f"would write {writer.uri}/{key}, {len(raw):,} bytes")
    print_result(NONE if composed is None else composed.id)
    if args.promote and args.dry_run:
        try_in_force(PlannedStore(writer, plan), current, composed)
    elif args.promote:
        put_in_force(writer, current, composed)
    elif composed != pointer.policy and not args.dry_run:
        name = NONE if composed is None else composed.id
        version = "" if args.version in (None, pointer.manifest.version) else f"{args.version} "
        note(f"not in force; 'python -m train promote {version}--policy {name}' puts it in force")


def _composed(args: Namespace, pointer: "Pointer", writer: "StoreWriter") -> "NamedPolicy | None":
    from train.policy.composing import compose

    version = args.version or pointer.manifest.version
    manifest = fetch_manifest(writer, version)
    changes = _changes(args, manifest, pointer.policy, writer)
    if not changes:
        raise InputError(
            "found nothing to change; expected --threshold, --unsure, --allow or --deny"
        )
    composed = compose(pointer.policy, changes, datetime.now(UTC))
    if composed is not None:
        check_policy(writer, manifest, composed, signed=False, advice=_advice(manifest))
    return composed


def _advice(manifest: "Manifest") -> str:
    """Return what a version can have, if it cannot have the policy that the options make."""
    if manifest.several:
        return "expected a model that gives one label to a text"
    if manifest.positive is None and len(manifest.classes) > 2:
        return f"with {len(manifest.classes)} classes, only --unsure is possible"
    if manifest.positive is None:
        return "'fit --positive LABEL', or 'export' with it, names the positive class of two"
    return "--threshold none and --unsure none remove these; lists remain possible"


def _changes(
    args: Namespace, manifest: "Manifest", current: "NamedPolicy | None", writer: "StoreWriter"
) -> dict[str, Any]:
    """Return the fields that the options change."""
    from train.policy.composing import taken_away
    from train.policy.entry_file import read_entries

    changes: dict[str, Any] = {}
    if args.threshold is not None:
        changes["threshold"] = None if args.threshold == NONE else args.threshold
    for side in ("allow", "deny"):
        path = getattr(args, side)
        if path is not None:
            changes[side] = read_entries(path)
            _say_taken_away(side, path, taken_away(current, side, changes[side]))
    if args.unsure == NONE:
        changes |= {"unsure": None, "version": None}
    elif args.unsure is not None:
        kept = None if current is None else current.document.get("threshold")
        threshold = changes.get("threshold", kept)
        changes |= _band(args.unsure, manifest, threshold, writer)
    return changes


def _say_taken_away(side: str, path: "Path", count: int) -> None:
    """Say how many entries of the list in force the file lacks: it may hold the new ones only."""
    if count:
        entries = counted(count, "entry", "entries")
        note(f"{path}: is the whole {side} list; it takes away {entries} of the policy in force")


def _band(
    error: float, manifest: "Manifest", threshold: Any, writer: "StoreWriter"
) -> dict[str, Any]:
    """Choose a band from the predictions of a version, and say what it means."""
    from train.policy.unsure_band import choose_band, smallest_error
    from train.registry.stored_predictions import fetch_predictions

    predictions = fetch_predictions(writer, manifest)
    if predictions is None or manifest.several:
        raise InputError(
            f"{manifest.version}: has no predictions to choose a band from; 'fit' writes them for "
            "a model that gives one label to a text, and so does 'export --test'"
        )
    own = threshold if threshold is not None else manifest.threshold
    inside = None if manifest.positive is None else own or 0.5
    chosen = choose_band(predictions, inside, error)
    if not chosen.is_needed:
        least = smallest_error(predictions, inside, error)
        raise InputError(f"{manifest.version}: {_not_needed(chosen, least)}")
    shown = ", ".join(f"{name} {value:g}" for name, value in chosen.band.items())
    note(f"unsure {shown}: {chosen.describe()}")
    return {"unsure": chosen.band, "version": manifest.version}


def _not_needed(chosen: "ChosenBand", least: float) -> str:
    """Return what to say if the labels of all texts keep the error; a band keeps the least one."""
    smaller = (
        f"an error for --unsure, which is a share of wrong labels, from {least:g} to below "
        f"{chosen.limit:.4f}, or "
    )
    return (
        f"no text has to be unsure: without a band, {chosen.wrong:,} of all {chosen.texts:,} "
        f"labels are wrong ({chosen.wrong / chosen.texts:.2%}, with 95 % confidence at most "
        f"{chosen.limit:.2%}); expected {smaller if least < chosen.limit else ''}'none' for no band"
    )
