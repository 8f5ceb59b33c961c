"""The limits of a day: exact under concurrency, and new at midnight."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from chalicelib.errors import FormatError, NotInStoreError, ReportLimitError, StoreError
from chalicelib.reports import daily_limits
from chalicelib.reports.daily_limits import DailyLimits, count_report, day_counts, day_key
from tests.support.stores import AnyWriter
from tests.support.user_reports import AT, in_a_directory

LIMITS = DailyLimits(per_day=3, per_reporter=2)
KEY = day_key(AT)


def counts(writer: AnyWriter, at: datetime = AT) -> dict[str, int]:
    return day_counts(writer.read(day_key(at), 10**6), KEY)


def test_each_reporter_and_the_day_have_their_limits(writer: AnyWriter) -> None:
    for _ in range(2):
        count_report(writer, LIMITS, "a", AT)
    with pytest.raises(ReportLimitError, match="found 2 reports of this reporter today; expected "):
        count_report(writer, LIMITS, "a", AT)
    count_report(writer, LIMITS, "b", AT)
    with pytest.raises(ReportLimitError, match=r"found 3 reports today; expected at most 3 a day"):
        count_report(writer, LIMITS, "b", AT)
    assert counts(writer) == {"a": 2, "b": 1}


@in_a_directory
def test_at_midnight_a_new_day_begins(writer: AnyWriter) -> None:
    last = datetime(2026, 1, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    count_report(writer, DailyLimits(1, 1), "a", last)
    with pytest.raises(ReportLimitError) as caught:
        count_report(writer, DailyLimits(1, 1), "a", last)
    assert caught.value.seconds == 1
    count_report(writer, DailyLimits(1, 1), "a", last + timedelta(microseconds=1))
    assert counts(writer) == {"a": 1}


def test_days_are_those_of_utc() -> None:
    east = timezone(timedelta(hours=14))
    assert day_key(datetime(2026, 2, 1, 13, 59, tzinfo=east)) == KEY


def test_another_processes_count_is_kept(
    writer: AnyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, late = writer.replace_if_unchanged, [True, True]

    def overtaken(key: str, raw: bytes, tag: str | None) -> bool:
        if late:
            late.pop()
            count_report(writer, DailyLimits(9, 9), "a", AT)
        return write(key, raw, tag)

    monkeypatch.setattr(writer, "replace_if_unchanged", overtaken)
    count_report(writer, DailyLimits(9, 9), "a", AT)
    assert counts(writer) == {"a": 3}


@in_a_directory
def test_a_count_whose_response_is_lost_is_counted_once(
    writer: AnyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = writer.replace_if_unchanged

    def lose(key: str, raw: bytes, tag: str | None) -> bool:
        write(key, raw, tag)
        return False

    monkeypatch.setattr(writer, "replace_if_unchanged", lose)
    count_report(writer, LIMITS, "a", AT)
    assert counts(writer) == {"a": 1}


@in_a_directory
def test_a_file_that_changes_again_and_again_is_an_error(
    writer: AnyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily_limits, "PAUSES", (0.0, 0.0))
    monkeypatch.setattr(writer, "replace_if_unchanged", lambda *_: False)
    with pytest.raises(StoreError, match="changed 3 times while it was counted up"):
        count_report(writer, LIMITS, "a", AT)
    with pytest.raises(NotInStoreError):
        counts(writer)


@in_a_directory
@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"format": 1, "nonce": "", "reporters": {"a": 0}}, "'a' is 0; expected an integer from 1"),
        ({"format": 1, "nonce": "", "reporters": []}, "reporters: found an array of 0; expected"),
        ({"format": 1, "reporters": {}}, "field 'nonce' is missing"),
    ],
)
def test_a_damaged_file_is_refused(
    writer: AnyWriter, document: dict[str, object], message: str
) -> None:
    writer.create(KEY, json.dumps(document).encode())
    with pytest.raises(FormatError, match=message):
        count_report(writer, LIMITS, "a", AT)


@in_a_directory
def test_a_store_that_changes_while_it_is_read_is_an_error(
    writer: AnyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "read_changed", lambda *_: None)
    with pytest.raises(StoreError, match="changed while it was read"):
        count_report(writer, LIMITS, "a", AT)
