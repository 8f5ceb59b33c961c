"""The simulation of a job on Step Functions, on cases that can be computed by hand."""

import pytest

from bench.bulk_costs.distributed_map import simulate
from bench.bulk_costs.job import Job, Speed

TENTH = Speed(0.1, 0.0)
"""A part of ten texts takes 1 s to score and 0.6 s for its four requests to S3."""
PLAN = 0.5 + 13 * 0.15
FINISH = (
    0.5 + 6 * 0.15
)  # the plan, an earlier manifest, two lists, a round of records, the manifest


def parts(count: int) -> Job:
    """Return a job of parts with ten lines of 100 bytes each."""
    return Job(texts=10 * count, text_bytes=87, part_bytes=1000)


def test_one_part_is_planned_scored_with_a_cold_start_and_finished() -> None:
    run = simulate(parts(1), TENTH, 100)
    assert (run.parts, run.copies, run.attempts, run.cold_starts) == (1, 1, 1, 3)
    assert run.seconds == pytest.approx(PLAN + 0.5 + 1.6 + FINISH)


def test_the_costs_of_one_part_are_those_of_its_requests_and_seconds() -> None:
    costs = simulate(parts(1), TENTH, 100).costs()
    gb_seconds = (PLAN + 2.1 + FINISH) * 1769 / 1024
    assert costs["Lambda"] == pytest.approx(gb_seconds * 0.0000133334 + 3 * 0.20e-6)
    assert costs["Step Functions"] == pytest.approx(10 * 25e-6 + 1e-6 + 2.1 / 16 * 0.00001667)
    # The plan's 7 reads, 4 at each of 3 starts, the part's 2, the record, 2 more by finish;
    # the plan's 6 writes and lists, the part and its record, two lists and the manifest.
    assert costs["S3"] == pytest.approx((7 + 12 + 2 + 1 + 2) * 0.0004e-3 + (6 + 2 + 3) * 0.005e-3)


def test_a_copy_is_cold_once_and_scores_its_next_parts_warm() -> None:
    run = simulate(parts(3), TENTH, 1)
    assert (run.copies, run.attempts) == (1, 3)
    assert run.seconds == pytest.approx(PLAN + 0.5 + 3 * 1.6 + FINISH)


def test_parts_run_side_by_side_up_to_the_concurrency() -> None:
    run = simulate(parts(20), TENTH, 10)
    assert run.copies == 10
    # Ten cold ones, then ten warm ones; each starts 2 / 3,500 s after the one before.
    assert run.seconds == pytest.approx(PLAN + 2.1 + 1.6 + run.finish_seconds, abs=0.02)


def test_lambda_starts_a_thousand_copies_and_a_hundred_more_each_second() -> None:
    long = Speed(100.0, 0.0)  # 1,000 s a part, so no copy is used twice
    run = simulate(parts(1300), long, 5000)
    assert run.copies == 1300
    # The last copy starts after 300 / 100 s. Finish reads 2 x 2 pages of keys, 32 records at once.
    assert run.finish_seconds == pytest.approx(0.5 + (3 + 4 + 41) * 0.15)
    assert run.seconds == pytest.approx(PLAN + 3 + 0.5 + 1000.6 + run.finish_seconds)


def test_children_that_lambda_refuses_are_paid_while_they_wait() -> None:
    long = Speed(100.0, 0.0)
    ramped = simulate(parts(1300), long, 5000).child_seconds
    # 1,001.1 s each; the 300 refused ones wait 0.01, 0.02 ... 3.00 s: 451.5 s.
    assert ramped == pytest.approx(1300 * 1001.1 + 451.5)


def test_a_map_has_at_most_ten_thousand_children() -> None:
    long = Speed(100.0, 0.0)
    assert simulate(parts(12_000), long, 20_000).copies == 10_000


def test_parts_start_no_faster_than_s3_takes_their_writes() -> None:
    run = simulate(parts(7000), Speed(0.0, 0.0), 5000)
    # 7,000 parts with 2 writes each at 3,500 a second.
    assert run.seconds - run.finish_seconds - PLAN >= 4.0
    assert run.seconds - run.finish_seconds - PLAN < 6.0


def test_a_failed_attempt_is_paid_and_repeated_until_the_part_is_done() -> None:
    none, some = (simulate(parts(1000), TENTH, 100, rate) for rate in (0.0, 0.2))
    assert (none.parts, none.attempts) == (some.parts, 1000)
    # A part takes 1 / (1 - 0.2) = 1.25 attempts.
    assert some.attempts == pytest.approx(1250, rel=0.05)
    assert some.cold_starts == some.copies + (some.attempts - 1000) + 2
    assert some.seconds > none.seconds
    assert all(some.costs()[name] > cost for name, cost in none.costs().items())


def test_the_same_seed_gives_the_same_run() -> None:
    first, second, other = (simulate(parts(50), TENTH, 5, 0.3, seed) for seed in (1, 1, 2))
    assert first == second != other


def test_a_large_part_is_read_in_several_requests() -> None:
    small, large = (simulate(Job(10, 87, size), TENTH, 1) for size in (1 << 20, 9 << 20))
    assert (small.part_gets, large.part_gets) == (2, 4)
    assert large.seconds - small.seconds == pytest.approx(2 * 0.15)


def test_a_job_may_have_as_many_parts_as_the_last_step_has_time_for() -> None:
    nothing = Speed(0.0, 0.0)
    assert simulate(parts(100_000), nothing, 10_000).fits
    assert not simulate(parts(100_001), nothing, 10_000).fits


def test_more_texts_and_longer_ones_need_more_parts() -> None:
    assert Job(10**8, 80).parts == 4000
    assert Job(10**8, 80, 2**20).parts == -(-(10**8) * 93 // 2**20) == 8870
    assert Job(10**8, 4000).parts == -(-(10**8) * 4013 // 2**23)
