"""The reports in a store."""

from collections.abc import Callable
from types import ModuleType

from chalicelib.reports.stored_report import StoredReport, read_report
from tests.support.stores import AnyWriter
from tests.support.user_reports import TEXT, report_texts

Load = Callable[..., ModuleType]
MARKER = "zanzibar"
REPORT = {"text": TEXT, "label": "spam"}


def reports(writer: AnyWriter) -> list[StoredReport]:
    return [read_report(key, writer.read(key, 10**6)) for key in report_texts(writer)]
