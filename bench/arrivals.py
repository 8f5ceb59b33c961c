"""Simulate how many copies of a function run, and how many requests meet a cold start.

`python -m bench.arrivals`. Requests arrive at random (a Poisson process). Each occupies an idle
copy, or starts one, which takes as long as a cold start. A copy handles one request at a time and
at most 10 per second. Lambda starts at most 1,000 copies of a function every 10 s, and runs at most
the account's quota (https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html and
gettingstarted-limits.html in the same guide, read in November 2026). Requests above these limits
get a 429.

In the long run, Little's law holds: the number of busy copies is the requests per second times the
seconds that each request occupies a copy. Below 0.1 s, it is a tenth of the requests per second.
"""

import heapq
import random
from argparse import ArgumentParser
from dataclasses import dataclass, field

STARTS = 1000
STARTS_PER_SECONDS = 10
MIN_OCCUPIED_SECONDS = 0.1  # a copy handles at most 10 requests per second
QUOTA = 1000  # an account's concurrent executions, unless it requests more


@dataclass(frozen=True, slots=True)
class Service:
    """The seconds of a cold start including its first response, and of a later request."""

    cold_seconds: float
    warm_seconds: float


@dataclass(slots=True)
class Outcome:
    """The latency of each response, and the number of cold starts, refusals and copies."""

    latencies: list[float] = field(default_factory=list)
    cold_starts: int = 0
    refused: int = 0
    copies: int = 0

    def latency(self, share: float) -> float:
        """Return the latency that this share of the responses does not exceed; nan without any.

        >>> Outcome(latencies=[4.0, 1.0, 2.0, 3.0]).latency(0.5)
        3.0
        """
        if not self.latencies:
            return float("nan")
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class TokenBucket:
    """Tokens that are refilled at a rate, up to a size."""

    def __init__(self, size: float, per_second: float) -> None:
        self._size = self._tokens = size
        self._per_second = per_second
        self._last_taken = 0.0

    def take(self, now: float) -> bool:
        """Take a token and return True, or return False if there is none."""
        self._tokens = min(self._size, self._tokens + (now - self._last_taken) * self._per_second)
        self._last_taken = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


def simulate(
    service: Service, per_second: float, seconds: float, quota: int = QUOTA, seed: int = 0
) -> Outcome:
    """Send requests at a rate for some seconds to a function that has no copies yet."""
    rng = random.Random(seed)  # noqa: S311 - arrivals, no secrets
    outcome = Outcome()
    starts = TokenBucket(STARTS, STARTS / STARTS_PER_SECONDS)
    busy: list[float] = []  # a heap: when each busy copy becomes idle
    idle = 0
    now = 0.0
    while (now := now + rng.expovariate(per_second)) < seconds:
        while busy and busy[0] <= now:
            heapq.heappop(busy)
            idle += 1
        seconds_taken = service.warm_seconds
        if idle:
            idle -= 1
        elif outcome.copies < quota and starts.take(now):
            outcome.copies += 1
            outcome.cold_starts += 1
            seconds_taken = service.cold_seconds
        else:
            outcome.refused += 1
            continue
        heapq.heappush(busy, now + max(seconds_taken, MIN_OCCUPIED_SECONDS))
        outcome.latencies.append(seconds_taken)
    return outcome


def main() -> None:
    """Print a line for each pair of latencies and each rate."""
    parser = ArgumentParser("python -m bench.arrivals", description=main.__doc__)
    parser.add_argument("--cold", type=float, nargs="+", default=[0.79, 5.6], help="seconds")
    parser.add_argument("--warm", type=float, nargs="+", default=[0.0018, 0.0092], help="seconds")
    parser.add_argument(
        "--rates", type=float, nargs="+", default=[10, 1000, 10000], help="requests per second"
    )
    parser.add_argument(
        "--seconds", type=float, default=60.0, help="how long they arrive; default: %(default)s"
    )
    parser.add_argument("--quota", type=int, default=QUOTA, help="default: %(default)s")
    args = parser.parse_args()
    print("  cold    warm   requests/s  Little  copies  cold starts  refused       p50       p99")
    for cold, warm in zip(args.cold, args.warm, strict=True):
        for rate in args.rates:
            outcome = simulate(Service(cold, warm), rate, args.seconds, args.quota)
            requests = len(outcome.latencies) + outcome.refused
            little = rate * max(warm, MIN_OCCUPIED_SECONDS)
            print(
                f"{cold:5.2f}s {warm * 1000:5.1f}ms {rate:12,.0f} {little:7,.0f} "
                f"{outcome.copies:7,} {outcome.cold_starts / requests:12.4%} "
                f"{outcome.refused / requests:8.2%} "
                f"{outcome.latency(0.5) * 1000:7.1f}ms {outcome.latency(0.99) * 1000:7.1f}ms"
            )


if __name__ == "__main__":
    main()
