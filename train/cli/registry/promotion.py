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
    from train.corpus.reader import LabelledText
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
    version: str,
    writer: "StoreWriter",
    checks: PromotionChecks,
    *,
    policy: str | None = None,
    dry_run: bool = False,
) -> None:
    """Check a version and promote it; `--force` skips the comparison, and a canary's stop."""
    from train.registry.pointer_moves import move_pointer, plan_promotion, read_current
    from train.registry.promotion_gate import refuse_worse
    from train.registry.trials import refuse_stopped

    manifest = fetch_signed(writer, version)
    chosen = chosen_policy(policy, writer)
    current = read_current(writer).pointer
    promotion = plan_promotion(version, writer, datetime.now(UTC), chosen)
    in_force = current if promotion is None else promotion.pointer
    check_texts(writer, manifest, in_force and in_force.policy, checks)
    if not checks.force:
        refuse_stopped(version, writer)
    comparison_note = "" if checks.force else refuse_worse(version, writer)
    if promotion is None:
        note(f"already promoted at {writer.uri}: {version}")
        return
    if not dry_run:
        move_pointer(promotion, writer)
    if comparison_note:
        note(comparison_note)
    _say_promotion(current, promotion.pointer, writer, dry_run=dry_run)


def _say_promotion(
    before: Pointer | None, after: Pointer, writer: "StoreWriter", *, dry_run: bool
) -> None:
    """Say what a promotion changes: the version, or the policy alone."""
    version = after.manifest.version
    is_current = before is not None and before.manifest.version == version
    if is_current and before and before.policy != after.policy:
        say_in_force(writer, after, dry_run=dry_run)
    else:
        action = "would promote" if dry_run else "promoted"
        note(f"{action} at {writer.uri}: {version}, after {after.previous or 'none'}")
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
    writer: "StoreWriter",
    manifest: "Manifest",
    policy: "NamedPolicy | None",
    checks: PromotionChecks,
) -> None:
    """Check the policy, and the labels of the must-pass texts under it; raises `InputError`."""
    from train.registry.must_pass import failures

    if policy is None and not checks.texts:
        return
    failed = failures(check_policy(writer, manifest, policy), checks.texts)
    for failure in failed:
        note(failure.describe(show_text=checks.show_texts))
    if failed:
        raise InputError(
            f"{manifest.version} was not promoted: {len(failed)} of the {len(checks.texts)} texts "
            f"of {checks.must_pass} do not keep their label; correct the file or the model, or "
            "promote without --must-pass"
        )
