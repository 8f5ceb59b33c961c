"""Campaign: no fault of S3 reaches a client of the service, however S3 is read.

Each fault of the table in docs/faults.md is caused before the first model is loaded and after,
and read with the standard library and with boto3, at the time limits that the service has.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import product
from typing import NamedTuple
from unittest.mock import patch

from bench.campaign.case import Campaign, Check, Finding, Plan
from bench.campaign.models import recipe_bundle
from chalicelib.errors import ServiceError
from chalicelib.serving.model_cache import RETRY_SECONDS, ModelCache
from chalicelib.serving.model_loader import ModelLoader
from chalicelib.settings import read_settings
from chalicelib.store import http_exchange
from chalicelib.store.base import ATTEMPTS, CONNECT_SECONDS, READ_SECONDS
from chalicelib.store.s3_config import BOTO3_ONLY_VARIABLES
from emulation.s3.faults import FAULTS
from emulation.s3.server import URI, FaultyS3
from train.registry.bundle import Bundle

REFRESH_SECONDS = 60
MOST_REQUESTS = 2 + ATTEMPTS + 1
"""For the pointer, one file, and the other file with a redirect; after an error nothing follows."""
SLACK_SECONDS = 3.0
"""For this machine, which other programs may keep busy."""
DEADLINE_SECONDS = 2 * ATTEMPTS * (CONNECT_SECONDS + READ_SECONDS) + SLACK_SECONDS
"""For every attempt to read the pointer, and then every attempt to read two files at once."""

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}
BOTO3 = {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"}
"""A variable that only boto3 knows, so the service leaves S3 to it."""


class Situation(NamedTuple):
    """A fault, whether boto3 reads S3, and whether a model is loaded before."""

    fault: str
    boto3: bool
    loaded: bool

    def __str__(self) -> str:
        """Describe the situation for a finding."""
        way = "boto3" if self.boto3 else "standard library"
        return f"{self.fault}, {way}, {'with' if self.loaded else 'without'} a model"


SITUATIONS = [Situation(*each) for each in product(FAULTS, (False, True), (False, True))]


class FaultChecker:
    """Causes faults in front of a model cache, whose clock it sets."""

    def __init__(self, first: Bundle, second: Bundle) -> None:
        self._first = first
        self._second = second
        self._now = 0.0

    def check(self, case: int) -> Iterator[Finding]:
        """Run the situation of a case and yield what is wrong."""
        situation = SITUATIONS[case]
        bucket = FaultyS3()
        os.environ |= {"AWS_ENDPOINT_URL": bucket.endpoint}
        for name in BOTO3_ONLY_VARIABLES:
            os.environ.pop(name, None)
        os.environ |= BOTO3 if situation.boto3 else {}
        try:
            for rule, found in self._broken(situation, bucket):
                yield rule, f"{situation}: {found}"
        finally:
            bucket.stop()

    def _broken(self, situation: Situation, bucket: FaultyS3) -> Iterator[Finding]:
        fetch = ModelLoader(read_settings({"MODEL_URI": URI})).fetch
        cache = ModelCache(fetch, REFRESH_SECONDS, lambda: self._now)
        bucket.promote(self._first)
        if situation.loaded:
            cache.model()
            bucket.promote(self._second)
            self._now += REFRESH_SECONDS
        cache.events()
        yield from self._read_broken(situation, bucket, cache)
        yield from self._recovery(situation, bucket, cache)

    def _read_broken(
        self, situation: Situation, bucket: FaultyS3, cache: ModelCache
    ) -> Iterator[Finding]:
        """Cause the fault and ask for the model, at once and again within the pause."""
        fault = FAULTS[situation.fault]
        bucket.requested_keys.clear()
        with patch.object(http_exchange, "READ_SECONDS", min(fault.read_seconds, READ_SECONDS)):
            fault.break_store(bucket, self._second if situation.loaded else self._first)
            started = time.monotonic()
            version = served(cache)
            spent = time.monotonic() - started
            requests = len(bucket.requested_keys)
            self._now += RETRY_SECONDS - 0.1
            again = served(cache)
        expected = self._first.manifest.version if situation.loaded else None
        if (version, again) != (expected, expected):
            yield "another model than before", f"{version}, then {again}; expected {expected}"
        if len([event for event in cache.events() if isinstance(event, str)]) != 1:
            yield "a fault that is not logged once", situation.fault
        if spent > DEADLINE_SECONDS:
            yield "after the deadline", f"{spent:.1f} s; expected {DEADLINE_SECONDS:.0f}"
        if requests > MOST_REQUESTS or len(bucket.requested_keys) != requests:
            yield "too many requests", f"{requests}, then {len(bucket.requested_keys) - requests}"

    def _recovery(
        self, situation: Situation, bucket: FaultyS3, cache: ModelCache
    ) -> Iterator[Finding]:
        """Heal the store: the model must come with the next refresh, or after the pause."""
        bucket.heal()
        bucket.promote(self._second)
        self._now += REFRESH_SECONDS if situation.loaded else RETRY_SECONDS
        if (version := served(cache)) != self._second.manifest.version:
            yield "no recovery", f"{version} after {cache.events()}"


def served(cache: ModelCache) -> str | None:
    """Return the version that a request would be served with, or None if it would get 503."""
    try:
        return cache.model().manifest.version
    except ServiceError:
        return None


def start(plan: Plan) -> Callable[[], AbstractContextManager[Check]]:
    """Fit two models; return what each process enters."""
    del plan
    return partial(_checking, recipe_bundle("tutorial"), recipe_bundle("default"))


@contextmanager
def _checking(first: Bundle, second: Bundle) -> Iterator[Check]:
    os.environ |= ENVIRONMENT
    yield FaultChecker(first, second).check


CAMPAIGN = Campaign(
    name="faults",
    promise="a request does not get the current model or, without one, 503; the fault is not "
    f"logged once; a read takes over {DEADLINE_SECONDS:.0f} s or {MOST_REQUESTS} requests, or is "
    "repeated within 5 s; the service does not recover",
    cases=len(SITUATIONS),
    start=start,
)
