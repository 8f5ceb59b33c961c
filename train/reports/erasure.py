"""Find the reports to erase, by text, age or reporter, and erase them without a trace.

A text is found by its name, the keyed digest, and by reading every report, in case the key has
changed. Files next to a report, such as the partial file of a killed process, are erased, too.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chalicelib.errors import NotInStoreError, ServiceError
from chalicelib.reports.daily_limits import DAYS, MAX_DAY_BYTES, day_counts
from chalicelib.reports.names import find_names
from chalicelib.reports.stored_report import TEXTS, StoredReport
from chalicelib.store.writing.file_writer import PARTIAL
from chalicelib.text_key import normalize_for_comparison
from train.corpus.mail import mail_forms, plain_text
from train.registry.writable_store import StoreWriter
from train.reports.reading import read_all_reports

_DAY = re.compile(rf"{DAYS}(\d{{8}})\.json", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to erase: the reports of texts, by reporters, before a time; all that are given hold.

    An empty collection is given, too: it wants nothing. With several conditions, counts of days
    and files that cannot be read are left, unless their names say enough.
    """

    texts: Collection[str] | None = None
    reporters: Collection[str] | None = None
    before: datetime | None = None

    @property
    def says_nothing(self) -> bool:
        """Whether no condition is given; then nothing is to be erased."""
        return (self.texts, self.reporters, self.before) == (None, None, None)


@dataclass(frozen=True, slots=True)
class FoundReports:
    """The keys to delete, sorted, a line for each report that could not be searched, the texts."""

    keys: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    texts: frozenset[str] = frozenset()


def find_reports(store: StoreWriter, wanted: Wanted) -> FoundReports:
    """Return the keys of what is to be erased.

    Raises
    ------
    StoreError, FormatError
        If the store cannot be listed, or its key cannot be read.
    """
    if wanted.says_nothing:
        return FoundReports()
    faults: list[str] = []
    reports = read_all_reports(store, faults)
    keys = {report.key for report in reports if _is_wanted(report, wanted)}
    keys |= {key for key in _files(store, wanted) if _is_wanted_file(key, wanted)}
    keys |= set(_days(store, wanted, faults))
    # Whatever is deleted anyway need not be read.
    left = [fault for fault in faults if not any(key in fault for key in keys)]
    texts = frozenset(report.text for report in reports if report.key in keys)
    return FoundReports(sorted(keys), left, texts)


def erase(keys: Iterable[str], store: StoreWriter) -> None:
    """Delete keys with all their object versions, and the folders that are then empty."""
    folders = set()
    for key in keys:
        store.delete(key)
        folders.add(key.rpartition("/")[0] + "/")
    for folder in sorted(folders):
        if not store.files(folder):
            store.delete(folder)


def _is_wanted(report: StoredReport, wanted: Wanted) -> bool:
    if wanted.before is not None and report.reported_at >= wanted.before:
        return False
    if wanted.reporters is not None and report.reporter not in wanted.reporters:
        return False
    if wanted.texts is None:
        return True
    normalized = {normalize_for_comparison(text) for text in wanted.texts}
    text = report.text
    texts = {text, plain_text(text)}
    forms = (normalize_for_comparison(form) for each in texts for form in mail_forms(each))
    return not normalized.isdisjoint(forms)


def _files(store: StoreWriter, wanted: Wanted) -> Iterator[str]:
    """Yield the files that hold reports of the texts, or of any; some may not be readable."""
    for folder in (TEXTS,) if wanted.texts is None else _folders(store, wanted.texts):
        yield from store.files(folder)


def _is_wanted_file(key: str, wanted: Wanted) -> bool:
    """Return whether a file is to be erased whatever it holds."""
    if wanted.reporters is not None and not _names_reporter(key, wanted.reporters):
        return False
    return wanted.before is None or (_is_partial(key) and wanted.texts is None)


def _names_reporter(key: str, reporters: Collection[str]) -> bool:
    """Return whether a file's name holds a reporter's, which partial files do, too."""
    name = key.rpartition("/")[2]
    return any(reporter in name for reporter in reporters)


def _is_partial(key: str) -> bool:
    """Return whether a killed process left a file; how old it is, nobody knows."""
    return key.endswith(PARTIAL.removeprefix(".*"))


def _folders(store: StoreWriter, texts: Collection[str]) -> Iterator[str]:
    names = find_names(store) if texts else None
    if names is not None:
        yield from (f"{TEXTS}{names.text(text)}/" for text in texts)


def _days(store: StoreWriter, wanted: Wanted, faults: list[str]) -> Iterator[str]:
    """Yield the files of days that ended before a time, or that name a reporter."""
    if wanted.texts is not None:
        return
    for key in store.files(DAYS):
        match = _DAY.fullmatch(key)
        if match is None:
            continue
        if wanted.before is not None and not _is_before(match[1], wanted.before):
            continue
        if wanted.reporters is None or _counts_any(store, key, wanted.reporters, faults):
            yield key


def _is_before(day: str, before: datetime) -> bool:
    return day < f"{before.astimezone(UTC):%Y%m%d}"


def _counts_any(
    store: StoreWriter, key: str, reporters: Collection[str], faults: list[str]
) -> bool:
    try:
        return not day_counts(store.read(key, MAX_DAY_BYTES), key).keys().isdisjoint(reporters)
    except NotInStoreError:
        return True  # only old object versions are left of it, and may name the reporter
    except ServiceError as exc:
        faults.append(str(exc))
        return False
