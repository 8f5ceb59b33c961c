"""When false reports are likely, and whose."""

import pytest

from tests.support.learning import PERSON, said
from train.learning.reported import by_text
from train.learning.trust import LATEST_CHECKED, Checks, checks_of, judge

NONE = Checks(0, 0)


@pytest.mark.parametrize(
    ("contradicted", "checks", "likely"),
    [
        pytest.param(5, NONE, False, id="a quarter, unchecked"),
        pytest.param(6, NONE, True, id="more than a quarter, unchecked"),
        pytest.param(6, Checks(4, 0), True, id="too few checks"),
        pytest.param(6, Checks(5, 1), False, id="checked, mostly right"),
        pytest.param(1, Checks(5, 2), True, id="checked, often wrong"),
        pytest.param(11, Checks(20, 0), True, id="more than half, whatever checks say"),
    ],
)
def test_false_reports_are_likely(contradicted: int, checks: Checks, likely: bool) -> None:
    reports = [said(f"text {at}", "spam", f"r{at}") for at in range(20)]
    assert judge(reports, reports[:contradicted], checks).false_likely is likely


def test_a_reporter_is_doubted_if_most_of_several_reports_are_contradicted() -> None:
    reports = [said(f"{name} {at}", "spam", name) for name in "abc" for at in range(6)]
    against = [*reports[:4], *reports[6:9], reports[12]]
    assert judge(reports, against, NONE).doubted == {"a"}


def test_one_contradicted_report_does_not_make_a_reporter_doubted() -> None:
    reports = [said("text", "spam", "a"), said("other", "spam", "a")]
    assert judge(reports, reports, NONE).doubted == frozenset()


def test_checks_are_the_latest_reports_that_a_person_labelled_too() -> None:
    texts = [f"text {at:02}" for at in range(LATEST_CHECKED + 5)]
    users = [said(text, "spam", week=at + 1) for at, text in enumerate(texts)]
    person = [
        said(text, "ham" if at < 7 else "spam", PERSON, source="asked")
        for at, text in enumerate(texts)
    ]
    assert checks_of(by_text([*users, *person, said("other", "spam")])) == (LATEST_CHECKED, 2)
