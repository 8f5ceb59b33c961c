"""The stop of a canary in the store: the process that stops it writes one, all others read it.

Its key holds the time at which the trial began, so the next trial begins without a stop, and none
has to be deleted. Without `REPORTS_URI`, each process stops by its own counts only.
"""

import time
from typing import TYPE_CHECKING

from chalicelib import strict_json
from chalicelib.errors import NotInStoreError, ServiceError
from chalicelib.store.opening import open_reader
from chalicelib.strict_json import Record

if TYPE_CHECKING:
    from chalicelib.pointer import Trial
    from chalicelib.store.base import StoreReader

FORMAT = 1
MAX_BYTES = 4096


def stop_key(trial: "Trial") -> str:
    """Return the store key of the stop of a trial."""
    return f"reports/stops/{trial.started_at}.json"


def fetch_stop(store: "StoreReader", trial: "Trial") -> str | None:
    """Return why a trial was stopped, or None if it was not.

    Raises
    ------
    StoreError
        If the store cannot be read.
    FormatError
        If the file is not as `Stops.tell` writes it.
    """
    key = stop_key(trial)
    try:
        record = Record(strict_json.parse(store.read(key, MAX_BYTES), key), key)
    except NotInStoreError:
        return None
    record.expect_format(FORMAT)
    return record.text("reason")


class Stops:
    """Where the stop of a trial is written and read; nowhere without a store for reports."""

    def __init__(self, reports_uri: str | None, trial: "Trial") -> None:
        self._uri = reports_uri
        self._trial = trial
        self._reader: StoreReader | None = None
        self._untold: str | None = None

    def reason(self) -> str | None:
        """Return why another process stopped the trial, or None; raises as `fetch_stop`."""
        if self._uri is None:
            return None
        if self._reader is None:
            self._reader = open_reader(self._uri)
        return fetch_stop(self._reader, self._trial)

    def tell(self, reason: str) -> str | None:
        """Write the stop; return why that failed, or None."""
        if self._uri is None:
            return None
        self._untold = reason
        try:
            self.tell_again()
        except ServiceError as exc:
            return str(exc)
        return None

    def tell_again(self) -> None:
        """Write the stop if that has failed before.

        Raises
        ------
        StoreError
            If it fails again.
        """
        if self._uri is None or self._untold is None:
            return
        # Imported here because a canary stops once.
        from chalicelib.store.writing.opening import open_key_writer

        stopped_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        version = self._trial.manifest.version
        document = {"format": FORMAT, "version": version, "stopped_at": stopped_at}
        raw = strict_json.canonical(document | {"reason": self._untold})
        # If the key is taken, another process was first.
        open_key_writer(self._uri).create(stop_key(self._trial), raw)
        self._untold = None
