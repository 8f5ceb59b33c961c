"""Run the cases of a campaign in several processes, and survive whatever a case does to its own.

The processes are forks, so what was imported and fitted before is there at once. If a case ends its
process or does not end at all, that is a failure of the case; a new process goes on with the next.
"""

import multiprocessing
import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from bench.campaign.case import Campaign, Check, Failure, Outcome, Plan

HANG_SECONDS = 120.0
"""How long a case may take before its process is ended; campaigns set closer limits themselves."""

_FORK = multiprocessing.get_context("fork")
_Start = Callable[[], AbstractContextManager[Check]]


@dataclass(slots=True)
class _Worker:
    """A process, the cases it was given, and the one that it runs."""

    cases: range
    process: Any
    messages: Connection
    current: int | None = None
    since: float = field(default_factory=time.monotonic)


def run(campaign: Campaign, plan: Plan) -> Outcome:
    """Run the cases of a plan and return what failed."""
    started = time.monotonic()
    start = campaign.start(plan)
    outcome = Outcome()
    step = min(plan.processes, len(plan.cases)) or 1
    until = started + plan.seconds
    workers = [_worker(plan.cases[first::step], start, until) for first in range(step)]
    while workers:
        wait([worker.messages for worker in workers], timeout=1.0)
        workers = [
            follower
            for worker in workers
            if (follower := _attend(worker, outcome, start, until)) is not None
        ]
    outcome.failures.sort()
    outcome.seconds = time.monotonic() - started
    return outcome


def _worker(cases: range, start: _Start, until: float) -> _Worker:
    receiver, sender = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_run_cases, args=(cases, start, sender, until), daemon=True)
    process.start()
    sender.close()
    return _Worker(cases, process, receiver)


def _attend(worker: _Worker, outcome: Outcome, start: _Start, until: float) -> _Worker | None:
    """Read a process's messages; return it, the one that replaces it, or None if it is done."""
    try:
        while worker.messages.poll():
            _receive(worker, outcome)
    except EOFError:
        worker.process.join()
        if worker.current is None and worker.process.exitcode == 0:
            return None
        return _replace(worker, outcome, start, until, f"exit code {worker.process.exitcode}")
    if time.monotonic() > worker.since + HANG_SECONDS:
        worker.process.kill()
        worker.process.join()
        return _replace(worker, outcome, start, until, f"no end after {HANG_SECONDS:.0f} s")
    return worker


def _receive(worker: _Worker, outcome: Outcome) -> None:
    """Take one message: the number of the case that starts, None at the end, or a failure."""
    message = worker.messages.recv()
    if isinstance(message, Failure):
        outcome.failures.append(message)
        return
    outcome.cases += worker.current is not None
    worker.current, worker.since = message, time.monotonic()


def _replace(
    worker: _Worker, outcome: Outcome, start: _Start, until: float, found: str
) -> _Worker | None:
    """Record that a case ended its process; go on with the case after it."""
    if worker.current is None:
        raise RuntimeError(f"a process ended before its first case: {found}")
    outcome.cases += 1
    outcome.failures.append(Failure(worker.current, "the case ends its process", found))
    rest = worker.cases[worker.cases.index(worker.current) + 1 :]
    return _worker(rest, start, until) if rest else None


def _run_cases(cases: range, start: _Start, messages: Connection, until: float) -> None:
    """Run cases in this process until they end or time runs out."""
    with start() as check:
        for case in cases:
            if time.monotonic() > until:
                break
            messages.send(case)
            for failure in _run_case(check, case):
                messages.send(failure)
        messages.send(None)


def _run_case(check: Check, case: int) -> list[Failure]:
    try:
        return [Failure(case, rule, detail) for rule, detail in check(case)]
    except Exception as exc:  # noqa: BLE001 - whatever a case raises is a finding
        where = traceback.extract_tb(exc.__traceback__)[-1]
        found = f"{type(exc).__name__}: {str(exc)[:300]} ({where.name}, line {where.lineno})"
        return [Failure(case, "an exception", found)]
