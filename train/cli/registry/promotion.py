"""Promote a version after its checks: the signature, the must-pass texts, the comparison."""

from argparse import Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.pointer import Pointer, differing_task
from train.cli.console import note
from train.cli.policy.in_force import check_policy, chosen_policy, say_in_force, say_policy
from train.cli.registry.signatures import fetch_signed
from train.cli.trials.ended_trial import say_ended_trial
from train.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from chalicelib.manifest import Manifest
    from chalicelib.pointer import NamedPolicy
    from chalicelib.store.base import StoreReader
    from train.corpus.reader import LabelledText
    from train.registry.pointer_moves import PointerMove
    from train.registry.writable_store import StoreWriter


class PromotionChecks(NamedTuple):
    """What the options say about the checks before a promotion."""

    must_pass: "Path | None"
    texts: "list[LabelledText]"
    show_texts: bool
    force: bool


def read_checks(args: Namespace) -> PromotionChecks:
    """Read the checks from the options; read the texts at once, before anything is written."""
    from train.corpus.reader import read_labelled_texts

    texts = read_labelled_texts(args.must_pass) if args.must_pass else []
    return PromotionChecks(args.must_pass, texts, args.show_texts, args.force)


def promote(
    version: str, writer: "StoreWriter", checks: PromotionChecks, *, policy: str | None = None
) -> None:
    """Check a version and promote it; `--force` skips the comparison, and a canary's stop."""
    from train.registry.pointer_moves import move_pointer

    planned = _checked(version, writer, checks, policy)
    if planned.move is not None:
        move_pointer(planned.move, writer)
    _say(planned, version, writer, dry_run=False)


def try_promotion(
    version: str, store: "StoreReader", checks: PromotionChecks, *, policy: str | None = None
) -> None:
    """Check a version as `promote` does, and say what it would change."""
    _say(_checked(version, store, checks, policy), version, store, dry_run=True)


class _Planned(NamedTuple):
    """The current pointer, the move that promotes a version, and how the two versions compare.

    There is no move if the version is promoted already.
    """

    current: Pointer | None
    move: "PointerMove | None"
    comparison: str


def _checked(
    version: str, store: "StoreReader", checks: PromotionChecks, policy: str | None
) -> _Planned:
    """Plan a promotion, unless a check refuses it with `InputError`."""
    from train.registry.pointer_moves import plan_promotion, read_current
    from train.registry.promotion_gate import refuse_worse
    from train.registry.trials import refuse_stopped

    manifest = fetch_signed(store, version)
    chosen = chosen_policy(policy, store)
    current = read_current(store)
    move = plan_promotion(version, store, datetime.now(UTC), chosen, current)
    in_force = current.pointer if move is None else move.pointer
    check_texts(store, manifest, in_force and in_force.policy, checks)
    if not checks.force:
        refuse_stopped(version, store)
    comparison = "" if checks.force else refuse_worse(version, store)
    return _Planned(current.pointer, move, comparison)


def _say(planned: _Planned, version: str, store: "StoreReader", *, dry_run: bool) -> None:
    if planned.move is None:
        note(f"already promoted at {store.uri}: {version}")
        return
    if planned.comparison:
        note(planned.comparison)
    _say_promotion(planned.current, planned.move.pointer, store, dry_run=dry_run)


def _say_promotion(
    before: Pointer | None, after: Pointer, store: "StoreReader", *, dry_run: bool
) -> None:
    """Say what a promotion changes: the version, or the policy alone."""
    version = after.manifest.version
    is_current = before is not None and before.manifest.version == version
    if is_current and before and before.policy != after.policy:
        say_in_force(store, after, dry_run=dry_run)
    else:
        action = "would promote" if dry_run else "promoted"
        note(f"{action} at {store.uri}: {version}, after {after.previous or 'none'}")
        say_policy(after)
    say_ended_trial(before, after)
    say_other_labels(before, after.manifest)


def say_other_labels(current: Pointer | None, manifest: "Manifest") -> None:
    """Say that running services will not follow a move to a version with other labels."""
    difference = differing_task(current.manifest, manifest) if current else ""
    if difference:
        note(
            f"warning: {difference}; a running service keeps its model until you deploy again, or "
            "start 'make run' again"
        )


def check_texts(
    store: "StoreReader",
    manifest: "Manifest",
    policy: "NamedPolicy | None",
    checks: PromotionChecks,
) -> None:
    """Check the policy, and the labels of the must-pass texts under it; raises `InputError`."""
    from train.registry.must_pass import failures

    if policy is None and not checks.texts:
        return
    failed = failures(check_policy(store, manifest, policy), checks.texts)
    for failure in failed:
        note(failure.describe(show_text=checks.show_texts))
    if failed:
        raise InputError(
            f"{manifest.version} was not promoted: {len(failed)} of the {len(checks.texts)} texts "
            f"of {checks.must_pass} do not keep their label; correct the file or the model, or "
            "promote without --must-pass"
        )
