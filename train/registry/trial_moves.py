"""Move the pointer to begin or end a trial; see `train.registry.pointer_moves`."""

from datetime import UTC, datetime

from chalicelib.manifest import Manifest
from chalicelib.pointer import BAND, Trial, differing_task
from chalicelib.registry.fetch import fetch_manifest
from train.errors import InputError
from train.registry.pointer_moves import (
    KEEP,
    PointerMove,
    PolicyChoice,
    kept_policy,
    plan_move,
    read_current,
)
from train.registry.versions import fetch_bundle
from train.registry.writable_store import StoreWriter


def plan_trial(
    version: str,
    kind: str,
    writer: StoreWriter,
    now: datetime,
    *,
    percent: int = 0,
    band: float = BAND,
    policy: PolicyChoice = KEEP,
) -> PointerMove:
    """Read a version back, check it and return the move that puts it on trial.

    Raises
    ------
    StoreError, FormatError
        If the version is missing or damaged, or the pointer cannot be read.
    InputError
        If no version is promoted, or this one is, or the two cannot serve the same requests.
    """
    manifest = fetch_manifest(writer, version)
    fetch_bundle(manifest, writer).model()
    current, tag = read_current(writer)
    if current is None:
        raise InputError(f"{writer.uri}: found no promoted version to compare {version} with")
    _check_comparable(current.manifest, manifest)
    chosen = kept_policy(version, current) if policy is KEEP else policy
    started_at = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    trial = Trial(kind, manifest, percent, chosen, started_at, band)
    return plan_move(current._replace(trial=trial), tag, now)


def plan_end_of_trial(writer: StoreWriter, now: datetime) -> PointerMove | None:
    """Return the move that ends the trial, or None if nothing is on trial."""
    current, tag = read_current(writer)
    if current is None or current.trial is None:
        return None
    return plan_move(current._replace(trial=None), tag, now)


def _check_comparable(promoted: Manifest, manifest: Manifest) -> None:
    """Refuse a trial of the promoted version, or of one that cannot serve the same requests."""
    if manifest.version == promoted.version:
        raise InputError(
            f"{manifest.version} is promoted already; expected another version for a trial"
        )
    if difference := differing_task(promoted, manifest):
        raise InputError(f"{difference}; expected versions that serve the same requests")
