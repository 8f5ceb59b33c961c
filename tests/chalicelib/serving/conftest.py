"""What tests of threads share."""

import sys
from collections.abc import Iterator

import pytest

from chalicelib.serving.model_cache import ModelCache
from chalicelib.serving.model_loader import LoadedModel
from chalicelib.serving.served_model import ServedModel
from tests.support.model_caches import REFRESH_SECONDS, FakeStore
from train.registry.bundle import Bundle


@pytest.fixture
def eager_threads() -> Iterator[None]:
    """Switch between threads fifty times as often as Python's default."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(before / 50)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def store(tutorial_bundle: Bundle) -> FakeStore:
    return FakeStore(LoadedModel(ServedModel(tutorial_bundle.model()), "first"))


@pytest.fixture
def other(default_bundle: Bundle) -> LoadedModel:
    return LoadedModel(ServedModel(default_bundle.model()), "second")


@pytest.fixture
def model_cache(store: FakeStore) -> ModelCache:
    return ModelCache(store.fetch, REFRESH_SECONDS, store.clock)
