"""Simulate a job on Step Functions' Distributed Map, part by part.

The map keeps `concurrency` children in progress. Each invokes the function, which needs a copy of
its own. Lambda starts 1,000 copies at once and 100 more every second; a child that it refuses tries
again until a copy is free. A copy reads its part from S3, scores it and writes it. S3 allows a
number of writes per second and prefix, and Step Functions a number of started children per second.
An attempt may fail anywhere: then its time is lost, and the next one has a cold start.

The simulation leaves out how much longer than necessary a refused child waits, because its retries
back off, and slower copies than others.
"""

import heapq
import math
import random
from dataclasses import dataclass

from bench.bulk_costs import prices
from bench.bulk_costs.job import Job, Speed
from chalicelib.bulk.finish import THREADS
from chalicelib.bulk.plan import MOST_PARTS

MEMORY_GB = 1769 / 1024
COLD_SECONDS = 0.5
"""Measured: 0.05 s to the first response without boto3, 0.41 s to import and to set up boto3."""
S3_SECONDS = 0.15
"""A request of S3 takes 100 to 200 ms, says AWS."""
BACKOFF_SECONDS = 1.0

READ_BYTES = 4 << 20  # one request reads so much of the input
PART_PUTS = 2  # the part and its record
START_GETS = 4  # a copy's plan, manifest, vectorizer and classifier
PLAN_GETS, PLAN_PUTS = 7, 6  # the pointer, the input's head, the model; lists, the plan, the items
FINISH_GETS, FINISH_PUTS = 2, 1  # the plan and an earlier manifest; the manifest
FINISH_MOST_SECONDS = 900 - 5  # Lambda's limit, and what finish keeps in reserve
LISTED = 1000  # keys in one response
PARENT_STATES = 10

COPIES_AT_ONCE, COPIES_PER_SECOND = 1000, 100.0
MOST_CHILDREN = 10_000
CHILDREN_PER_SECOND = 6000.0
PUTS_PER_SECOND = 3500.0
CHILD_GB = 64 / 1024
COSTS = ("Lambda", "Step Functions", "S3")


@dataclass(slots=True)
class Run:
    """What a job took: seconds, copies, attempts, and the seconds that are billed."""

    parts: int
    part_gets: int
    seconds: float = 0.0
    copies: int = 0
    cold_starts: int = 0
    attempts: int = 0
    function_seconds: float = 0.0
    child_seconds: float = 0.0
    finish_seconds: float = 0.0

    @property
    def fits(self) -> bool:
        """Whether the job may have so many parts, and finish has the time to read their records."""
        return self.parts <= MOST_PARTS and self.finish_seconds <= FINISH_MOST_SECONDS

    def costs(self) -> dict[str, float]:
        """Return the dollars by what they are for."""
        records = self.parts
        gets = self.attempts * self.part_gets + self.cold_starts * START_GETS + records
        puts = self.attempts * PART_PUTS + 2 * math.ceil(self.parts / LISTED)
        gets += PLAN_GETS + FINISH_GETS
        puts += PLAN_PUTS + FINISH_PUTS
        invocations = self.attempts + 2
        return {
            "Lambda": self.function_seconds * MEMORY_GB * prices.LAMBDA_GB_SECOND
            + invocations * prices.LAMBDA_REQUEST,
            "Step Functions": PARENT_STATES * prices.STANDARD_TRANSITION
            + self.parts * prices.EXPRESS_REQUEST
            + self.child_seconds * CHILD_GB * prices.EXPRESS_GB_SECOND,
            "S3": gets * prices.S3_GET + puts * prices.S3_PUT_OR_LIST,
        }


def copy_ready(number: int) -> float:
    """Return the second at which Lambda starts a copy, counted from 0.

    >>> copy_ready(0), copy_ready(999), copy_ready(1099)
    (0.0, 0.0, 1.0)
    """
    return max(0, number + 1 - COPIES_AT_ONCE) / COPIES_PER_SECOND


def simulate(
    job: Job, speed: Speed, concurrency: int, failure_rate: float = 0.0, seed: int = 0
) -> Run:
    """Return what a job took, with a share of attempts that fail."""
    rng = random.Random(seed)  # noqa: S311 - failures, no secrets
    # A part's record, if there is one already, and its range of the input.
    run = Run(job.parts, part_gets=1 + math.ceil(job.size_of_part / READ_BYTES))
    work = job.processor_seconds(speed) / job.parts + (run.part_gets + PART_PUTS) * S3_SECONDS
    gap = max(1 / CHILDREN_PER_SECOND, PART_PUTS / PUTS_PER_SECOND)
    slots = min(concurrency, MOST_CHILDREN, job.parts)
    # When each copy is free, and whether it is new. The list is sorted, so it is a heap.
    free = [(copy_ready(number), True) for number in range(slots)]
    begun, ended = -gap, 0.0
    for _ in range(job.parts):
        ready, cold = heapq.heappop(free)
        begun = max(ready, begun + gap)
        run.copies += cold
        seconds = _attempts(run, work, cold, failure_rate, rng)
        run.child_seconds += math.ceil(seconds * 10) / 10
        ended = max(ended, begun + seconds)
        heapq.heappush(free, (begun + seconds, False))
    # Children that Lambda refuses are in progress too, until a copy takes them.
    run.child_seconds += sum(min(copy_ready(number), begun) for number in range(slots))
    _plan_and_finish(run)
    run.seconds += ended
    return run


def _attempts(run: Run, work: float, cold: bool, failure_rate: float, rng: random.Random) -> float:
    """Return the seconds of a child until an attempt succeeds, and count all of them."""
    seconds = 0.0
    while True:
        failed = rng.random() < failure_rate
        attempt = cold * COLD_SECONDS + work * (rng.random() if failed else 1)
        run.attempts += 1
        run.cold_starts += cold
        run.function_seconds += math.ceil(attempt * 1000) / 1000
        seconds += attempt
        if not failed:
            return seconds
        seconds += BACKOFF_SECONDS
        cold = True


def _plan_and_finish(run: Run) -> None:
    plan = COLD_SECONDS + (PLAN_GETS + PLAN_PUTS) * S3_SECONDS
    waits = FINISH_GETS + FINISH_PUTS + 2 * math.ceil(run.parts / LISTED)
    waits += math.ceil(run.parts / THREADS)
    run.finish_seconds = COLD_SECONDS + waits * S3_SECONDS
    run.cold_starts += 2
    run.function_seconds += plan + run.finish_seconds
    run.seconds += plan + run.finish_seconds
