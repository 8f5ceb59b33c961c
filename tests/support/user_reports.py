"""Reports of users for tests: a submission, what was served, and a store that loses races."""

import json
from datetime import UTC, datetime
from types import ModuleType

import pytest
from chalice.test import HTTPResponse

from chalicelib.reports.intake import Submission
from chalicelib.reports.stored_report import Served, StoredReport, report_key, write_report
from chalicelib.scoring.model import Label
from emulation.gateway import proxy_event
from tests.support.requests import call
from train.registry.writable_store import StoreWriter

AT = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
SERVED = Served("spam", 0.75, "20260131T093000Z-0123456789ab", None)
TEXT = "see you at the station"
JSON = "application/json"
in_a_directory = pytest.mark.parametrize("writer", ["directory"], indirect=True)
"""Marks a test for which it makes no difference that a store may be on S3."""


def submission(
    label: Label = "ham", text: str = TEXT, caller: str = "key", name: str | None = None
) -> Submission:
    """Return a report as a client sends it."""
    return Submission(text, label, caller, name)


def stored_report(
    text: str = TEXT,
    label: Label = "ham",
    reporter: str = "0" * 16,
    at: datetime = AT,
    served: Served | None = SERVED,
    text_digest: str = "a" * 32,
) -> StoredReport:
    """Return a report as it is stored."""
    key = report_key(text_digest, reporter)
    return StoredReport(key, text, label, reporter, at, "report", served)


def put(writer: StoreWriter, report: StoredReport) -> None:
    """Store a report as it is."""
    assert writer.create(report.key, write_report(report))


def report_texts(writer: StoreWriter) -> list[str]:
    """Return the keys of the stored reports."""
    return [key for key in writer.files("reports/texts/") if key.endswith(".json")]


def post_report(
    app_module: ModuleType,
    body: object,
    caller: str | None = None,
    content_type: str | None = JSON,
) -> HTTPResponse:
    """Post a report as API Gateway passes it on; `caller` is the ID of the API key."""
    event = proxy_event(
        body if isinstance(body, str) else json.dumps(body), content_type, path="/report"
    )
    event["requestContext"]["identity"]["apiKeyId"] = caller
    return call(app_module, event)
