"""Choose the reports to train on, and write them as a corpus that `fit --data` reads."""

import json
from collections.abc import Callable, Sequence

from chalicelib.reports.stored_report import StoredReport
from chalicelib.scoring.model import label_string
from train.files import csv_line
from train.reports.reading import by_text, contradict, settled

COLUMNS = ("label", "text", "reporter", "reported_at", "source")


def agreed(reports: Sequence[StoredReport]) -> list[StoredReport]:
    """Return the report about each text that counts: a person's, or the newest if all agree."""
    found = (settled(group) for group in by_text(reports))
    return [report for report in found if report is not None]


def contradicted(reports: Sequence[StoredReport]) -> int:
    """Return the number of texts to which reporters give labels that no person has settled."""
    return sum(map(contradict, by_text(reports)))


def as_csv(reports: Sequence[StoredReport]) -> str:
    """Return reports as CSV with a header; several labels of a text are a JSON array."""
    rows = (COLUMNS, *map(_fields, reports))
    return "".join(csv_line([*map(for_csv, row)]) for row in rows)


def as_json_lines(reports: Sequence[StoredReport]) -> str:
    """Return reports as JSON lines."""
    rows = (dict(zip(COLUMNS, _fields(report), strict=True)) for report in reports)
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


FORMATS: dict[str, Callable[[Sequence[StoredReport]], str]] = {
    "csv": as_csv,
    "jsonl": as_json_lines,
}


def _fields(report: StoredReport) -> list[str]:
    at = report.reported_at.isoformat(timespec="seconds")
    return [
        label_string(report.label), _in_unicode(report.text), report.reporter, at, report.source
    ]  # fmt: skip


def for_csv(text: str) -> str:
    r"""Return a text as CSV in UTF-8 can hold it; a NUL, which most readers refuse, is U+FFFD.

    >>> for_csv("a\0") == "a\ufffd"
    True
    """
    return _in_unicode(text).replace("\0", "\ufffd")


def _in_unicode(text: str) -> str:
    r"""Replace surrogates that are no pair, which no encoding of a file can hold.

    >>> _in_unicode("a\ud83c\udf81 \ud800") == "a\U0001f381 \ufffd"
    True
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
