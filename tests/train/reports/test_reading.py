"""Reading the reports of a store: what counts, in which order, and what is damaged."""

from datetime import timedelta

import pytest

from chalicelib.errors import FormatError
from chalicelib.reports.stored_report import EXPIRY_DAYS, report_key
from tests.support.stores import AnyWriter
from tests.support.user_reports import AT, in_a_directory, put, stored_report
from train.reports.export import agreed, contradicted
from train.reports.reading import by_text, contradict, read_all_reports, read_reports, settled

OLD = AT - timedelta(days=EXPIRY_DAYS, seconds=1)
DAMAGED = report_key("f" * 32, "f" * 16)


@in_a_directory
def test_an_empty_store_has_no_reports(writer: AnyWriter) -> None:
    assert read_reports(writer, AT) == []


def test_reports_are_read_from_the_oldest_on_without_the_expired(writer: AnyWriter) -> None:
    later = stored_report(reporter="0" * 16, at=AT)
    first = stored_report(reporter="1" * 16, at=AT - timedelta(days=1))
    expired = stored_report(reporter="2" * 16, at=OLD)
    for report in (later, first, expired):
        put(writer, report)
    writer.create("reports/texts/notes.txt", b"mine")
    assert read_reports(writer, AT) == [first, later]
    assert read_all_reports(writer) == [expired, first, later]


@in_a_directory
def test_a_damaged_report_is_an_error_or_a_line(writer: AnyWriter) -> None:
    put(writer, stored_report())
    writer.create(DAMAGED, b"{}")
    with pytest.raises(FormatError, match="field 'format' is missing"):
        read_reports(writer, AT)
    faults: list[str] = []
    assert read_reports(writer, AT, faults) == [stored_report()]
    assert faults == [f"{DAMAGED}: field 'format' is missing"]


@in_a_directory
def test_a_report_that_is_deleted_while_it_is_read_is_left_out(
    writer: AnyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "files", lambda _: [DAMAGED])
    assert read_reports(writer, AT) == []


def test_reports_contradict_each_other_only_about_the_same_text() -> None:
    one, other = stored_report(label="ham"), stored_report(label="spam", reporter="1" * 16)
    elsewhere = stored_report(label="spam", text_digest="b" * 32)
    assert by_text([one, elsewhere, other]) == [[one, other], [elsewhere]]
    assert contradict([one, other])
    assert not contradict([one, one])


@pytest.mark.parametrize("source", ["asked", "audit"])
def test_a_person_settles_what_reporters_disagree_on(source: str) -> None:
    said = [
        stored_report(label="ham")._replace(source=source),
        stored_report(label="spam", reporter="1" * 16),
    ]
    assert settled(said) == said[0]
    assert (agreed(said), contradicted(said)) == ([said[0]], 0)
