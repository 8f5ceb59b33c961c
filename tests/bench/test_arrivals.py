"""The simulation of arrivals keeps to Little's law and to Lambda's limits."""

import math

import pytest

from bench.arrivals import LEAST_SECONDS, QUOTA, STARTS, Outcome, Service, simulate

WARM = Service("warm", 0.1, 0.1)


def test_as_many_copies_are_busy_as_littles_law_says() -> None:
    seen = simulate(WARM, 100, 60)
    # A queue of unlimited servers: busy copies are Poisson, mean 100 * 0.1 = 10, seldom over 25.
    assert 10 < seen.copies < 30
    assert sum(seen.latencies) / 60 == pytest.approx(10, rel=0.05)
    assert (seen.refused, seen.cold) == (0, seen.copies)


def test_a_copy_answers_ten_requests_a_second_however_fast_it_is() -> None:
    fast, slow = (simulate(Service("", 0.1, seconds), 1000, 20) for seconds in (1e-6, 0.1))
    assert fast.copies == slow.copies > 100


def test_a_slow_cold_start_costs_more_copies_and_more_slow_answers() -> None:
    fast, slow = (simulate(Service("", cold, 0.1), 200, 20) for cold in (0.2, 4.0))
    assert slow.copies > 3 * fast.copies
    assert slow.cold > 3 * fast.cold


def test_no_more_copies_are_started_than_lambda_starts_at_once() -> None:
    seen = simulate(Service("stuck", 60.0, 60.0), 10_000, 1, quota=5000)
    assert STARTS <= seen.copies <= STARTS * 1.2
    assert seen.refused > 8000


def test_no_more_copies_run_than_the_account_may() -> None:
    seen = simulate(Service("stuck", 60.0, 60.0), 1000, 5, quota=50)
    assert seen.copies == 50
    assert len(seen.latencies) == 50


def test_no_more_requests_are_answered_than_ten_a_second_and_copy() -> None:
    seconds, quota = 5, 10
    seen = simulate(Service("fast", 1e-5, 1e-5), 1000, seconds, quota=quota)
    assert len(seen.latencies) <= quota * seconds / LEAST_SECONDS
    assert seen.refused > 0


def test_the_same_seed_gives_the_same_outcome() -> None:
    first, second, other = (simulate(WARM, 50, 5, seed=seed) for seed in (1, 1, 2))
    assert first == second != other


def test_a_latency_is_that_of_its_share() -> None:
    assert Outcome(latencies=[4.0, 1.0, 2.0, 3.0]).latency(0.5) == 3.0
    assert Outcome(latencies=[4.0, 1.0]).latency(1.0) == 4.0
    assert math.isnan(Outcome().latency(0.5))
    assert QUOTA == 1000
