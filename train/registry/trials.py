"""What the store says of the version on trial: whether a service has stopped it."""

import os
from typing import TYPE_CHECKING

from chalicelib.errors import ServiceError
from chalicelib.pointer import CANARY, Trial
from chalicelib.serving.trial.stops import fetch_stop
from chalicelib.settings import read_settings
from chalicelib.store.opening import open_reader
from train.errors import InputError
from train.registry.pointer_moves import read_current

if TYPE_CHECKING:
    from chalicelib.store.base import StoreReader


def find_stop(trial: Trial, store: "StoreReader") -> str | None:
    """Return why a trial was stopped, or None; `REPORTS_URI` is read if it is set.

    Raises
    ------
    ServiceError
        If that cannot be read.
    """
    if trial.kind != CANARY:
        return None
    reports_uri = read_settings(os.environ).reports_uri
    return fetch_stop(open_reader(reports_uri) if reports_uri else store, trial)


def trial_detail(trial: Trial, store: "StoreReader") -> str:
    """Return what `list` shows of a trial besides its kind; an unreadable stop is no error."""
    if trial.kind != CANARY:
        return ""
    try:
        stop = find_stop(trial, store)
    except ServiceError as exc:
        return f"{trial.percent} %, perhaps stopped: {exc}"
    return f"{trial.percent} %" + ("" if stop is None else f", stopped: {stop}")


def refuse_stopped(version: str, store: "StoreReader") -> None:
    """Refuse to promote the version on trial if a service has stopped it.

    Raises
    ------
    InputError
        If one has.
    """
    pointer = read_current(store).pointer
    trial = None if pointer is None else pointer.trial
    if trial is None or trial.manifest.version != version:
        return
    stop = find_stop(trial, store)
    if stop is not None:
        raise InputError(
            f"{version} was not promoted: its canary was stopped: {stop}; --force promotes it "
            "anyway"
        )
