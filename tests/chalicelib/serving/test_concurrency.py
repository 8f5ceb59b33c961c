"""Eight threads ask without pause while versions change: each answer is one model's own."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from chalicelib.serving.model_cache import ModelCache
from chalicelib.serving.model_loader import LoadedModel, ModelLoader
from chalicelib.settings import read_settings
from tests.support.stores import NOW, promote, publish
from train.registry.bundle import Bundle
from train.registry.versions import carry_out, plan_rollback
from train.registry.writable_store import DirectoryWriter

if TYPE_CHECKING:
    from chalicelib.scoring.model import Model

pytestmark = pytest.mark.no_cover

ASKING_THREADS = 8
PROMOTIONS = 25
TEXT = "win a free phone, call now"


@dataclass
class Watched:
    """A source that counts its calls, and how many were ever under way at once."""

    fetch: Callable[[str | None], LoadedModel | None]
    calls: int = 0
    under_way: int = 0
    most_under_way: int = 0

    def __call__(self, tag: str | None) -> LoadedModel | None:
        """Fetch, counted."""
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        self.calls += 1
        try:
            return self.fetch(tag)
        finally:
            self.under_way -= 1


@pytest.fixture
def eager_threads() -> Iterator[None]:
    """Let threads take turns fifty times as often as Python does by itself."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(before / 50)
    yield
    sys.setswitchinterval(before)


def test_eight_threads_see_one_models_whole_answer_while_versions_change(
    tmp_path: Path, tutorial_bundle: Bundle, default_bundle: Bundle, eager_threads: None
) -> None:
    writer = DirectoryWriter(tmp_path)
    bundles = (tutorial_bundle, default_bundle)
    for bundle in bundles:
        promote(publish(bundle, writer), writer)
    source = Watched(ModelLoader(read_settings({"MODEL_URI": writer.uri})).fetch)
    predictor = ModelCache(source, 1e-9)
    expected = {bundle.manifest.version: bundle.model().scores(TEXT) for bundle in bundles}
    done = threading.Event()
    with ThreadPoolExecutor(ASKING_THREADS) as pool:
        totals = [pool.submit(ask_until, done, predictor, expected) for _ in range(ASKING_THREADS)]
        promote_back_and_forth(writer, predictor)
        done.set()
    requests, mixed = (sum(column) for column in zip(*(t.result() for t in totals), strict=True))
    failed = [reason for reason in predictor.events() if reason is not None]
    print(f"{requests} requests, {PROMOTIONS} promotions, {len(failed)} errors, {mixed} mixed")  # noqa: T201
    assert requests > PROMOTIONS
    assert (mixed, failed, source.most_under_way) == (0, [], 1)


def ask_until(
    done: threading.Event, predictor: ModelCache, expected: dict[str, tuple[float, ...]]
) -> tuple[int, int]:
    """Ask without pause; return how many answers there were, and how many mixed two models."""
    asked = mixed = 0
    while not done.is_set():
        model = cast("Model", predictor.model())
        asked += 1
        mixed += model.scores(TEXT) != expected[model.manifest.version]
    return asked, mixed


def promote_back_and_forth(writer: DirectoryWriter, predictor: ModelCache) -> None:
    """Promote the version before, wait until it answers, and so on."""
    for _ in range(PROMOTIONS):
        promotion = plan_rollback(writer, NOW)
        carry_out(promotion, writer)
        while predictor.version() != promotion.version:
            time.sleep(0.001)
