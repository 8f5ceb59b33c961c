"""Several threads share one load of the model cache."""

import threading
from concurrent.futures import ThreadPoolExecutor

from chalicelib.serving.model_cache import ModelCache
from chalicelib.serving.model_loader import LoadedModel
from tests.support.model_caches import REFRESH_SECONDS, FakeStore


def test_simultaneous_first_requests_share_one_load(store: FakeStore) -> None:
    started, may_finish = threading.Event(), threading.Event()

    def slow_fetch(tag: str | None) -> LoadedModel | None:
        started.set()
        may_finish.wait(10)
        return store.fetch(tag)

    model_cache = ModelCache(slow_fetch, REFRESH_SECONDS, store.clock)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(model_cache.model)
        started.wait(10)
        second = pool.submit(model_cache.model)
        may_finish.set()
        assert first.result() is second.result()
    assert store.fetched_tags == [None]


def test_other_threads_keep_the_old_model_during_a_refresh(
    store: FakeStore, other: LoadedModel
) -> None:
    started, may_finish = threading.Event(), threading.Event()

    def slow_refresh(tag: str | None) -> LoadedModel | None:
        if tag is not None:
            started.set()
            may_finish.wait(10)
        return store.fetch(tag)

    model_cache = ModelCache(slow_refresh, REFRESH_SECONDS, store.clock)
    first = model_cache.model()
    store.loaded = other
    store.now += REFRESH_SECONDS
    with ThreadPoolExecutor(1) as pool:
        refreshing = pool.submit(model_cache.model)
        started.wait(10)
        assert model_cache.model() is first
        may_finish.set()
        assert refreshing.result() is other.model


def test_a_refresh_that_another_thread_just_did_is_not_repeated(store: FakeStore) -> None:
    times = iter([100.0, 100.0 + REFRESH_SECONDS, 100.0])
    model_cache = ModelCache(store.fetch, REFRESH_SECONDS, lambda: next(times))
    first = model_cache.model()
    assert model_cache.model() is first
    assert store.fetched_tags == [None]
