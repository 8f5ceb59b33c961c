"""The simulation of arrivals obeys Little's law and Lambda's limits."""

import math

import pytest

from bench.arrivals import MIN_OCCUPIED_SECONDS, QUOTA, STARTS, Outcome, Service, simulate

WARM = Service(0.1, 0.1)


def test_the_number_of_busy_copies_obeys_littles_law() -> None:
    outcome = simulate(WARM, 100, 60)
    # A queue of unlimited servers: busy copies are Poisson, mean 100 * 0.1 = 10, seldom over 25.
    assert 10 < outcome.copies < 30
    assert sum(outcome.latencies) / 60 == pytest.approx(10, rel=0.05)
    assert (outcome.refused, outcome.cold_starts) == (0, outcome.copies)


def test_a_copy_handles_at_most_ten_requests_a_second() -> None:
    fast, slow = (simulate(Service(0.1, seconds), 1000, 20) for seconds in (1e-6, 0.1))
    assert fast.copies == slow.copies > 100


def test_a_slower_cold_start_needs_more_copies() -> None:
    fast, slow = (simulate(Service(cold, 0.1), 200, 20) for cold in (0.2, 4.0))
    assert slow.copies > 3 * fast.copies
    assert slow.cold_starts > 3 * fast.cold_starts


def test_copies_start_at_lambdas_scaling_rate() -> None:
    outcome = simulate(Service(60.0, 60.0), 10_000, 1, quota=5000)
    assert STARTS <= outcome.copies <= STARTS * 1.2
    assert outcome.refused > 8000


def test_copies_stay_within_the_accounts_quota() -> None:
    outcome = simulate(Service(60.0, 60.0), 1000, 5, quota=50)
    assert outcome.copies == 50
    assert len(outcome.latencies) == 50


def test_responses_stay_within_ten_per_second_and_copy() -> None:
    seconds, quota = 5, 10
    outcome = simulate(Service(1e-5, 1e-5), 1000, seconds, quota=quota)
    assert len(outcome.latencies) <= quota * seconds / MIN_OCCUPIED_SECONDS
    assert outcome.refused > 0


def test_the_same_seed_gives_the_same_outcome() -> None:
    first, second, other = (simulate(WARM, 50, 5, seed=seed) for seed in (1, 1, 2))
    assert first == second != other


def test_a_latency_is_the_quantile_of_its_share() -> None:
    assert Outcome(latencies=[4.0, 1.0, 2.0, 3.0]).latency(0.5) == 3.0
    assert Outcome(latencies=[4.0, 1.0]).latency(1.0) == 4.0
    assert math.isnan(Outcome().latency(0.5))
    assert QUOTA == 1000
