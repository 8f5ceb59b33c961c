"""The reports of a store as learning reads them, and the labels of a sheet as it stores them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from chalicelib.errors import NotInStoreError
from chalicelib.reports.names import ReportNames, find_or_make_names
from chalicelib.reports.stored_report import (
    MAX_REPORT_BYTES,
    StoredReport,
    report_key,
    write_report,
)
from chalicelib.reports.stored_report import Served as StoredServed
from chalicelib.scoring.model import Label
from train.errors import InputError
from train.evaluation.predictions import text_key
from train.learning.current_model import CurrentModel
from train.learning.reported import REPORT, TRUSTED, Report, Served
from train.learning.sheet import LabelledRow
from train.registry.writable_store import StoreWriter

PERSON = "person"
"""Who labels a sheet, as a reporter."""


def learned_reports(
    stored: Iterable[StoredReport], current: CurrentModel, trusted: Collection[str] = ()
) -> list[Report]:
    """Return stored reports with one label each, in the form that learning works on.

    `trusted` are the digests of the reporters whose labels count as a person's on a sheet.

    Whether the served label was sure is judged by the current band: a policy may have changed it
    since, and what counts is which labels would be taken as decided now.
    """
    return [
        Report(
            report.text,
            report.label,
            report.reporter,
            report.reported_at.isoformat(timespec="milliseconds"),
            TRUSTED if report.source == REPORT and report.reporter in trusted else report.source,
            _served(report.served, current),
        )
        for report in stored
        if isinstance(report.label, str)
    ]


def with_labels(report: StoredReport, names: Mapping[str, str]) -> StoredReport:
    """Return a report with the new names of its labels, the served one's too."""
    served = report.served
    if served is not None:
        served = served._replace(label=_renamed(served.label, names))
    return report._replace(label=_renamed(report.label, names), served=served)


def _renamed(label: Label, names: Mapping[str, str]) -> Label:
    if isinstance(label, str):
        return names.get(label, label)
    return tuple(names.get(each, each) for each in label)


def store_labels(
    rows: Iterable[LabelledRow], writer: StoreWriter, current: CurrentModel, now: datetime
) -> dict[str, int]:
    """Store the rows of a sheet as reports of a person; return how many of each source.

    Raises
    ------
    StoreError
        If the store cannot be written.
    """
    names = find_or_make_names(writer, now)
    stored: dict[str, int] = {}
    for row in rows:
        _store(_report(row, names, current, now), writer)
        stored[row.source] = stored.get(row.source, 0) + 1
    return stored


def _served(served: StoredServed | None, current: CurrentModel) -> Served | None:
    if served is None or not isinstance(served.label, str):
        return None
    if served.probability is None:
        return Served(served.label, sure=True)
    return Served(served.label, current.is_sure(served.label, served.probability))


def _report(
    row: LabelledRow, names: ReportNames, current: CurrentModel, now: datetime
) -> StoredReport:
    reporter = names.reporter(PERSON)
    policy = None if current.policy is None else current.policy.id
    served = StoredServed(*current.served(row.text), current.manifest.version, policy)
    key = report_key(names.text(row.text), reporter)
    return StoredReport(key, row.text, row.label, reporter, now, row.source, served)


def _store(report: StoredReport, writer: StoreWriter) -> None:
    """Store a report, in the place of an earlier one of the same person about the text."""
    try:
        found = writer.read_changed(report.key, MAX_REPORT_BYTES, None)
    except NotInStoreError:
        found = None
    tag = None if found is None else found.tag
    if not writer.replace_if_unchanged(report.key, write_report(report), tag):
        raise InputError(
            f"{writer.uri}/{report.key}: somebody else stores labels at the same time; read the "
            f"sheet again, which changes nothing for the others (text {text_key(report.text)})"
        )
