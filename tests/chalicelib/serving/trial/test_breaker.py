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
    log_evidence,
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


def test_a_candidate_that_labels_everything_otherwise_is_stopped_after_a_few_requests() -> None:
    assert until_stopped(Breaker(CLASSES, BAND), NEW_SPAM) == (
        "8: it labels 100.0% of the texts differently from the promoted version, in 8 requests"
    )


def test_swapped_labels_are_stopped_though_no_share_changes() -> None:
    swapped = [Compared("spam", "ham"), Compared("ham", "spam")]
    assert until_stopped(Breaker(CLASSES, BAND), swapped).startswith("8: it labels 100.0%")


def test_a_shifted_label_is_stopped_though_most_texts_are_labelled_as_before() -> None:
    texts = [*NEW_SPAM, *SAME * 9]
    assert until_stopped(Breaker(CLASSES, BAND), texts) == (
        "20: it gives the label 'ham' to 10.0% of the texts less than the promoted version, "
        "in 20 requests"
    )


def test_the_evidence_is_that_of_a_uniform_prior_of_the_coin() -> None:
    shift = LabelShift()
    for difference in (1.0, 0.5, -1.0, 0.0):
        shift.add(difference)
    assert (shift.up, shift.down, shift.total) == (2, 1, 0.5)
    # B(3, 2) = 2! * 1! / 4!
    assert exp(log_evidence(2, 1)) == pytest.approx(2 / 24 / 0.5**3)
    assert exp(log_evidence(2, 1, 0.2)) == pytest.approx(2 / 24 / (0.2**2 * 0.8))


def test_a_shift_within_the_band_goes_on() -> None:
    texts = [*NEW_SPAM, *SAME * 9]
    assert "no reason" in until_stopped(Breaker(CLASSES, 0.11), texts)
    assert "no reason" not in until_stopped(Breaker(CLASSES, 0.09), texts)


def test_a_wide_band_allows_any_disagreement() -> None:
    swapped = [Compared("spam", "ham"), Compared("ham", "spam")]
    assert "no reason" in until_stopped(Breaker(CLASSES, 0.25), swapped)


def test_a_request_of_many_texts_counts_once() -> None:
    assert until_stopped(Breaker(CLASSES, BAND), NEW_SPAM * 1000).startswith("8: ")


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
    assert until_stopped(Breaker(CLASSES, BAND), NEW_SPAM).endswith("in 8 requests")


def test_a_label_of_a_policy_is_counted_too() -> None:
    found = until_stopped(Breaker(CLASSES, 0.3), [Compared("unsure", "ham")])
    assert "'ham' to 100.0% of the texts less" in found
    found = until_stopped(
        Breaker(CLASSES, 0.3), [Compared("unsure", "ham"), Compared("unsure", "spam")]
    )
    assert "'ham' to 50.0% of the texts less" in found


def test_each_of_several_labels_is_counted() -> None:
    texts = [Compared(("prize", "spam"), ("spam",))]
    found = until_stopped(Breaker(("ham", "prize", "spam"), 0.3), texts)
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
