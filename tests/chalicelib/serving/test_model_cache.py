"""The cached model: loaded once, exchanged when the pointer moves, kept when anything fails."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from chalicelib.errors import FormatError, ServiceError, StoreError
from chalicelib.serving.model_cache import RETRY_SECONDS, ModelCache
from chalicelib.serving.model_loader import LoadedModel
from train.registry.bundle import Bundle

REFRESH_SECONDS = 60
ASKING_THREADS = 8
PROMOTIONS = 50
TEXT = "win a free phone, call now"


@dataclass
class FakeStore:
    """Gives the model that stands there, or fails; counts the questions; owns the time."""

    fetched: LoadedModel | None
    failure: ServiceError | None = None
    asked: list[str | None] = field(default_factory=list)
    now: float = 100.0

    def fetch(self, tag: str | None) -> LoadedModel | None:
        """Give the model unless its tag is known, or fail."""
        self.asked.append(tag)
        if self.failure is not None:
            raise self.failure
        if self.fetched is not None and self.fetched.tag == tag:
            return None
        return self.fetched

    def clock(self) -> float:
        """Return the time that the test has set, in seconds."""
        return self.now


@pytest.fixture
def store(tutorial_bundle: Bundle) -> FakeStore:
    return FakeStore(LoadedModel(tutorial_bundle.model(), "first"))


@pytest.fixture
def other(default_bundle: Bundle) -> LoadedModel:
    return LoadedModel(default_bundle.model(), "second")


@pytest.fixture
def predictor(store: FakeStore) -> ModelCache:
    return ModelCache(store.fetch, REFRESH_SECONDS, store.clock)


def test_nothing_is_loaded_before_the_first_use(store: FakeStore, predictor: ModelCache) -> None:
    assert (store.asked, predictor.version()) == ([], None)
    predictor.model()
    assert store.asked == [None]


def test_the_model_is_loaded_once_while_it_is_fresh(
    store: FakeStore, predictor: ModelCache
) -> None:
    first = predictor.model()
    store.now += REFRESH_SECONDS - 0.1
    assert predictor.model() is first
    assert store.asked == [None]


def test_another_model_is_found_after_the_refresh_time(
    store: FakeStore, predictor: ModelCache, other: LoadedModel
) -> None:
    predictor.model()
    store.fetched = other
    store.now += REFRESH_SECONDS
    assert predictor.model() is other.model
    assert predictor.version() == other.model.manifest.version
    assert store.asked == [None, "first"]


def test_a_model_that_has_not_changed_is_kept(store: FakeStore, predictor: ModelCache) -> None:
    first = predictor.model()
    for _ in range(3):
        store.now += REFRESH_SECONDS
        assert predictor.model() is first
    assert store.asked == [None, "first", "first", "first"]


def test_with_0_seconds_the_store_is_never_asked_again(
    store: FakeStore, other: LoadedModel
) -> None:
    predictor = ModelCache(store.fetch, 0, store.clock)
    first = predictor.model()
    store.fetched = other
    store.now += 1e9
    assert predictor.model() is first


def test_a_failed_refresh_keeps_the_model_and_waits_for_the_next(
    store: FakeStore, predictor: ModelCache, other: LoadedModel
) -> None:
    first = predictor.model()
    store.now += REFRESH_SECONDS
    store.failure, store.fetched = StoreError("no store"), other
    for _ in range(3):
        assert predictor.model() is first
    assert len(store.asked) == 2
    store.failure = None
    store.now += REFRESH_SECONDS
    assert predictor.model() is other.model


def test_a_model_of_other_classes_does_not_take_over(
    store: FakeStore, predictor: ModelCache, three_class_bundle: Bundle
) -> None:
    first = predictor.model()
    store.fetched = LoadedModel(three_class_bundle.model(), "three")
    store.now += REFRESH_SECONDS
    predictor.events()
    assert predictor.model() is first
    (reason,) = predictor.events()
    assert "has the classes ham, prize, spam; the one in use has ham, spam" in str(reason)


def test_a_failed_first_load_is_tried_again_only_after_a_while(
    store: FakeStore, predictor: ModelCache
) -> None:
    store.failure = StoreError("no store")
    for _ in range(3):
        with pytest.raises(StoreError, match="no store"):
            predictor.model()
    assert len(store.asked) == 1
    store.now += RETRY_SECONDS
    store.failure = None
    assert predictor.model() is not None


def test_a_warm_start_survives_a_failure(store: FakeStore, predictor: ModelCache) -> None:
    store.failure = StoreError("no store")
    predictor.warm()
    assert predictor.events() == ["no store"]


def test_events_tell_each_load_and_each_failure_once(
    store: FakeStore, predictor: ModelCache, other: LoadedModel
) -> None:
    predictor.model()
    store.now += REFRESH_SECONDS
    store.failure = FormatError("bytes flipped")
    predictor.model()
    store.now += REFRESH_SECONDS
    store.failure, store.fetched = None, other
    predictor.model()
    assert predictor.events() == [None, "bytes flipped", None]
    assert predictor.events() == []


def test_clear_forgets_the_model_and_the_failure(store: FakeStore, predictor: ModelCache) -> None:
    store.failure = StoreError("no store")
    predictor.warm()
    predictor.clear()
    store.failure = None
    first = predictor.model()
    predictor.clear()
    assert predictor.version() is None
    assert predictor.model() is first
    assert store.asked == [None, None, None]


def test_a_store_that_never_gave_a_model_cannot_leave_it_unchanged() -> None:
    predictor = ModelCache(FakeStore(None).fetch, REFRESH_SECONDS)
    with pytest.raises(FormatError, match="unchanged that was never read"):
        predictor.model()


def test_threads_that_ask_at_once_share_one_load(store: FakeStore) -> None:
    started, may_finish = threading.Event(), threading.Event()

    def slow_fetch(tag: str | None) -> LoadedModel | None:
        started.set()
        may_finish.wait(10)
        return store.fetch(tag)

    predictor = ModelCache(slow_fetch, REFRESH_SECONDS, store.clock)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(predictor.model)
        started.wait(10)
        second = pool.submit(predictor.model)
        may_finish.set()
        assert first.result() is second.result()
    assert store.asked == [None]


def test_during_a_refresh_other_threads_go_on_with_the_old_model(
    store: FakeStore, other: LoadedModel
) -> None:
    started, may_finish = threading.Event(), threading.Event()

    def slow_refresh(tag: str | None) -> LoadedModel | None:
        if tag is not None:
            started.set()
            may_finish.wait(10)
        return store.fetch(tag)

    predictor = ModelCache(slow_refresh, REFRESH_SECONDS, store.clock)
    first = predictor.model()
    store.fetched = other
    store.now += REFRESH_SECONDS
    with ThreadPoolExecutor(1) as pool:
        refreshing = pool.submit(predictor.model)
        started.wait(10)
        assert predictor.model() is first
        may_finish.set()
        assert refreshing.result() is other.model


def test_a_refresh_that_another_thread_has_just_done_is_not_repeated(store: FakeStore) -> None:
    times = iter([100.0, 100.0 + REFRESH_SECONDS, 100.0])
    predictor = ModelCache(store.fetch, REFRESH_SECONDS, lambda: next(times))
    first = predictor.model()
    assert predictor.model() is first
    assert store.asked == [None]
