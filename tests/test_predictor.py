"""The cached model: loaded once, and not asked for again too soon after a failure."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from chalicelib.errors import StoreError
from chalicelib.model import Model
from chalicelib.predictor import RETRY_SECONDS, Predictor
from train.bundle import Bundle


@dataclass
class Loader:
    """Gives the model, or fails while `broken`; counts how often it is asked."""

    model: Model
    broken: bool = False
    calls: int = 0
    now: float = field(default=100.0)

    def load(self) -> Model:
        """Give the model or fail."""
        self.calls += 1
        if self.broken:
            raise StoreError("no store")
        return self.model

    def clock(self) -> float:
        """Return the time that the test has set, in seconds."""
        return self.now


@pytest.fixture
def loader(tutorial_bundle: Bundle) -> Loader:
    return Loader(tutorial_bundle.model())


@pytest.fixture
def predictor(loader: Loader) -> Predictor:
    return Predictor(loader.load, loader.clock)


def test_nothing_is_loaded_before_the_first_use(loader: Loader, predictor: Predictor) -> None:
    assert loader.calls == 0
    predictor.model()
    assert loader.calls == 1


def test_the_model_is_loaded_once(loader: Loader, predictor: Predictor) -> None:
    assert predictor.model() is predictor.model() is loader.model
    assert loader.calls == 1


def test_a_failed_load_is_tried_again_only_after_a_while(
    loader: Loader, predictor: Predictor
) -> None:
    loader.broken = True
    for _ in range(3):
        with pytest.raises(StoreError, match="no store"):
            predictor.model()
    assert loader.calls == 1
    loader.now += RETRY_SECONDS
    loader.broken = False
    assert predictor.model() is loader.model


def test_a_warm_start_survives_a_failure(
    loader: Loader, predictor: Predictor, caplog: pytest.LogCaptureFixture
) -> None:
    loader.broken = True
    predictor.warm()
    assert "no model at the start: no store" in caplog.text


def test_clear_forgets_the_model_and_the_failure(loader: Loader, predictor: Predictor) -> None:
    loader.broken = True
    predictor.warm()
    predictor.clear()
    loader.broken = False
    assert predictor.model() is loader.model
    predictor.clear()
    predictor.model()
    assert loader.calls == 3


def test_threads_that_ask_at_once_share_one_load(loader: Loader) -> None:
    started, may_finish = threading.Event(), threading.Event()

    def slow_load() -> Model:
        started.set()
        may_finish.wait(10)
        return loader.load()

    predictor = Predictor(slow_load, loader.clock)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(predictor.model)
        started.wait(10)
        second = pool.submit(predictor.model)
        may_finish.set()
        assert first.result() is second.result() is loader.model
    assert loader.calls == 1
