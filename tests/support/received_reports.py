"""Reports as a service receives them."""

from datetime import UTC, datetime

from chalicelib.reports.daily_limits import DailyLimits
from chalicelib.reports.intake import Intake
from chalicelib.reports.stored_report import StoredReport
from tests.support.stores import AnyWriter
from tests.support.user_reports import SERVED, submission
from train.reports.reading import read_all_reports

NOW = datetime.now(UTC).replace(microsecond=0)
SECRET = "Ring Zoe & <Max> on 07700\u00a0900123"  # noqa: S105 - a text


def receive(writer: AnyWriter, *sent: tuple[str, str, str | None]) -> list[StoredReport]:
    """Store reports as the service does: a text, its label and the caller's user."""
    desk = Intake(writer, DailyLimits(99, 99), lambda: NOW)
    for text, label, name in sent:
        desk.receive(submission(label, text, name=name), SERVED)
    return read_all_reports(writer)
