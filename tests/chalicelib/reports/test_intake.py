"""Reports are stored once each, nothing is lost, and no limit is exceeded."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from chalicelib.errors import ReportLimitError, StoreError
from chalicelib.reports import intake as intake_module
from chalicelib.reports.daily_limits import DailyLimits, day_counts, day_key
from chalicelib.reports.intake import Intake, Receipt, open_intake
from chalicelib.reports.stored_report import EXPIRY_DAYS, StoredReport, read_report, write_report
from chalicelib.settings import read_settings
from tests.support.stores import AnyWriter
from tests.support.user_reports import AT, SERVED, TEXT, in_a_directory, report_texts, submission

THREADS = 8


class Clock:
    """A clock that a test sets."""

    def __init__(self, at: datetime = AT) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Return the time."""
        return self.at


def intake(writer: AnyWriter, clock: Clock | None = None, most: int = 99) -> Intake:
    return Intake(writer, DailyLimits(most, most), clock or Clock())


def reports(writer: AnyWriter) -> list[StoredReport]:
    return [read_report(key, writer.read(key, 10**6)) for key in report_texts(writer)]


def counted(writer: AnyWriter, at: datetime = AT) -> int:
    return sum(day_counts(writer.read(day_key(at), 10**6), "").values())


@in_a_directory
def test_a_report_is_stored_with_what_was_served(writer: AnyWriter) -> None:
    receipt = intake(writer).receive(submission(), SERVED)
    (report,) = reports(writer)
    assert (report.text, report.label, report.served) == (TEXT, "ham", SERVED)
    assert (report.reported_at, report.source) == (AT, "report")
    assert receipt == Receipt(report.text_digest[:16], is_new=True)


@in_a_directory
def test_a_repeat_is_neither_counted_nor_written(writer: AnyWriter) -> None:
    desk = intake(writer, clock := Clock())
    first = desk.receive(submission(), SERVED)
    clock.at += timedelta(hours=1)
    again = desk.receive(submission(text=f" {TEXT.upper()}\n"), SERVED)
    assert again == first._replace(is_new=False)
    (report,) = reports(writer)
    assert (report.reported_at, counted(writer)) == (AT, 1)


@in_a_directory
def test_a_report_that_the_service_agreed_with_is_stored_again_when_it_no_longer_does(
    writer: AnyWriter,
) -> None:
    desk = intake(writer, clock := Clock())
    agreeing = SERVED._replace(label="ham")
    assert desk.receive(submission("ham"), agreeing).is_new
    clock.at += timedelta(days=1)
    assert desk.receive(submission("ham"), SERVED).is_new
    assert not desk.receive(submission("ham"), SERVED).is_new
    # That the service has learned the label does not make the correction a repeat of it.
    assert not desk.receive(submission("ham"), agreeing).is_new
    (report,) = reports(writer)
    assert (report.served, report.reported_at) == (SERVED, clock.at)


@in_a_directory
def test_a_correction_is_renewed_when_half_of_its_time_is_over(writer: AnyWriter) -> None:
    desk = intake(writer, clock := Clock())
    desk.receive(submission("ham"), SERVED)
    clock.at += timedelta(days=EXPIRY_DAYS // 2)
    assert not desk.receive(submission("ham"), SERVED._replace(label="ham")).is_new
    assert desk.receive(submission("ham"), SERVED).is_new
    (report,) = reports(writer)
    assert report.reported_at == clock.at


@in_a_directory
def test_a_repeat_is_accepted_although_the_limit_is_reached(writer: AnyWriter) -> None:
    desk = intake(writer, most=1)
    desk.receive(submission(), SERVED)
    assert not desk.receive(submission(), SERVED).is_new
    with pytest.raises(ReportLimitError):
        desk.receive(submission("spam"), SERVED)


def test_a_later_report_replaces_the_reporters_earlier_one(writer: AnyWriter) -> None:
    desk = intake(writer)
    for label in ("ham", "spam"):
        desk.receive(submission(label), SERVED)
    desk.receive(submission("ham", name="Kim"), SERVED)
    assert sorted(str(each.label) for each in reports(writer)) == ["ham", "spam"]
    assert counted(writer) == 3


@in_a_directory
def test_an_expired_report_is_no_repeat(writer: AnyWriter) -> None:
    desk = intake(writer, clock := Clock())
    desk.receive(submission(), SERVED)
    clock.at += timedelta(days=EXPIRY_DAYS, seconds=1)
    assert desk.receive(submission(), SERVED).is_new
    (report,) = reports(writer)
    assert report.reported_at == clock.at


@in_a_directory
def test_a_damaged_report_is_replaced(writer: AnyWriter) -> None:
    intake(writer).receive(submission(), SERVED)
    (key,) = report_texts(writer)
    tagged = writer.read_changed(key, 10**6, None)
    assert tagged is not None
    writer.replace_if_unchanged(key, b"{}", tagged.tag)
    assert intake(writer).receive(submission(), SERVED).is_new
    assert [each.label for each in reports(writer)] == ["ham"]


@in_a_directory
def test_concurrent_reports_are_all_stored_and_counted(writer: AnyWriter) -> None:
    def send(number: int) -> bool:
        return intake(writer).receive(submission(text=f"text {number}"), SERVED).is_new

    with ThreadPoolExecutor(THREADS) as pool:
        assert all(pool.map(send, range(THREADS)))
    assert (len(reports(writer)), counted(writer)) == (THREADS, THREADS)


def test_concurrent_repeats_are_one_report(writer: AnyWriter) -> None:
    def send(_: int) -> bool:
        return intake(writer).receive(submission(), SERVED).is_new

    with ThreadPoolExecutor(THREADS) as pool:
        assert sum(pool.map(send, range(THREADS))) == 1
    assert (len(reports(writer)), counted(writer)) == (1, 1)


class NoLock:
    """Stands for the lock of another process: it keeps nobody out."""

    def __enter__(self) -> None:
        """Enter at once."""

    def __exit__(self, *_: object) -> None:
        """Leave."""


@pytest.mark.parametrize("most", [5, 99])
def test_concurrent_processes_exceed_no_limit(
    writer: AnyWriter, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(intake_module, "_LOCK", NoLock())

    def send(number: int) -> bool:
        try:
            intake(writer, most=most).receive(submission(text=f"text {number}"), SERVED)
        except ReportLimitError:
            return False
        return True

    with ThreadPoolExecutor(THREADS) as pool:
        stored = sum(pool.map(send, range(THREADS)))
    assert stored == min(most, THREADS) == len(reports(writer)) == counted(writer)


def overtake(
    writer: AnyWriter, monkeypatch: pytest.MonkeyPatch, label: str, times: int = 1
) -> None:
    """Let another process store a report between this one's reading and writing."""
    write, left = writer.replace_if_unchanged, [True] * times

    def late(key: str, raw: bytes, tag: str | None) -> bool:
        if key.startswith("reports/texts/") and left:
            left.pop()
            stored = writer.read_changed(key, 10**6, None) if tag else None
            at = AT + timedelta(seconds=len(left))  # other bytes have another tag
            theirs = read_report(key, raw)._replace(label=label, served=None, reported_at=at)
            assert write(key, write_report(theirs), stored and stored.tag)
        return write(key, raw, tag)

    monkeypatch.setattr(writer, "replace_if_unchanged", late)


@pytest.mark.parametrize(("theirs", "served"), [("ham", None), ("spam", SERVED)])
def test_the_last_of_two_processes_wins(
    writer: AnyWriter, monkeypatch: pytest.MonkeyPatch, theirs: str, served: object
) -> None:
    overtake(writer, monkeypatch, theirs)
    assert intake(writer).receive(submission("ham"), SERVED).is_new
    (report,) = reports(writer)
    assert (report.label, report.served) == ("ham", served)


@in_a_directory
def test_a_report_that_is_overtaken_again_and_again_is_an_error(
    writer: AnyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "PAUSES", (0.0,))
    overtake(writer, monkeypatch, "spam", times=9)
    with pytest.raises(StoreError, match="changed again and again"):
        intake(writer).receive(submission("ham"), SERVED)


@in_a_directory
def test_a_store_that_changes_while_it_is_read_is_an_error(
    writer: AnyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = writer.read_changed

    def unchanged(key: str, most: int, tag: str | None) -> object:
        return None if key.startswith("reports/texts/") else read(key, most, tag)

    monkeypatch.setattr(writer, "read_changed", unchanged)
    with pytest.raises(StoreError, match="changed while it was read"):
        intake(writer).receive(submission(), SERVED)


@in_a_directory
def test_the_settings_name_the_store_and_the_limits(writer: AnyWriter) -> None:
    settings = read_settings({"REPORTS_URI": writer.uri, "REPORTS_PER_REPORTER": "1"})
    desk = open_intake(settings)
    desk.receive(submission(), SERVED)
    with pytest.raises(ReportLimitError, match="expected at most 1 a day"):
        desk.receive(submission(text="another"), SERVED)
