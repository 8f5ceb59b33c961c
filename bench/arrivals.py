"""How many copies of a function run, and how many meet a cold start: `python -m bench.arrivals`.

Requests arrive at random (a Poisson process). Each takes an idle copy, or else starts one, which
takes as long as a cold start; a copy answers one request at a time, and at most 10 per second.
Lambda starts at most 1,000 copies of a function every 10 s, and runs at most as many as the account
may (https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html and, beside it,
gettingstarted-limits.html, read in November 2026). What is over any of these is refused with 429.

In the long run Little's law holds: copies taken = requests per second times the seconds for which
each takes one. With less than 0.1 s per request that is a tenth of the requests per second.
"""

import heapq
import random
from argparse import ArgumentParser
from dataclasses import dataclass, field

STARTS = 1000
STARTS_PER_SECONDS = 10
LEAST_SECONDS = 0.1  # from one request of a copy to its next
QUOTA = 1000  # concurrent executions of an account, until more are asked for


@dataclass(frozen=True, slots=True)
class Service:
    """What serves: seconds of a cold start, first answer included, and of a later request."""

    name: str
    cold_seconds: float
    warm_seconds: float


@dataclass(slots=True)
class Outcome:
    """What was seen: each answer's seconds, and how many requests met what."""

    latencies: list[float] = field(default_factory=list)
    cold: int = 0
    refused: int = 0
    copies: int = 0

    def latency(self, share: float) -> float:
        """Return the seconds in which this share of the answers came, nan without an answer."""
        if not self.latencies:
            return float("nan")
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Bucket:
    """Tokens that come back at a rate, up to so many: one is taken, or there is none."""

    def __init__(self, size: float, per_second: float) -> None:
        self._size = self._tokens = size
        self._per_second = per_second
        self._then = 0.0

    def take(self, now: float) -> bool:
        """Take a token, if there is one."""
        self._tokens = min(self._size, self._tokens + (now - self._then) * self._per_second)
        self._then = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


def simulate(
    service: Service, per_second: float, seconds: float, quota: int = QUOTA, seed: int = 0
) -> Outcome:
    """Let requests arrive at a rate for some seconds, at a function that nobody has called yet."""
    rng = random.Random(seed)  # noqa: S311 - arrivals, no secrets
    outcome = Outcome()
    starts = Bucket(STARTS, STARTS / STARTS_PER_SECONDS)
    busy: list[float] = []  # when each copy may take another request
    idle = 0
    now = 0.0
    while (now := now + rng.expovariate(per_second)) < seconds:
        while busy and busy[0] <= now:
            heapq.heappop(busy)
            idle += 1
        took = service.warm_seconds
        if idle:
            idle -= 1
        elif outcome.copies < quota and starts.take(now):
            outcome.copies += 1
            outcome.cold += 1
            took = service.cold_seconds
        else:
            outcome.refused += 1
            continue
        heapq.heappush(busy, now + max(took, LEAST_SECONDS))
        outcome.latencies.append(took)
    return outcome


def main() -> None:
    """Print a line per service and rate."""
    parser = ArgumentParser("python -m bench.arrivals", description=main.__doc__)
    parser.add_argument("--cold", type=float, nargs="+", default=[0.79, 5.6], help="seconds")
    parser.add_argument("--warm", type=float, nargs="+", default=[0.0018, 0.0092], help="seconds")
    parser.add_argument("--rates", type=float, nargs="+", default=[10, 1000, 10000])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--quota", type=int, default=QUOTA, help="default: %(default)s")
    args = parser.parse_args()
    print("  cold    warm   requests/s  Little  copies  cold starts  refused       p50       p99")
    for cold, warm in zip(args.cold, args.warm, strict=True):
        for rate in args.rates:
            seen = simulate(Service("", cold, warm), rate, args.seconds, args.quota)
            asked = len(seen.latencies) + seen.refused
            little = rate * max(warm, LEAST_SECONDS)
            print(
                f"{cold:5.2f}s {warm * 1000:5.1f}ms {rate:12,.0f} {little:7,.0f} "
                f"{seen.copies:7,} {seen.cold / asked:12.4%} {seen.refused / asked:8.2%} "
                f"{seen.latency(0.5) * 1000:7.1f}ms {seen.latency(0.99) * 1000:7.1f}ms"
            )


if __name__ == "__main__":
    main()
