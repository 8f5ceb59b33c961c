"""Read the reports of a store: the newest of each reporter about each text."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from chalicelib.errors import NotInStoreError, ServiceError
from chalicelib.reports.stored_report import (
    MAX_REPORT_BYTES,
    SOURCES,
    TEXTS,
    StoredReport,
    is_expired,
    is_report_key,
    read_report,
)
from train.registry.writable_store import StoreWriter

BY_PERSON = SOURCES[1:]
"""The sources of the labels that a person wrote on a sheet: they settle what users report."""

READERS = 8
"""Reports are small and many, so several are read at once."""


def read_reports(
    store: StoreWriter, now: datetime, faults: list[str] | None = None
) -> list[StoredReport]:
    """Return the reports that still count, the oldest first.

    Parameters
    ----------
    store
        The store, which must be able to list its keys.
    now
        The time, with its zone; reports older than `EXPIRY_DAYS` are left out.
    faults
        Gets a line for each report that cannot be read; without it, the first one is an error.

    Raises
    ------
    StoreError
        If the store cannot be listed, or, without `faults`, a report cannot be read.
    FormatError
        If, without `faults`, a report is damaged.
    """
    return [each for each in read_all_reports(store, faults) if not is_expired(each, now)]


def read_all_reports(store: StoreWriter, faults: list[str] | None = None) -> list[StoredReport]:
    """Return the reports of a store, expired ones too; see `read_reports`."""
    keys = [key for key in store.files(TEXTS) if is_report_key(key)]

    def read(key: str) -> StoredReport | None:
        try:
            return read_report(key, store.read(key, MAX_REPORT_BYTES))
        except NotInStoreError:  # only old object versions are left of it
            return None
        except ServiceError as exc:
            if faults is None:
                raise
            faults.append(str(exc))
            return None

    with ThreadPoolExecutor(READERS) as pool:
        found = [report for report in pool.map(read, keys) if report is not None]
    return sorted(found, key=lambda report: (report.reported_at, report.key))


def by_text(reports: Iterable[StoredReport]) -> list[list[StoredReport]]:
    """Group reports by their text, whatever its case and white space; keep their order."""
    groups: defaultdict[str, list[StoredReport]] = defaultdict(list)
    for report in reports:
        groups[report.text_digest].append(report)
    return list(groups.values())


def settled(reports: Sequence[StoredReport]) -> StoredReport | None:
    """Return the report about one text that counts: a person's, or the newest if all agree."""
    by_person = [report for report in reports if report.source in BY_PERSON]
    if by_person:
        return by_person[-1]
    return reports[-1] if len({report.label for report in reports}) == 1 else None


def contradict(reports: Sequence[StoredReport]) -> bool:
    """Return whether reports about one text name several labels, and no person has settled it."""
    return settled(reports) is None
