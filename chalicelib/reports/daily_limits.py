"""Count the reports of a day in one file of the store, and keep to the limits.

The file is replaced only as it was read, so two processes never count the same place twice. Reports
are counted before they are stored: a process that dies in between leaves one place unused.
"""

import random
import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from chalicelib import strict_json
from chalicelib.errors import NotInStoreError, ReportLimitError, StoreError
from chalicelib.reports.stored_report import FOLDER, FORMAT
from chalicelib.settings import MOST_REPORTS
from chalicelib.store.writing.opening import KeyWriter
from chalicelib.strict_json import Record

DAYS = f"{FOLDER}days/"
MAX_DAY_BYTES = 2**23
PAUSES = (0.02, 0.04, 0.08, 0.16, 0.32, 0.5, 0.5, 0.5, 0.5)
"""The longest pauses, in seconds, before a file is written again that another process changed."""


class DailyLimits(NamedTuple):
    """How many reports are accepted a day: of all reporters together, and of each."""

    per_day: int
    per_reporter: int


class _Day(NamedTuple):
    """The number of reports of each reporter on a day, the bytes of their file, and its tag."""

    counts: dict[str, int]
    raw: bytes
    tag: str | None


def day_key(at: datetime) -> str:
    """Return the key of the file of a day; days begin and end by UTC.

    >>> day_key(datetime(2026, 1, 31, 23, 59, tzinfo=UTC))
    'reports/days/20260131.json'
    """
    return f"{DAYS}{at.astimezone(UTC):%Y%m%d}.json"


def count_report(writer: KeyWriter, limits: DailyLimits, reporter: str, now: datetime) -> None:
    """Count one more report of a reporter on the day of `now`.

    Raises
    ------
    ReportLimitError
        If a limit is reached.
    StoreError, FormatError
        If the file cannot be read or written, or other processes change it again and again.
    """
    key, written = day_key(now), b""
    for pause in (0.0, *PAUSES):
        time.sleep(random.uniform(0, pause))  # noqa: S311 - to take turns, not to keep a secret
        day = _read(writer, key)
        if day.raw == written:  # it was written, and only the response was lost
            return
        _check(day.counts, limits, reporter, now)
        written = _raw(day.counts | {reporter: day.counts.get(reporter, 0) + 1})
        if writer.replace_if_unchanged(key, written, day.tag):
            return
    raise StoreError(f"{writer.uri}/{key}: changed {len(PAUSES) + 1} times while it was counted up")


def day_counts(raw: bytes, key: str) -> dict[str, int]:
    """Return the reports of each reporter from the bytes of a day's file.

    Raises
    ------
    FormatError
        If the bytes do not have the form that `count_report` writes.
    """
    record = Record(strict_json.parse(raw, key), key)
    record.expect_format(FORMAT)
    record.text("nonce")
    reporters = Record(record.take("reporters"), f"{key}: reporters")
    record.finish()
    return {name: reporters.integer(name, 1, MOST_REPORTS) for name in reporters.fields()}


def _read(writer: KeyWriter, key: str) -> _Day:
    try:
        stored = writer.read_changed(key, MAX_DAY_BYTES, None)
    except NotInStoreError:
        return _Day({}, b"-", None)
    if stored is None:
        raise StoreError(f"{writer.uri}/{key}: changed while it was read")
    return _Day(day_counts(stored.raw, key), stored.raw, stored.tag)


def _raw(counts: dict[str, int]) -> bytes:
    # Without the nonce, two processes that count for the same reporter would write the same bytes,
    # and each would take the other's for its own.
    return strict_json.canonical(
        {"format": FORMAT, "nonce": secrets.token_hex(8), "reporters": counts}
    )


def _check(counts: dict[str, int], limits: DailyLimits, reporter: str, now: datetime) -> None:
    for found, most, whose in (
        (counts.get(reporter, 0), limits.per_reporter, " of this reporter"),
        (sum(counts.values()), limits.per_day, ""),
    ):
        if found >= most:
            raise ReportLimitError(
                f"found {found} reports{whose} today; expected at most {most} a day (UTC)",
                _seconds_to_midnight(now),
            )


def _seconds_to_midnight(now: datetime) -> int:
    """Return the whole seconds until the next day begins, at least 1."""
    today = now.astimezone(UTC)
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC) + timedelta(days=1)
    return int((midnight - today).total_seconds()) + 1
