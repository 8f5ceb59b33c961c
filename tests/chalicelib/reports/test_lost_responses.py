"""A write that S3 carried out counts as one report, although its response was lost."""

from collections.abc import Iterator

import pytest

from chalicelib.reports.daily_limits import DailyLimits, day_counts, day_key
from chalicelib.reports.intake import Intake
from chalicelib.store.writing.opening import open_key_writer
from tests.support.lossy_proxy import LOSE, LossyProxy, lossy_proxy
from tests.support.user_reports import AT, SERVED, submission


@pytest.fixture
def proxy(s3: str, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[LossyProxy]:
    del s3
    with lossy_proxy(s3_endpoint, monkeypatch) as running:
        yield running


@pytest.mark.parametrize("lost", [LOSE, 412], ids=str)
@pytest.mark.parametrize("written_before", [0, 1, 2], ids=["key", "count", "report"])
def test_a_lost_response_changes_nothing(
    proxy: LossyProxy, s3: str, lost: str | int, written_before: int
) -> None:
    writer = open_key_writer(s3)
    desk = Intake(writer, DailyLimits(9, 9), lambda: AT)
    writes, plan = 0, proxy.plan

    def lose_one(method: str, headers: dict[str, str]) -> str | int | None:
        nonlocal writes
        writes += method == "PUT"
        if method == "PUT" and writes == written_before + 1:
            proxy.planned = [lost]
        return plan(method, headers)

    proxy.plan = lose_one  # type: ignore[method-assign]
    assert desk.receive(submission(), SERVED).is_new
    assert not desk.receive(submission(), SERVED).is_new
    assert list(day_counts(writer.read(day_key(AT), 10**6), "").values()) == [1]


@pytest.mark.parametrize("weak", [False, True], ids=["none", "weak"])
def test_a_store_without_usable_etags_takes_reports(proxy: LossyProxy, s3: str, weak: bool) -> None:
    proxy.sends_etags, proxy.weakens_etags = weak, weak
    desk = Intake(open_key_writer(s3), DailyLimits(9, 9), lambda: AT)
    for label in ("ham", "spam"):
        assert desk.receive(submission(label), SERVED).is_new
