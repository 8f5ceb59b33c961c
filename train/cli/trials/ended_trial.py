"""Say that a move of the pointer ends the trial that was going on, and how to begin it again."""

from chalicelib.pointer import CANARY, Pointer
from train.cli.console import note


def say_ended_trial(before: Pointer | None, after: Pointer) -> None:
    """Say it, unless the version on trial is promoted or stays on trial."""
    ended = None if before is None else before.trial
    if ended is None:
        return
    version = ended.manifest.version
    if version in (after.manifest.version, after.trial and after.trial.manifest.version):
        return
    canary = ended.kind == CANARY
    what = f"canary of {ended.percent} %" if canary else ended.kind
    option = f"--canary {ended.percent}" if canary else f"--{ended.kind}"
    again = f"'python -m train promote {version} {option}'"
    note(f"this ends the trial of {version}, {what}; {again} begins it again")
