"""What became of a version when it learned from the same texts before: taken back, or on trial."""

from typing import TYPE_CHECKING

from chalicelib.pointer import CANARY, SHADOW

if TYPE_CHECKING:
    from chalicelib.pointer import Trial
    from train.registry.writable_store import StoreWriter


def earlier_refusal(version: str, writer: "StoreWriter", *, serves: bool) -> str:
    """Return why a version must not continue, or "".

    Parameters
    ----------
    serves
        Whether it would respond to requests. A shadow does not.

    Raises
    ------
    ServiceError
        If the store cannot be read.
    """
    from train.registry.pointer_moves import read_current
    from train.registry.trials import find_stop

    pointer = read_current(writer).pointer
    if pointer is None or not serves:
        return ""
    if version in (pointer.previous, pointer.earlier):
        return f"it was promoted before, and {pointer.manifest.version} took its place"
    trial = _trial_of(version, writer)
    stop = trial and find_stop(trial, writer)
    return f"its canary was stopped: {stop}" if stop else ""


def is_on_trial(version: str, percent: int, writer: "StoreWriter") -> bool:
    """Return whether a version is on this trial already; 0 per cent are a shadow."""
    trial = _trial_of(version, writer)
    kind = CANARY if percent else SHADOW
    return trial is not None and (trial.kind, trial.percent) == (kind, percent)


def _trial_of(version: str, writer: "StoreWriter") -> "Trial | None":
    from train.registry.pointer_moves import read_current

    pointer = read_current(writer).pointer
    trial = pointer and pointer.trial
    return trial if trial and trial.manifest.version == version else None
