"""Score chunks in several processes, in order; few chunks are in memory at a time."""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context, parent_process
from typing import Any, TypeVar

from chalicelib.registry.fetch import fetch_manifest, fetch_model
from chalicelib.store.opening import open_reader
from train.errors import InputError
from train.scoring_files.rows import Row
from train.scoring_files.scoring import ModelSource, Scored, ScoredRow, Scorer, score, scorer_of

CHUNKS_IN_FLIGHT = 2
"""For each process: one that it scores, and the next one."""

Result = TypeVar("Result")


def score_in_processes(
    chunks: Iterable[list[Row]], source: ModelSource, with_evidence: bool, processes: int
) -> Iterator[list[ScoredRow]]:
    """Yield chunks with their scores, in order; see `score_rows`."""
    # Not "fork": it copies the threads' locks. Started afresh, a process inherits nothing.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=start_process)
    pending: deque[tuple[list[Row], Future[list[Scored]]]] = deque()
    try:
        for chunk in chunks:
            if len(pending) == CHUNKS_IN_FLIGHT * processes:
                yield _result(*pending.popleft())
            texts = [row.text for row in chunk]
            pending.append((chunk, submit(pool, _score_texts, source, texts, with_evidence)))
        while pending:
            yield _result(*pending.popleft())
    except BrokenProcessPool as exc:
        raise InputError(
            "a scoring process ended early, perhaps because memory ran out; try --processes 1"
        ) from exc
    finally:
        pool.shutdown(cancel_futures=True)


def _result(chunk: list[Row], future: "Future[list[Scored]]") -> list[ScoredRow]:
    return list(zip(chunk, future.result(), strict=True))


def submit(pool: Executor, function: Callable[..., Result], *arguments: Any) -> "Future[Result]":
    """Submit a call to a pool; a process that this starts never sees Ctrl-C.

    A process inherits which signals are blocked. Without this, Ctrl-C would end it with a traceback
    while it imports, before `start_process` runs.

    Raises
    ------
    BrokenProcessPool
        If a process ended early, or none can be started.
    """
    with _interrupts_wait():
        try:
            return pool.submit(function, *arguments)
        except (OSError, ValueError) as exc:  # also while a broken pool closes its pipes
            raise BrokenProcessPool(str(exc)) from exc


@contextmanager
def _interrupts_wait() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def start_process() -> None:
    """Leave Ctrl-C to the parent, and end with it, even if it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.join, os._exit), daemon=True).start()


def _end_with(wait: Callable[[], None], end: Callable[[int], None]) -> None:
    wait()
    end(1)


def _score_texts(source: ModelSource, texts: Sequence[str], with_evidence: bool) -> list[Scored]:
    scorer = _scorer(source)
    return [score(scorer, text, with_evidence=with_evidence) for text in texts]


@cache
def _scorer(source: ModelSource) -> Scorer:
    """Fetch the model once in each process; the version's name proves which one it is."""
    store = open_reader(source.uri)
    return scorer_of(fetch_model(store, fetch_manifest(store, source.version)), source)
