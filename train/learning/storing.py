"""Store labels that come in files, of sheets and of a help desk, as the service stores a report.

A label that is stored already is left as it is, so the same file leads to the same decision.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.errors import FormatError, NotInStoreError
from chalicelib.reports.intake import repeats
from chalicelib.reports.names import ReportNames, find_names, find_or_make_names
from chalicelib.reports.stored_report import (
    MAX_REPORT_BYTES,
    Served,
    StoredReport,
    read_report,
    report_key,
    write_report,
)
from train.errors import InputError
from train.evaluation.predictions import text_key
from train.learning.current_model import CurrentModel
from train.learning.sheet import LabelledRow
from train.registry.writable_store import StoreWriter

PERSON = "person"
"""Who labels a sheet, as a reporter."""


@dataclass(frozen=True, slots=True)
class StoredLabels:
    """How many labels were stored from each source, were there already, or replace others.

    `replaced` has the keys of the texts whose label of the same reporter was another one.
    """

    sources: Counter[str] = field(default_factory=Counter)
    repeated: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)


def store_labels(
    rows: Iterable[LabelledRow],
    writer: StoreWriter,
    current: CurrentModel,
    now: datetime,
    *,
    dry_run: bool = False,
) -> StoredLabels:
    """Store rows as reports; with `dry_run`, return what would be stored.

    Raises
    ------
    StoreError
        If the store cannot be read or written.
    InputError
        If somebody else stores a label of the same text and reporter at the same moment.
    """
    made = find_names(writer) if dry_run else find_or_make_names(writer, now)
    names, done = made or ReportNames(b"nothing is stored yet"), StoredLabels()
    for row in rows:
        _store(_report(row, names, current, now), writer, done, dry_run=dry_run)
    return done


def _report(
    row: LabelledRow, names: ReportNames, current: CurrentModel, now: datetime
) -> StoredReport:
    who = names.reporter(PERSON) if row.reporter is None else names.reporter("", row.reporter)
    policy = None if current.policy is None else current.policy.id
    served = Served(*current.served(row.text), current.manifest.version, policy)
    key = report_key(names.text(row.text), who)
    return StoredReport(key, row.text, row.label, who, now, row.source, served)


def _store(report: StoredReport, writer: StoreWriter, done: StoredLabels, *, dry_run: bool) -> None:
    """Store a report, in the place of an earlier one of the same reporter about the text."""
    text = text_key(report.text)
    try:
        found = writer.read_changed(report.key, MAX_REPORT_BYTES, None)
    except NotInStoreError:
        found = None
    earlier = None if found is None else _read(report.key, found.raw)
    if earlier is not None and earlier.source == report.source and repeats(report, earlier):
        done.repeated.append(text)
        return
    tag = None if found is None else found.tag
    if not dry_run and not writer.replace_if_unchanged(report.key, write_report(report), tag):
        raise InputError(
            f"{writer.uri}/{report.key}: somebody else stores labels at the same time; read the "
            f"file again, which changes nothing for the others (text {text})"
        )
    done.sources[report.source] += 1
    if earlier is not None and earlier.label != report.label:
        done.replaced.append(text)


def _read(key: str, raw: bytes) -> StoredReport | None:
    try:
        return read_report(key, raw)
    except FormatError:  # damaged: it is replaced
        return None
