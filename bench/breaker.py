"""Measure how often a canary is stopped, and after how many requests: `python -m bench.breaker`.

Each simulated canary responds to requests of one text. In a share of them the two models disagree:
the candidate says spam and the promoted model does not, or the other way round.
"""

import argparse
from collections.abc import Iterator, Sequence
from random import Random
from statistics import median
from typing import NamedTuple

from chalicelib.pointer import BAND
from chalicelib.serving.trial.breaker import Breaker
from chalicelib.serving.trial.second_scoring import Compared

REQUESTS = 5000
NEW_SPAM, NEW_HAM = [Compared("spam", "ham")], [Compared("ham", "spam")]
SAME = [Compared("ham", "ham")]


class Candidate(NamedTuple):
    """The share of texts that become spam, and of those that become ham."""

    new_spam: float
    new_ham: float


CANDIDATES = (
    Candidate(0.01, 0.01),
    Candidate(0.05, 0.05),
    Candidate(0.09, 0.09),
    Candidate(0.02, 0.0),
    Candidate(0.03, 0.01),
    Candidate(0.05, 0.02),
    Candidate(0.1, 0.0),
    Candidate(0.2, 0.0),
    Candidate(0.2, 0.2),
    Candidate(0.8, 0.0),
    Candidate(0.8, 0.2),
)


def requests_until_stopped(candidate: Candidate, random: Random) -> int | None:
    """Return after how many requests a canary is stopped, or None if it never is."""
    breaker = Breaker(("ham", "spam"), BAND)
    for number in range(REQUESTS):
        drawn = random.random()
        texts = NEW_SPAM if drawn < candidate.new_spam else SAME
        if candidate.new_spam <= drawn < candidate.new_spam + candidate.new_ham:
            texts = NEW_HAM
        if breaker.compared(number, texts):
            return number + 1
    return None


def table(canaries: int, seed: int, candidates: Sequence[Candidate] = CANDIDATES) -> Iterator[str]:
    """Yield the lines of a table, one for each kind of candidate."""
    yield "| new spam | new ham | stopped | after (median) |"
    yield "| --: | --: | --: | --: |"
    for candidate in candidates:
        random = Random(f"{seed} {candidate}")  # noqa: S311 - a simulation
        stopped = [requests_until_stopped(candidate, random) for _ in range(canaries)]
        after = [each for each in stopped if each is not None]
        typical = f"{median(after):.0f} requests" if after else "-"
        yield (
            f"| {candidate.new_spam:.0%} | {candidate.new_ham:.0%} | {len(after)} of {canaries} "
            f"| {typical} |"
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--canaries", type=int, default=1000, help="how many to simulate; default: %(default)s"
    )
    parser.add_argument(
        "--seed", type=int, default=17, help="of the random numbers; default: %(default)s"
    )
    args = parser.parse_args()
    for line in table(args.canaries, args.seed):
        print(line, flush=True)


if __name__ == "__main__":
    main()
