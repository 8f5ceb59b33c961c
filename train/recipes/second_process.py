"""Share tasks with a second processor: a fork of this process computes every other one."""

import os
import signal
import sys
import warnings
from collections.abc import Callable, Sequence
from multiprocessing import current_process, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TypeVar

from joblib import cpu_count

Result = TypeVar("Result")
Task = Callable[[], Result]


def is_useful() -> bool:
    """Return whether a second process can be forked and finds a processor of its own.

    It is not in a process of a pool, whose other processes use the other processors. Only Linux's
    own libraries are known to work after a fork; macOS ends a process that uses Accelerate.
    """
    return sys.platform == "linux" and current_process().name == "MainProcess" and cpu_count() > 1


def run_in_two_processes(tasks: Sequence[Task[Result]]) -> list[Result]:
    """Return the results of the tasks, in order; the second process computes the odd ones.

    A task must compute in one thread: a fork has no other threads, and a lock that one of them held
    stays locked. What the second process does not deliver, for lack of memory or since a task
    raises, this one computes.

    Two threads would not do: all fits of liblinear in a process take their random numbers from one
    generator, so they would depend on which thread is faster. A process started afresh would import
    scikit-learn for longer than it computes.
    """
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    other = context.Process(target=_deliver, args=(tasks[1::2], sender), daemon=True)
    if not _starts(other):
        return [task() for task in tasks]
    try:
        sender.close()
        mine = [task() for task in tasks[::2]]
        theirs = _received(receiver) or [task() for task in tasks[1::2]]
    finally:
        receiver.close()
        other.kill()
        other.join()
    results = [*mine, *theirs]
    results[::2], results[1::2] = mine, theirs
    return results


def _starts(process: BaseProcess) -> bool:
    """Start a process; return False for too many processes, or too little memory."""
    try:
        with warnings.catch_warnings():  # Python 3.12 warns where numpy has started threads
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
    except OSError:
        return False
    return True


def _deliver(tasks: Sequence[Task[Result]], sender: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this one
    try:
        sender.send([task() for task in tasks])
    except Exception:  # noqa: BLE001 - the parent computes the tasks again, and raises it itself
        os._exit(1)


def _received(receiver: Connection) -> list[Result] | None:
    try:
        results: list[Result] = receiver.recv()
    except EOFError:
        return None
    return results
