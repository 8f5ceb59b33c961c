"""What becomes of a version that learned: published, on trial, promoted, or refused by the gate."""

from argparse import Namespace
from typing import TYPE_CHECKING, NamedTuple

from train.cli.console import note
from train.cli.learning.earlier_outcome import earlier_refusal, is_on_trial
from train.cli.learning.outcome import Outcome
from train.cli.registry.promotion import PromotionChecks, promote
from train.cli.registry.publication import publish_bundle

if TYPE_CHECKING:
    from train.registry.bundle import Bundle
    from train.registry.writable_store import StoreWriter

REFUSED = 3
"""The exit code if the gate refuses the version: not a mistake of the user's."""


PUBLISHED = "published"


class Candidate(NamedTuple):
    """A version that learned, and whether the store holds it already."""

    bundle: "Bundle"
    is_published: bool


def decide(
    args: Namespace,
    writer: "StoreWriter",
    candidate: Candidate,
    outcome: Outcome,
    checks: PromotionChecks,
) -> int:
    """Publish a candidate; if it passes the gate, do with it what the options say.

    A refused one is published, too: its figures can be read, and `promote --force` takes it.
    """
    version = candidate.bundle.manifest.version
    signed = ""
    if not candidate.is_published and not args.dry_run:
        signed = f", {publish_bundle(candidate.bundle, writer, args.sign)}"
    refusal = outcome.refusal(force=args.force) or _earlier_refusal(args, version, writer)
    if refusal:
        return outcome.tell("refused", f"{version}: {refusal}", REFUSED)
    done, words = _done(args), f"{version} at {writer.uri}{signed}"
    if done == PUBLISHED:
        words += f"; 'python -m train promote {version} --shadow' tries it"
    if args.dry_run:
        return outcome.tell(f"would be {done}", words)
    _carry_out(args, version, writer, checks)
    return outcome.tell(done, words)


def _earlier_refusal(args: Namespace, version: str, writer: "StoreWriter") -> str:
    if args.force:
        return ""
    reason = earlier_refusal(version, writer, serves=bool(args.promote or args.canary))
    return reason and f"{reason}; use --force to continue"


def _done(args: Namespace) -> str:
    if args.promote:
        return "promoted"
    if args.canary:
        return f"canary of {args.canary} %"
    return "shadow" if args.shadow else PUBLISHED


def _carry_out(
    args: Namespace, version: str, writer: "StoreWriter", checks: PromotionChecks
) -> None:
    if args.promote:
        promote(version, writer, checks)
    elif args.shadow or args.canary:
        _begin_trial(version, writer, args.canary, checks)


def _begin_trial(
    version: str, writer: "StoreWriter", percent: int, checks: PromotionChecks
) -> None:
    from chalicelib.pointer import CANARY, SHADOW
    from train.cli.trials.trial_commands import begin_trial
    from train.cli.trials.trial_options import TrialChoice

    if is_on_trial(version, percent, writer) and not checks.force:
        note(f"{version} is already on this trial, which continues")
        return
    choice = TrialChoice(CANARY, percent) if percent else TrialChoice(SHADOW)
    begin_trial(version, choice, writer, checks)
