"""Campaign: a running service responds without an error while its model changes every second.

Four threads send requests to all routes. Each case publishes and promotes a version, promotes an
older one, or rolls back, and waits until the service serves it; or it begins or ends a trial, whose
version may respond as well. There are two models that label every text differently, so a response
that mixes them shows.
"""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

from bench.campaign.case import Campaign, Check, Finding, Plan
from bench.campaign.limits import status_megabytes
from bench.campaign.models import NOW, promote, publish, renewed, two_large_models
from bench.campaign.soak_client import ExpectedModel, ask, broken
from chalicelib.pointer import CANARY, SHADOW
from emulation.servers import ROOT, free_port, running
from train.registry.bundle import Bundle
from train.registry.pointer_moves import move_pointer, plan_rollback, read_current
from train.registry.trial_moves import plan_end_of_trial, plan_trial
from train.registry.writable_store import DirectoryWriter

CLIENTS = 4
CASE_SECONDS = 1.0
FOLLOW_SECONDS = 20.0
MOST_MODELS = 3
"""The promoted one, the one on trial, and the next."""
BUILDING_SHARE = 0.5
"""Of one model: what a process needs besides while it builds a new one."""
SLACK_MEGABYTES = 20.0
"""For requests, and for gaps between objects."""


class Soak:
    """A running service, its store, what it may respond, and what its clients found."""

    def __init__(self, url: str, process: int, store: Path, bundles: tuple[Bundle, Bundle]) -> None:
        self._url = url
        self._process = process
        self._writer = DirectoryWriter(store)
        self._bundles = bundles
        self._models = [ExpectedModel(bundle) for bundle in bundles]
        self._expected: dict[str, ExpectedModel] = {}
        self._findings: list[Finding] = []
        self._most_megabytes = self._load_first()

    def _load_first(self) -> float:
        """Load a first model; return how much memory the service may ever use: three of them."""
        ask(self._url, "/spamorham", "text", "text/plain")
        empty = status_megabytes(self._process, "VmRSS")
        if not self._follows(self._publish(0)):
            raise TimeoutError("the service does not load its first model")
        ask(self._url, "/explain", "text", "text/plain")
        one = status_megabytes(self._process, "VmRSS")
        return empty + (MOST_MODELS + BUILDING_SHARE) * (one - empty) + SLACK_MEGABYTES

    def check(self, rng: Random) -> Iterator[Finding]:
        """Change the model; after a second, yield what the clients found meanwhile."""
        until = time.monotonic() + CASE_SECONDS
        version = self._change(rng)
        if not self._follows(version):
            yield "a promotion that the service does not follow", version
        time.sleep(max(0.0, until - time.monotonic()))
        found, self._findings = self._findings, []
        yield from found
        peak = status_megabytes(self._process, "VmHWM")
        if peak > self._most_megabytes:
            expected, self._most_megabytes = self._most_megabytes, peak
            yield "more memory than three models", f"{peak:.0f} MB; expected {expected:.0f}"

    def send_until(self, done: threading.Event, rng: Random) -> None:
        """Send requests without pause and keep what is wrong with the responses."""
        while not done.is_set():
            self._findings += broken(self._url, rng, self._expected)

    def _change(self, rng: Random) -> str:
        """Publish, promote or roll back; return the version that is promoted then."""
        kind = rng.choice(("publish", "promote", "roll back", SHADOW, CANARY, "end of trial"))
        versions = list(self._expected)
        if kind == "publish" or len(versions) < 2:
            return self._publish(len(versions))
        if kind in (SHADOW, CANARY, "end of trial"):
            return self._change_trial(kind, versions)
        if kind == "promote":
            version = rng.choice(versions[-10:])
            promote(version, self._writer)
            return version
        promotion = plan_rollback(self._writer, NOW)
        move_pointer(promotion, self._writer)
        return promotion.version

    def _change_trial(self, kind: str, versions: list[str]) -> str:
        """Begin a trial of a version with the other model, or end it; return what is promoted."""
        current = read_current(self._writer).pointer
        promoted = versions[0] if current is None else current.manifest.version
        other = next(
            each for each in versions if self._expected[each] is not self._expected[promoted]
        )
        move = plan_end_of_trial(self._writer, NOW)
        if kind in (SHADOW, CANARY):
            move = plan_trial(other, kind, self._writer, NOW, percent=50)
        if move is not None:
            move_pointer(move, self._writer)
        return promoted

    def _publish(self, number: int) -> str:
        """Publish and promote one of the two models under a new version."""
        new = renewed(self._bundles[number % 2], NOW + timedelta(minutes=number))
        self._expected = self._expected | {new.manifest.version: self._models[number % 2]}
        version = publish(new, self._writer)
        promote(version, self._writer)
        return version

    def _follows(self, version: str) -> bool:
        """Wait until the service serves a version; return whether it did in time."""
        deadline = time.monotonic() + FOLLOW_SECONDS
        while ask(self._url, "/health").body.get("version") != version:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True


def start(plan: Plan) -> Callable[[], AbstractContextManager[Check]]:
    """Fit the models; return what the process enters."""
    return partial(_checking, plan, two_large_models())


@contextmanager
def _checking(plan: Plan, bundles: tuple[Bundle, Bundle]) -> Iterator[Check]:
    """Run the service and its clients."""
    url = f"http://127.0.0.1:{free_port()}"
    chalice = str(Path(sys.executable).with_name("chalice"))
    command = [chalice, "local", "--no-autoreload", f"--port={url.rpartition(':')[2]}"]
    environ = json.loads((ROOT / ".chalice/config.json").read_text())["environment_variables"]
    environ |= {"MODEL_URI": str(plan.directory), "MODEL_REFRESH_SECONDS": "1"}
    done = threading.Event()
    with running(command, f"{url}/openapi.json", **environ) as server:
        soak = Soak(url, server.process.pid, plan.directory, bundles)
        clients = [
            threading.Thread(target=soak.send_until, args=(done, plan.random(-number)))
            for number in range(1, CLIENTS + 1)
        ]
        for client in clients:
            client.start()
        try:
            yield lambda case: soak.check(plan.random(case))
        finally:
            done.set()
            for client in clients:
                client.join()


CAMPAIGN = Campaign(
    name="soak",
    promise="a response is an error or fits no model as a whole, the service does not follow a "
    "promotion, or takes more memory than three models",
    cases=180,
    start=start,
    processes=1,
)
