"""The format of a report: it survives storing, and damaged bytes are refused."""

import json
from datetime import timedelta

import pytest

from chalicelib.errors import FormatError
from chalicelib.reports.stored_report import (
    EXPIRY_DAYS,
    StoredReport,
    is_expired,
    is_report_key,
    read_report,
    report_key,
    write_report,
)
from tests.support.user_reports import AT, SERVED, stored_report

REPORTS = [
    pytest.param(stored_report(), id="plain"),
    pytest.param(stored_report(text="\x00 \ud800 \U0001f381 \r\n"), id="any-characters"),
    pytest.param(
        stored_report(
            label=("a", "b"), served=SERVED._replace(label=(), probability=None, policy="x")
        ),
        id="several-labels",
    ),
    pytest.param(stored_report(served=None), id="asked"),
]


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_is_read_back_as_it_was_written(report: StoredReport) -> None:
    assert read_report(report.key, write_report(report)) == report


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": 2}, "format is 2; this runtime reads 1"),
        ({"text": 1}, "field 'text' is 1; expected a string"),
        ({"label": 1}, "label is 1; expected a string or an array of strings"),
        ({"label": [1]}, "label is an array of 1; expected a string or an array of strings"),
        ({"reporter": "1" * 16}, "expected that of the key"),
        ({"source": "rumour"}, "expected one of report, asked, audit"),
        ({"reported_at": "today"}, "'reported_at' is \"today\"; expected a time such as 2026-"),
        ({"reported_at": "2026-01-31T09:30:00"}, "expected a time such as 2026-01-31T09:30:00+00"),
        ({"reported_at": "0001-01-01T00:00:00+23:00"}, "expected a time such as"),
        ({"served": 1}, "served: found 1; expected an object"),
        ({"served": {"label": "ham"}}, "served: field 'probability' is missing"),
        ({"more": 1}, "unknown field 'more'"),
    ],
)
def test_a_damaged_report_is_refused(changes: dict[str, object], message: str) -> None:
    report = stored_report()
    damaged = json.dumps(json.loads(write_report(report)) | changes).encode()
    with pytest.raises(FormatError) as caught:
        read_report(report.key, damaged)
    assert message in str(caught.value)
    assert str(caught.value).startswith(report.key)


def test_a_report_under_another_kind_of_key_is_refused() -> None:
    with pytest.raises(FormatError, match="expected that of the key"):
        read_report("reports/texts/a.json", write_report(stored_report()))


def test_a_report_expires_after_its_last_day() -> None:
    report = stored_report()
    last = AT + timedelta(days=EXPIRY_DAYS)
    assert not is_expired(report, last)
    assert is_expired(report, last + timedelta(seconds=1))


def test_a_reporter_disagrees_only_with_what_was_served() -> None:
    assert stored_report(label="ham").disagrees
    assert not stored_report(label="spam").disagrees
    assert not stored_report(served=None).disagrees


def test_a_key_is_recognized_and_tells_the_digest_of_the_text() -> None:
    report = stored_report()
    assert (report.text_digest, is_report_key(report.key)) == ("a" * 32, True)
    assert not is_report_key(f"{report.key}.partial")
    assert not is_report_key(report_key("a", "b"))
