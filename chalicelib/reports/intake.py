"""Take reports in: each reporter's newest report about a text is stored, within the daily limits.

Nothing is changed twice for the same report: a repeat is neither counted nor written.
"""

import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from chalicelib.errors import FormatError, NotInStoreError, StoreError
from chalicelib.reports.daily_limits import PAUSES, DailyLimits, count_report
from chalicelib.reports.names import RENEWED_AFTER, find_or_make_names
from chalicelib.reports.stored_report import (
    MAX_REPORT_BYTES,
    Served,
    StoredReport,
    is_expired,
    read_report,
    report_key,
    write_report,
)
from chalicelib.scoring.model import Label
from chalicelib.settings import Settings
from chalicelib.store.writing.opening import KeyWriter, open_key_writer

SHOWN_DIGITS = 16

# One report at a time in a process: two threads with the same report would both find none stored.
_LOCK = threading.Lock()


class Submission(NamedTuple):
    """A report as a client sends it; `caller` is the ID of its API key, `name` that of its user."""

    text: str
    label: Label
    caller: str
    name: str | None


class Receipt(NamedTuple):
    """The name under which a report is known, and whether it was stored just now."""

    report: str
    is_new: bool


class Stored(NamedTuple):
    """A stored report and the tag of its bytes; the report is None if it is damaged."""

    report: StoredReport | None
    tag: str


class Intake:
    """Stores reports in a store.

    Parameters
    ----------
    writer
        The store.
    limits
        How many reports it takes a day.
    now
        Returns the time, with its zone.
    """

    def __init__(
        self,
        writer: KeyWriter,
        limits: DailyLimits,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._writer = writer
        self._limits = limits
        self._now = now

    def receive(self, sent: Submission, served: Served) -> Receipt:
        """Store a report, unless it repeats the reporter's last one about the text.

        Raises
        ------
        ReportLimitError
            If a daily limit is reached.
        StoreError, FormatError
            If the store cannot be read or written.
        """
        with _LOCK:
            now = self._now()
            names = find_or_make_names(self._writer, now)
            text, reporter = names.text(sent.text), names.reporter(sent.caller, sent.name)
            report = StoredReport(
                report_key(text, reporter),
                sent.text,
                sent.label,
                reporter,
                now,
                "report",
                served,
            )
            return Receipt(text[:SHOWN_DIGITS], self._store(report))

    def _store(self, report: StoredReport) -> bool:
        """Store a report and return True, or False if it is a repeat."""
        stored = self._stored(report.key)
        if repeats(report, stored and stored.report):
            return False
        count_report(self._writer, self._limits, report.reporter, report.reported_at)
        for pause in (0.0, *PAUSES):
            tag = None if stored is None else stored.tag
            if self._writer.replace_if_unchanged(report.key, write_report(report), tag):
                return True
            time.sleep(random.uniform(0, pause))  # noqa: S311 - to take turns
            # Another process stored one at the same moment, or only the response was lost.
            stored = self._stored(report.key)
            if repeats(report, stored and stored.report):
                return True
        raise StoreError(f"{self._writer.uri}/{report.key}: changed again and again")

    def _stored(self, key: str) -> Stored | None:
        try:
            found = self._writer.read_changed(key, MAX_REPORT_BYTES, None)
        except NotInStoreError:
            return None
        if found is None:
            raise StoreError(f"{self._writer.uri}/{key}: changed while it was read")
        try:
            return Stored(read_report(key, found.raw), found.tag)
        except FormatError:  # damaged: it is replaced
            return Stored(None, found.tag)


def open_intake(settings: Settings) -> Intake:
    """Return the intake of the store that `REPORTS_URI` names.

    Raises
    ------
    StoreError
        If the environment's settings for S3 cannot be used.
    """
    limits = DailyLimits(settings.reports_per_day, settings.reports_per_reporter)
    return Intake(open_key_writer(settings.reports_uri or ""), limits)


def repeats(report: StoredReport, earlier: StoredReport | None) -> bool:
    """Return whether the same label is stored, still counts, and says as much.

    It says less if the service is wrong now, but was not then, or if half of its time is over.
    """
    if earlier is None or earlier.label != report.label:
        return False
    if not report.disagrees:
        return not is_expired(earlier, report.reported_at)
    age = report.reported_at - earlier.reported_at
    agreed = earlier.served is not None and not earlier.disagrees
    return not agreed and age < RENEWED_AFTER
