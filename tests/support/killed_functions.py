"""Kill functions of an emulated account while they score."""

import json
import os
import signal
from random import Random
from threading import Event, Thread
from typing import Any

from tests.support.rehearsal import Rehearsal

KILLS = 4


class Killer:
    """Kills processes of a function somewhere in a part: `with Killer(...) as killer`."""

    def __init__(self, rehearsal: Rehearsal, function: str, longest_seconds: float) -> None:
        self.killed: set[int] = set()
        self._rehearsal = rehearsal
        self._function = function
        self._longest_seconds = longest_seconds
        self._ended = Event()
        self._thread = Thread(target=self._kill)

    def __enter__(self) -> "Killer":
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._ended.set()
        self._thread.join()

    def _kill(self) -> None:
        random = Random(1)  # noqa: S311 - when to kill
        longest = self._longest_seconds
        while len(self.killed) < KILLS and not self._ended.wait(0.02):
            for found in self._scoring():
                self._ended.wait(random.uniform(0, longest))
                if found in self._scoring():
                    os.kill(found[0], signal.SIGKILL)
                    self.killed.add(found[0])
                    break
                longest /= 2  # the part was done before: parts take less on a faster machine

    def _scoring(self) -> list[Any]:
        """Return the processes that score, each with its event."""
        busy = json.loads(self._rehearsal.fetch(f"/received/busy/{self._function}"))
        scoring = [each for each in busy if each[1]["step"] == "score"]
        return [each for each in scoring if each[0] not in self.killed]
