"""A report as it is stored: canonical JSON under a key that reveals neither text nor reporter.

`reports/texts/<digest of the text>/<digest of the reporter>.json` holds the newest report of one
reporter about one text. Both digests are keyed, see `chalicelib.reports.names`.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from chalicelib import strict_json
from chalicelib.scoring.model import Label
from chalicelib.strict_json import Record, describe

FORMAT = 1
FOLDER = "reports/"
TEXTS = f"{FOLDER}texts/"
EXPIRY_DAYS = 180
"""How long a report counts, and how long the lifecycle of the bucket keeps it."""
SOURCES = ("report", "asked", "audit")
"""Where a label comes from: a user, or a person who was asked about an uncertain or any text."""
MAX_REPORT_BYTES = 2**26

_KEY = re.compile(rf"{TEXTS}([0-9a-f]{{32}})/([0-9a-f]{{16}})\.json", re.ASCII)


class Served(NamedTuple):
    """The service's label of the text when it was reported.

    `probability` is that of the label, or None if the classifier has none or a text may have
    several labels. `policy` is the name of the policy in force, if there was one.
    """

    label: Label
    probability: float | None
    version: str
    policy: str | None


class StoredReport(NamedTuple):
    """A text, the label that the reporter says is right, and what the service said."""

    key: str
    text: str
    label: Label
    reporter: str
    reported_at: datetime
    source: str
    served: Served | None

    @property
    def text_digest(self) -> str:
        """The keyed digest of the text."""
        return self.key.split("/")[-2]

    @property
    def disagrees(self) -> bool:
        """Whether the reporter says another label than the service."""
        return self.served is not None and self.served.label != self.label


def report_key(text_digest: str, reporter: str) -> str:
    """Return the store key of a reporter's report about a text."""
    return f"{TEXTS}{text_digest}/{reporter}.json"


def is_report_key(key: str) -> bool:
    """Return whether a key has the form of a report's key."""
    return _KEY.fullmatch(key) is not None


def is_expired(report: StoredReport, now: datetime) -> bool:
    """Return whether a report is too old to count."""
    return now - report.reported_at > timedelta(days=EXPIRY_DAYS)


def write_report(report: StoredReport) -> bytes:
    """Return the bytes of a report; the key is not among them."""
    document = report._asdict() | {
        "format": FORMAT,
        "reported_at": format_time(report.reported_at),
        "served": None if report.served is None else report.served._asdict(),
    }
    del document["key"]
    return strict_json.canonical(document)


def read_report(key: str, raw: bytes) -> StoredReport:
    """Check the bytes of a report that were stored under a key.

    Raises
    ------
    FormatError
        If a field is missing, unknown or has the wrong type, or the key is another reporter's.
    """
    found = _KEY.fullmatch(key)
    record = Record(strict_json.parse(raw, key), key)
    record.expect_format(FORMAT)
    report = StoredReport(
        key,
        record.text("text"),
        _label(record),
        record.text("reporter"),
        take_time(record, "reported_at"),
        record.text("source", SOURCES),
        _served(record.take("served"), key),
    )
    record.finish()
    if found is None or report.reporter != found[2]:
        raise record.error(f"reporter is {describe(report.reporter)}; expected that of the key")
    return report


def _served(value: object, key: str) -> Served | None:
    if value is None:
        return None
    record = Record(value, f"{key}: served")
    probability = (
        None if record.fields().get("probability") is None else record.number("probability")
    )
    if probability is None:
        record.take("probability")
    served = Served(
        _label(record), probability, record.text("version"), record.text_or_none("policy")
    )
    record.finish()
    return served


def _label(record: Record) -> Label:
    """Take a label, or the array of labels of a text that may have several."""
    value = record.take("label")
    if isinstance(value, str):
        return value
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise record.error(f"label is {describe(value)}; expected a string or an array of strings")
    return tuple(value)


def format_time(at: datetime) -> str:
    """Return a time as it is stored.

    >>> format_time(datetime(2026, 1, 31, 9, 30, tzinfo=UTC))
    '2026-01-31T09:30:00.000+00:00'
    """
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def take_time(record: Record, name: str) -> datetime:
    """Take a stored time out of a record; raises `FormatError` if it is none."""
    value = record.text(name)
    try:
        time = datetime.fromisoformat(value)
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise record.error(
        f"field {name!r} is {describe(value)}; expected a time such as 2026-01-31T09:30:00+00:00"
    )
