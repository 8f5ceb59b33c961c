"""Eight threads send requests while versions change: each response comes from one model."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from chalicelib.scoring.model import Classification
from chalicelib.serving.model_cache import ModelCache
from chalicelib.serving.model_loader import LoadedModel, ModelLoader
from chalicelib.settings import read_settings
from tests.support.examples import examples
from tests.support.stores import NOW, promote, publish
from train.registry.bundle import Bundle
from train.registry.pointer_moves import move_pointer, plan_rollback
from train.registry.writable_store import DirectoryWriter

pytestmark = pytest.mark.no_cover

REQUESTING_THREADS = 8
PROMOTIONS = examples(10)
TEXT = "win a free phone, call now"


@dataclass
class CountingFetch:
    """A fetch that counts its calls and how many ran at the same time."""

    fetch: Callable[[str | None], LoadedModel | None]
    calls: int = 0
    running: int = 0
    max_running: int = 0

    def __call__(self, tag: str | None) -> LoadedModel | None:
        """Fetch and count."""
        self.running += 1
        self.max_running = max(self.max_running, self.running)
        self.calls += 1
        try:
            return self.fetch(tag)
        finally:
            self.running -= 1


def test_each_response_comes_from_one_model_while_versions_change(
    tmp_path: Path, tutorial_bundle: Bundle, default_bundle: Bundle, eager_threads: None
) -> None:
    writer = DirectoryWriter(tmp_path)
    bundles = (tutorial_bundle, default_bundle)
    for bundle in bundles:
        promote(publish(bundle, writer), writer)
    fetch = CountingFetch(ModelLoader(read_settings({"MODEL_URI": writer.uri})).fetch)
    model_cache = ModelCache(fetch, 1e-9)
    expected = {bundle.manifest.version: bundle.model().classify(TEXT) for bundle in bundles}
    done = threading.Event()
    with ThreadPoolExecutor(REQUESTING_THREADS) as pool:
        totals = [
            pool.submit(request_until, done, model_cache, expected)
            for _ in range(REQUESTING_THREADS)
        ]
        try:
            promote_back_and_forth(writer, model_cache)
        finally:
            done.set()
    requests, mixed = (sum(column) for column in zip(*(t.result() for t in totals), strict=True))
    failed = [reason for reason in model_cache.events() if isinstance(reason, str)]
    print(f"{requests} requests, {PROMOTIONS} promotions, {len(failed)} errors, {mixed} mixed")  # noqa: T201
    assert requests > PROMOTIONS
    assert (mixed, failed, fetch.max_running) == (0, [], 1)


def request_until(
    done: threading.Event, model_cache: ModelCache, expected: dict[str, Classification]
) -> tuple[int, int]:
    """Send requests without pause; return their number and how many mixed two models."""
    requests = mixed = 0
    while not done.is_set():
        model = model_cache.model()
        requests += 1
        mixed += model.classify(TEXT) != expected[model.manifest.version]
    return requests, mixed


def promote_back_and_forth(writer: DirectoryWriter, model_cache: ModelCache) -> None:
    """Roll back again and again, each time until the cache serves the other version."""
    for _ in range(PROMOTIONS):
        promotion = plan_rollback(writer, NOW)
        move_pointer(promotion, writer)
        give_up = time.monotonic() + 30
        while model_cache.version() != promotion.version:
            assert time.monotonic() < give_up  # the requesting threads have failed
            time.sleep(0.001)
