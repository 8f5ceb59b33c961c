"""A case can do to its process what it likes; the others run all the same."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bench.campaign.case import Campaign, Check, Finding, Plan
from bench.campaign.workers import run

# Python warns about forks beside threads; these forks touch nothing that a thread could hold.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


def check(case: int) -> Iterator[Finding]:
    if case == 1:
        yield "a rule", "found"
    if case == 2:
        raise ValueError("broken")
    if case == 3:
        os.kill(os.getpid(), signal.SIGKILL)


def start(plan: Plan) -> Callable[[], AbstractContextManager[Check]]:
    del plan
    return opened


@contextmanager
def opened() -> Iterator[Check]:
    yield check


CAMPAIGN = Campaign("example", "it is broken", 6, start)


@pytest.mark.parametrize("processes", [1, 2])
def test_every_case_runs_and_every_failure_is_reported(processes: int, tmp_path: Path) -> None:
    outcome = run(CAMPAIGN, Plan(1, range(6), 60, processes, tmp_path))
    assert outcome.cases == 6
    assert [(case, rule) for case, rule, _ in outcome.failures] == [
        (1, "a rule"),
        (2, "an exception"),
        (3, "the case ends its process"),
    ]


def test_the_time_limit_ends_a_campaign(tmp_path: Path) -> None:
    assert run(CAMPAIGN, Plan(1, range(6), -1, 1, tmp_path)).cases == 0


def test_a_case_is_the_same_each_time(tmp_path: Path) -> None:
    first, second, other = (
        Plan(seed, range(1), 1, 1, tmp_path).random(7).random() for seed in (1, 1, 2)
    )
    assert first == second != other
