"""Batches become vectors in order, in one process or several, with few of them in memory."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import util
from typing import Any, NoReturn

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from tests.support.parity import TRAINING
from train.errors import InputError
from train.recipes.default_vectorizer import make_vectorizer
from train.streaming import vectorizing
from train.streaming.vectorizing import BATCHES_IN_FLIGHT, Texts, vectors_of

BATCHES = [Texts(number, [f"{text} {number}" for text in TRAINING]) for number in range(30)]


@pytest.fixture(scope="module")
def union() -> FeatureUnion:
    return make_vectorizer().fit(TRAINING)


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let threads stand for processes."""

    def executor(
        count: int, context: object, start: Callable[..., None], arguments: tuple[object]
    ) -> Any:
        del context
        monkeypatch.setattr(vectorizing, "start_process", lambda: None)
        start(*arguments)
        return ThreadPoolExecutor(count)

    monkeypatch.setattr(vectorizing, "ProcessPoolExecutor", executor)


def test_the_vectors_are_in_order_and_in_32_bits(union: FeatureUnion, threads: None) -> None:
    del threads
    for processes in (1, 2):
        found = list(vectors_of(union, BATCHES, processes))
        assert [key for key, _ in found] == list(range(30))
        for (_, vectors), (_, texts) in zip(found, BATCHES, strict=True):
            assert vectors.dtype == np.float32
            assert (vectors != union.transform(texts).astype(np.float32)).nnz == 0


def test_few_batches_are_read_ahead(union: FeatureUnion, threads: None) -> None:
    del threads
    read: list[int] = []

    def batches() -> Iterator[Texts]:
        for batch in BATCHES:
            read.append(batch.key)
            yield batch

    for done, _ in enumerate(vectors_of(union, batches(), 2), start=1):
        assert len(read) <= done + 2 * BATCHES_IN_FLIGHT


def test_another_process_makes_the_same_vectors(union: FeatureUnion) -> None:
    found = next(vectors_of(union, BATCHES[:1], 2))
    assert (found.vectors != union.transform(BATCHES[0].texts).astype(np.float32)).nnz == 0


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(BrokenProcessPool(), id="broken"),
        pytest.param(OSError(9, "Bad file descriptor"), id="a-closed-pipe"),
        pytest.param(ValueError("bad value(s) in fds_to_keep"), id="the-number-of-a-closed-pipe"),
    ],
)
def test_a_process_that_ends_early_is_one_line(
    union: FeatureUnion, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    class Broken:
        def submit(self, *_: object) -> NoReturn:
            raise error

        def shutdown(self, **_: object) -> None:
            pass

    monkeypatch.setattr(vectorizing, "ProcessPoolExecutor", lambda *_: Broken())
    with pytest.raises(InputError, match="ended early, perhaps because memory ran out"):
        list(vectors_of(union, BATCHES, 2))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Collect the numbers of the processes that are started; a test that hangs fails."""
    numbers: list[int] = []
    spawn = util.spawnv_passfds

    def spawned(*arguments: Any) -> int:
        numbers.append(spawn(*arguments))
        return numbers[-1]

    def hung(*_: object) -> NoReturn:
        raise TimeoutError

    monkeypatch.setattr(util, "spawnv_passfds", spawned)
    before = signal.signal(signal.SIGALRM, hung)
    signal.alarm(20)
    yield numbers
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


# Python's own thread may iterate over the processes while another one starts.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_process_that_is_killed_as_it_starts_is_one_line(
    union: FeatureUnion, started: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    spawn = util.spawnv_passfds

    def killed(*arguments: Any) -> int:
        process = spawn(*arguments)
        if b"from multiprocessing.spawn" in b" ".join(map(os.fsencode, arguments[1])):
            os.kill(process, signal.SIGKILL)
        return process

    monkeypatch.setattr(util, "spawnv_passfds", killed)
    large = TfidfVectorizer().fit([" ".join(f"word{number}" for number in range(30_000))])
    with pytest.raises(InputError, match="ended early, perhaps because memory ran out"):
        list(vectors_of(FeatureUnion([("words", large)]), BATCHES, 2))
    assert started


def test_ctrl_c_does_not_end_a_process_as_it_starts(
    union: FeatureUnion, started: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    spawn = util.spawnv_passfds

    def interrupted(*arguments: Any) -> int:
        process = spawn(*arguments)
        os.kill(process, signal.SIGINT)
        return process

    monkeypatch.setattr(util, "spawnv_passfds", interrupted)
    assert next(vectors_of(union, BATCHES[:1], 2)).key == 0
    assert started
