"""What the campaigns share: a plan, the cases of a campaign, and what breaks its promise."""

import random
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

Finding = tuple[str, str]
"""The broken rule, and what was seen."""

Check = Callable[[int], Iterable[Finding]]
"""Runs the case of a number and yields what it finds."""


class Failure(NamedTuple):
    """A case that breaks a promise."""

    case: int
    rule: str
    detail: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How to run a campaign.

    Attributes
    ----------
    seed
        Each case is drawn from it and from the number of the case.
    cases
        The numbers of the cases to run.
    seconds
        The campaign ends after this time, even if not all cases have run.
    processes
        How many processes share the cases.
    directory
        An empty directory for files.
    """

    seed: int
    cases: range
    seconds: float
    processes: int
    directory: Path

    def random(self, case: int) -> random.Random:
        """Return the source of random numbers of a case."""
        return random.Random(f"{self.seed} {case}")  # noqa: S311 - not for secrets


@dataclass(slots=True)
class Outcome:
    """How many cases ran, and which of them failed."""

    cases: int = 0
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0.0


class Campaign(NamedTuple):
    """A campaign: its name, what counts as a failure, and how many cases make it complete.

    `start` prepares a plan once; the context that it returns is entered in each process. With
    `processes`, no more processes share the cases.
    """

    name: str
    promise: str
    cases: int
    start: Callable[[Plan], Callable[[], AbstractContextManager[Check]]]
    processes: int | None = None
