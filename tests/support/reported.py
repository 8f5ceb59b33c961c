"""Put reports into a test's store as the service does, whatever their reporter and time."""

from datetime import datetime

from chalicelib.reports.names import find_or_make_names
from chalicelib.reports.stored_report import Served, StoredReport, report_key, write_report
from train.registry.writable_store import StoreWriter

SERVED = Served("ham", 0.9, "20260131T093000Z-0123456789ab", None)


def report(
    store: StoreWriter, text: str, label: str, reporter: str, at: datetime, source: str = "report"
) -> None:
    """Store one report."""
    names = find_or_make_names(store, at)
    name = names.reporter(reporter)
    key = report_key(names.text(text), name)
    stored = StoredReport(key, text, label, name, at, source, SERVED)
    store.replace_if_unchanged(key, write_report(stored), None)
