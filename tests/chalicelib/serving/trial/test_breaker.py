"""The breaker: it stops a canary that fails or shifts the labels, and hardly ever another one."""

from math import exp

import pytest

from bench.breaker import Candidate, table
from chalicelib.pointer import BAND
from chalicelib.serving.trial.breaker import (
    LEAST_ERRORS,
    MAX_REMEMBERED,
    Breaker,
    LabelShift,
)
from chalicelib.serving.trial.second_scoring import Compared

CLASSES = ("ham", "spam")
NEW_SPAM, SAME = [Compared("spam", "ham")], [Compared("ham", "ham")]


def until_stopped(breaker: Breaker, texts: list[Compared], requests: int = 1000) -> str:
    """Count requests of the same labels until the breaker stops; return why, with the number."""
    for number in range(requests):
        reason = breaker.compared(number, texts)
        if reason is not None:
            return f"{number + 1}: {reason}"
    return f"{requests}: no reason"


def test_a_candidate_that_calls_everything_spam_is_stopped_after_a_few_requests() -> None:
    assert until_stopped(Breaker(CLASSES, BAND), NEW_SPAM) == (
        "19: it gives the label 'ham' to 100.0% of the texts less than the promoted version, "
        "in 19 requests"
    )


def test_the_evidence_is_that_of_a_uniform_prior_of_the_coin() -> None:
    shift = LabelShift()
    for difference in (1.0, 0.5, -1.0, 0.0):
        shift.add(difference)
    # 2^3 * 2! * 1! / 4!
    assert exp(shift.evidence()) == pytest.approx(8 * 2 / 24)
    assert shift.total == 0.5


def test_a_shift_within_the_band_goes_on() -> None:
    breaker = Breaker(CLASSES, 0.5)
    assert "no reason" in until_stopped(breaker, [*NEW_SPAM, *SAME])
    assert "no reason" not in until_stopped(Breaker(CLASSES, 0.4), [*NEW_SPAM, *SAME])


def test_a_request_of_many_texts_counts_once() -> None:
    assert until_stopped(Breaker(CLASSES, BAND), NEW_SPAM * 1000).startswith("19: ")


def test_a_repeated_request_counts_once() -> None:
    breaker = Breaker(CLASSES, BAND)
    assert not any(breaker.compared(1, NEW_SPAM) for _ in range(1000))
    assert not any(breaker.failed(1) for _ in range(1000))


def test_what_is_remembered_of_requests_is_bounded() -> None:
    breaker = Breaker(CLASSES, BAND)
    for number in range(MAX_REMEMBERED + 1):
        breaker.compared(number, SAME)
    assert breaker._seen == {MAX_REMEMBERED}


def test_a_request_without_time_to_compare_says_nothing_about_labels() -> None:
    breaker = Breaker(CLASSES, BAND)
    assert until_stopped(breaker, []).endswith("no reason")
    assert until_stopped(Breaker(CLASSES, BAND), NEW_SPAM).endswith("in 19 requests")


def test_a_label_of_a_policy_is_counted_too() -> None:
    found = until_stopped(Breaker(CLASSES, BAND), [Compared("unsure", "ham")])
    assert "'ham' to 100.0% of the texts less" in found


def test_each_of_several_labels_is_counted() -> None:
    texts = [Compared(("prize", "spam"), ("spam",))]
    found = until_stopped(Breaker(("ham", "prize", "spam"), BAND), texts)
    assert "'prize' to 100.0% of the texts more" in found


def test_a_few_errors_in_few_requests_stop_it() -> None:
    breaker = Breaker(CLASSES, BAND)
    found = [breaker.failed(number) for number in range(LEAST_ERRORS)]
    assert found == [*[None] * (LEAST_ERRORS - 1), "it failed on 5 of 5 requests"]


def test_as_many_errors_in_many_requests_do_not() -> None:
    breaker = Breaker(CLASSES, BAND)
    for number in range(1000):
        breaker.compared(number, SAME)
    assert [breaker.failed(number) for number in range(1000, 1010)] == [None] * 10
    assert breaker.failed(1010) == "it failed on 11 of 1011 requests"


def test_the_simulation_counts_stopped_canaries() -> None:
    assert list(table(2, 1, [Candidate(0.8, 0.0)]))[-1].startswith("| 80% | 0% | 2 of 2 | ")
    equal = Candidate(0.05, 0.05)
    assert list(table(1, 1, [equal]))[-1] == "| 5% | 5% | 0 of 1 | - |"
