"""Run a command of `python -m train` in a fork of this process, and end it at a chosen moment.

A moment is a number of steps, so it can be repeated. In one mode a step is a call of any function;
in the other it is an event that touches the store: a file that is opened, linked, renamed, removed
or locked, or bytes that are sent to S3.
"""

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from train.__main__ import main

WAIT_SECONDS = 60.0
NEVER = -1
_FILE_EVENTS = ("open", "os.", "shutil.", "tempfile.")
_OTHER_EVENTS = ("fcntl.flock", "http.client.send", "socket.connect")


class Moment(NamedTuple):
    """When to end a command: at this step, counted from 0, or `NEVER`."""

    on_store: bool
    step: int


class Done(NamedTuple):
    """How a command ended: its exit code, or minus a signal, and what it wrote."""

    code: int
    output: str


class _Steps:
    """Counts the steps of one kind in this process, and ends it at the moment's step."""

    def __init__(self, moment: Moment, about: Path) -> None:
        self._moment = moment
        self._about = str(about)
        self.count = 0

    def start(self) -> None:
        if self._moment.on_store:
            sys.addaudithook(self._event)
        else:
            sys.setprofile(self._call)

    def _call(self, *_: object) -> None:
        if self.count == self._moment.step:
            os.kill(os.getpid(), signal.SIGKILL)
        self.count += 1

    def _event(self, event: str, arguments: tuple[Any, ...]) -> None:
        on_files = event.startswith(_FILE_EVENTS) and self._about in str(arguments[:2])
        if on_files or event in _OTHER_EVENTS:
            self._call()


def run_command(arguments: Sequence[str], about: Path, moment: Moment | None = None) -> Done:
    """Run a command and end it with SIGKILL at a moment, if one is given; return how it ended.

    `about` is the directory with the command's store and files; its output goes there, too.
    """
    output = about / "output.txt"
    child = os.fork()
    if child == 0:
        _become(arguments, about, _Steps(moment, about) if moment else None)
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return Done(os.waitstatus_to_exitcode(status), output.read_text()[-500:])
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return Done(-signal.SIGALRM, f"no end after {WAIT_SECONDS:.0f} s")
        time.sleep(0.002)


def steps_of(arguments: Sequence[str], about: Path, on_store: bool) -> int:
    """Run a command to its end and return how many steps of one kind it has."""
    done = run_command(arguments, about, Moment(on_store, NEVER))
    if done.code != 0:
        raise RuntimeError(f"{' '.join(arguments)}: exit code {done.code}: {done.output}")
    return int((about / "steps.txt").read_text())


def _become(arguments: Sequence[str], about: Path, steps: _Steps | None) -> None:
    """Turn this process into the command, which never returns."""
    code = 70
    try:
        sys.stdout = sys.stderr = (about / "output.txt").open("w", buffering=1)
        if steps is not None:
            steps.start()
        code = main(arguments)
        sys.setprofile(None)
        if steps is not None:
            (about / "steps.txt").write_text(str(steps.count))
    finally:
        sys.setprofile(None)
        sys.stdout.flush()
        os._exit(code)
