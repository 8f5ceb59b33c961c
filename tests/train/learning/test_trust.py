"""When false reports are likely, and whose."""

import pytest

from tests.support.learning import PERSON, claimed, said
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
    claims = claimed(said(f"text {at}", "spam", f"r{at}") for at in range(20))
    assert judge(claims, claims[:contradicted], checks).false_likely is likely


def test_reports_that_repeat_what_was_served_do_not_hide_false_ones() -> None:
    repeated = claimed(said(f"old {at}", "ham", f"r{at}", served="ham") for at in range(99))
    false = claimed(said(f"text {at}", "spam", f"r{at}", served="ham") for at in range(2))
    assert judge([*repeated, *false], [*repeated[:5], *false], NONE)[:2] == (2, 2)


def test_a_reporter_is_doubted_if_most_of_several_disagreeing_reports_are_contradicted() -> None:
    claims = claimed(said(f"{name} {at}", "spam", name) for name in "abc" for at in range(6))
    repeated = claimed(said(f"old {at}", "ham", "a", served="ham") for at in range(50))
    against = [*claims[:4], *claims[6:9], claims[12]]
    trust = judge([*claims, *repeated], against, NONE)
    assert trust.doubted == {"a"}
    assert trust.questioned == {"a", "b"}
    assert [trust.doubts(each) for each in (claims[5], repeated[0])] == [True, False]


def test_one_contradicted_report_does_not_make_a_reporter_doubted() -> None:
    claims = claimed([said("text", "spam", "a"), said("other", "spam", "a")])
    assert judge(claims, claims, NONE).questioned == frozenset()


def test_a_claim_is_doubted_only_if_all_its_reporters_are() -> None:
    claims = claimed(said(f"text {at}", "spam", "a") for at in range(4))
    (shared,) = claimed([said("shared", "spam", "a"), said("shared", "spam", "b")])
    trust = judge([*claims, shared], claims, NONE)
    assert trust.doubts(claims[0])
    assert not trust.doubts(shared)


@pytest.mark.parametrize(("names", "believed"), [("bcd", True), ("bc", False), ("abc", False)])
def test_three_who_are_not_doubted_agree(names: str, believed: bool) -> None:
    lies = claimed(said(f"text {at}", "spam", "a") for at in range(4))
    (claim,) = claimed(said("new", "spam", name) for name in names)
    assert judge([*lies, claim], [*lies, claim], NONE).corroborates(claim) is believed


def test_claims_that_enough_reporters_agree_on_say_nothing_of_the_others() -> None:
    agreed = claimed(said(f"new {at}", "spam", name) for at in range(2) for name in "abc")
    other = claimed([said("other", "spam", "d")])
    trust = judge([*agreed, *other], agreed, NONE)
    assert trust[:2] == (1, 0)
    assert trust.questioned == frozenset()


def test_checks_are_the_latest_reports_that_a_person_labelled_too() -> None:
    texts = [f"text {at:02}" for at in range(LATEST_CHECKED + 5)]
    users = [said(text, "spam", week=at + 1) for at, text in enumerate(texts)]
    person = [
        said(text, "ham" if at < 7 else "spam", PERSON, source="asked")
        for at, text in enumerate(texts)
    ]
    assert checks_of(by_text([*users, *person, said("other", "spam")])) == (LATEST_CHECKED, 2)


def test_repeating_what_was_served_is_checked_only_if_it_was_wrong() -> None:
    texts = ["right", "wrong"]
    users = [said(text, "ham", served="ham") for text in texts]
    person = [
        said(text, label, PERSON, source="asked")
        for text, label in zip(texts, ("ham", "spam"), strict=True)
    ]
    assert checks_of(by_text([*users, *person])) == (1, 1)
