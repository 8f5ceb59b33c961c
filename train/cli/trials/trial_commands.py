"""Put a version on trial after the checks of a promotion, or end the trial."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chalicelib.pointer import SHADOW
from train.cli.console import note
from train.cli.policy.in_force import chosen_policy
from train.cli.registry.promotion import PromotionChecks, check_texts
from train.cli.registry.signatures import fetch_signed
from train.cli.trials.ended_trial import say_ended_trial
from train.errors import InputError
from train.registry.pointer_moves import move_pointer, read_current
from train.registry.promotion_gate import refuse_worse
from train.registry.trial_moves import plan_end_of_trial, plan_trial
from train.registry.trials import find_stop

if TYPE_CHECKING:
    from chalicelib.pointer import Trial
    from train.cli.trials.trial_options import TrialChoice
    from train.registry.writable_store import StoreWriter


def begin_trial(
    version: str | None,
    choice: "TrialChoice",
    writer: "StoreWriter",
    checks: PromotionChecks,
    *,
    policy: str | None = None,
    dry_run: bool = False,
) -> None:
    """Check a version and put it on trial; without a version, the one that is on trial.

    A shadow is not compared: it changes no response, and shows how the two differ.
    """
    before = read_current(writer).pointer
    trial = before and before.trial
    version = _version_of(trial, writer) if version is None else version
    manifest = fetch_signed(writer, version)
    kind, percent, band = choice
    chosen, now = chosen_policy(policy, writer), datetime.now(UTC)
    move = plan_trial(version, kind, writer, now, percent=percent, band=band, policy=chosen)
    check_texts(writer, manifest, move.pointer.trial and move.pointer.trial.policy, checks)
    compared = "" if kind == SHADOW or checks.force else refuse_worse(version, writer)
    if not dry_run:
        move_pointer(move, writer)
    if compared:
        note(compared)
    _note_stop(trial, version, writer)
    what = f"{version}, as a {_described(choice)} next to {move.version}"
    note(f"{'would put on trial' if dry_run else 'on trial'} at {writer.uri}: {what}")
    say_ended_trial(before, move.pointer)


def _described(choice: "TrialChoice") -> str:
    is_shadow = choice.kind == SHADOW
    return "shadow" if is_shadow else f"canary for {choice.percent} % of the requests"


def _version_of(trial: "Trial | None", writer: "StoreWriter") -> str:
    if trial is None:
        raise InputError(f"{writer.uri}: nothing is on trial; expected VERSION")
    return trial.manifest.version


def _note_stop(trial: "Trial | None", version: str, writer: "StoreWriter") -> None:
    """Say that a service stopped the canary of the same version that is replaced, if it did."""
    if trial is None or trial.manifest.version != version:
        return
    stop = find_stop(trial, writer)
    if stop is not None:
        note(f"its last canary was stopped: {stop}")


def end_trial(writer: "StoreWriter", *, dry_run: bool = False) -> None:
    """End the trial, if there is one; the promoted version stays."""
    trial = _current_trial(writer)
    move = plan_end_of_trial(writer, datetime.now(UTC))
    if trial is None or move is None:
        note(f"nothing is on trial at {writer.uri}")
        return
    if not dry_run:
        move_pointer(move, writer)
    action = "would end" if dry_run else "ended"
    note(f"{action} at {writer.uri}: the trial of {trial.manifest.version} next to {move.version}")


def _current_trial(writer: "StoreWriter") -> "Trial | None":
    pointer = read_current(writer).pointer
    return None if pointer is None else pointer.trial
