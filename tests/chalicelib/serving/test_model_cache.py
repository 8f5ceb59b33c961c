"""The model cache loads once, replaces the model if the pointer moves, and survives failures."""

import copy

import pytest

from chalicelib.errors import FormatError, StoreError
from chalicelib.serving.model_cache import RETRY_SECONDS, Downgrade, ModelCache
from chalicelib.serving.model_loader import LoadedModel
from chalicelib.serving.served_model import ServedModel
from tests.support.model_caches import REFRESH_SECONDS, FakeStore
from train.registry.bundle import Bundle


def test_nothing_is_loaded_before_the_first_request(
    store: FakeStore, model_cache: ModelCache
) -> None:
    assert (store.fetched_tags, model_cache.version()) == ([], None)
    model_cache.model()
    assert store.fetched_tags == [None]


def test_the_model_is_loaded_once_while_it_is_fresh(
    store: FakeStore, model_cache: ModelCache
) -> None:
    first = model_cache.model()
    store.now += REFRESH_SECONDS - 0.1
    assert model_cache.model() is first
    assert store.fetched_tags == [None]


def test_a_new_model_is_loaded_after_the_refresh_time(
    store: FakeStore, model_cache: ModelCache, other: LoadedModel
) -> None:
    model_cache.model()
    store.loaded = other
    store.now += REFRESH_SECONDS
    assert model_cache.model() is other.model
    assert model_cache.version() == other.model.manifest.version
    assert store.fetched_tags == [None, "first"]


def test_an_unchanged_model_is_kept(store: FakeStore, model_cache: ModelCache) -> None:
    first = model_cache.model()
    for _ in range(3):
        store.now += REFRESH_SECONDS
        assert model_cache.model() is first
    assert store.fetched_tags == [None, "first", "first", "first"]


def test_0_seconds_disable_refreshes(store: FakeStore, other: LoadedModel) -> None:
    model_cache = ModelCache(store.fetch, 0, store.clock)
    first = model_cache.model()
    store.loaded = other
    store.now += 1e9
    assert model_cache.model() is first


def test_a_failed_refresh_keeps_the_model_and_waits_for_the_next(
    store: FakeStore, model_cache: ModelCache, other: LoadedModel
) -> None:
    first = model_cache.model()
    store.now += REFRESH_SECONDS
    store.failure, store.loaded = StoreError("no store"), other
    for _ in range(3):
        assert model_cache.model() is first
    assert len(store.fetched_tags) == 2
    store.failure = None
    store.now += REFRESH_SECONDS
    assert model_cache.model() is other.model


def test_a_model_with_other_classes_is_refused(
    store: FakeStore, model_cache: ModelCache, three_class_bundle: Bundle
) -> None:
    first = model_cache.model()
    store.loaded = LoadedModel(ServedModel(three_class_bundle.model()), "three")
    store.now += REFRESH_SECONDS
    model_cache.events()
    assert model_cache.model() is first
    (reason,) = model_cache.events()
    assert "has the classes ham, prize, spam; the current model has ham, spam" in str(reason)


def test_a_model_with_several_labels_does_not_replace_one_with_one(
    store: FakeStore, model_cache: ModelCache, tutorial_bundle: Bundle
) -> None:
    first, model = model_cache.model(), tutorial_bundle.model()
    several = model._replace(manifest=model.manifest._replace(several=True))
    store.loaded = LoadedModel(ServedModel(several), "several")
    store.now += REFRESH_SECONDS
    model_cache.events()
    assert model_cache.model() is first
    (reason,) = model_cache.events()
    assert "gives several labels to each text and the current model one label" in str(reason)


def test_a_failed_first_load_is_retried_only_after_a_pause(
    store: FakeStore, model_cache: ModelCache
) -> None:
    store.failure = StoreError("no store")
    for _ in range(3):
        with pytest.raises(StoreError, match="no store"):
            model_cache.model()
    assert len(store.fetched_tags) == 1
    store.now += RETRY_SECONDS
    store.failure = None
    assert model_cache.model() is not None


def test_warm_survives_a_failure(store: FakeStore, model_cache: ModelCache) -> None:
    store.failure = StoreError("no store")
    model_cache.warm()
    assert model_cache.events() == ["no store"]


def test_events_returns_each_load_and_each_failure_once(
    store: FakeStore, model_cache: ModelCache, other: LoadedModel
) -> None:
    model_cache.model()
    store.now += REFRESH_SECONDS
    store.failure = FormatError("bytes flipped")
    model_cache.model()
    store.now += REFRESH_SECONDS
    store.failure, store.loaded = None, dated(other, "29991231T235959Z")
    model_cache.model()
    assert model_cache.events() == [None, "bytes flipped", None]
    assert model_cache.events() == []


def dated(loaded: LoadedModel, created: str) -> LoadedModel:
    """Return the model as a version of another time, with its own tag."""
    model = copy.copy(loaded.model)
    assert isinstance(model, ServedModel)
    model.manifest = model.manifest._replace(version=f"{created}-0123456789ab")
    return LoadedModel(model, created)


@pytest.mark.parametrize(
    ("before", "after", "is_downgrade"),
    [
        pytest.param("20260131T093001Z", "20260131T093000Z", True, id="older"),
        pytest.param("20260131T093000Z", "20260131T093001Z", False, id="newer"),
        pytest.param("20260131T093000Z", "20260131T093000Z", False, id="of-the-same-second"),
        pytest.param("pickle", "20260131T093000Z", False, id="after-pickles"),
        pytest.param("20260131T093000Z", "pickle", False, id="to-pickles"),
    ],
)
def test_a_move_to_an_older_version_is_a_downgrade(
    store: FakeStore, model_cache: ModelCache, before: str, after: str, is_downgrade: bool
) -> None:
    assert store.loaded is not None
    first, second = dated(store.loaded, before), dated(store.loaded, after)
    store.loaded = first
    model_cache.model()
    store.loaded = second._replace(tag="second")
    store.now += REFRESH_SECONDS
    assert model_cache.model() is second.model
    versions = (first.model.manifest.version, second.model.manifest.version)
    assert model_cache.events() == [None, Downgrade(*versions) if is_downgrade else None]


def test_a_first_fetch_that_reports_an_unchanged_model_fails_like_any_other() -> None:
    store = FakeStore(None)
    model_cache = ModelCache(store.fetch, REFRESH_SECONDS, store.clock)
    for _ in range(3):
        with pytest.raises(FormatError, match="reports an unchanged model, but none was loaded"):
            model_cache.model()
    assert store.fetched_tags == [None]
    assert len(model_cache.events()) == 1


@pytest.mark.parametrize("refresh_seconds", [REFRESH_SECONDS, 0])
def test_an_expired_model_is_refreshed_at_the_next_request(
    store: FakeStore, other: LoadedModel, refresh_seconds: float
) -> None:
    model_cache = ModelCache(store.fetch, refresh_seconds, store.clock)
    model_cache.model()
    model_cache.expire()
    store.failure = StoreError("no connection")
    kept = model_cache.model()
    assert model_cache.events() == [None, "no connection"]
    store.failure, store.loaded = None, other
    assert model_cache.model() is kept
    store.now += refresh_seconds or RETRY_SECONDS
    assert model_cache.model() is other.model


def test_a_failed_load_is_tried_again_at_once_after_it_expired(
    store: FakeStore, model_cache: ModelCache
) -> None:
    store.failure = StoreError("no connection")
    model_cache.warm()
    model_cache.expire()
    store.failure = None
    assert model_cache.model() is not None
