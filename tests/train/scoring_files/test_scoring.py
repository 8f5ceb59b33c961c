"""Rows are scored in order, in one process or several, with few of them in memory."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest

from chalicelib.errors import ServiceError
from chalicelib.explain.attribution import explain
from chalicelib.scoring.model import Model
from tests.support.parity import TRAINING
from tests.support.stores import AnyWriter
from train.errors import InputError
from train.registry.current_model import fetch_current
from train.scoring_files import processes as processes_module
from train.scoring_files import scoring
from train.scoring_files.rows import Row
from train.scoring_files.scoring import EMPTY, ModelSource, processors, score, score_rows, scorer_of

ROWS = [Row(str(number), f"{text} {number}") for number, text in enumerate(TRAINING * 3)]


@pytest.fixture
def model(published: AnyWriter) -> Model:
    return fetch_current(published)


@pytest.fixture
def source(published: AnyWriter, model: Model) -> ModelSource:
    return ModelSource(published.uri, model.manifest.version)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "CHUNK_ROWS", 3)
    monkeypatch.setattr(scoring, "SERIAL_CHUNKS", 2)


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let threads stand for processes."""

    def executor(count: int, context: object, initializer: Callable[[], None]) -> Any:
        del context, initializer
        return ThreadPoolExecutor(count)

    monkeypatch.setattr(processes_module, "ProcessPoolExecutor", executor)


def expected(model: Model) -> list[tuple[Row, tuple[object, ...]]]:
    return [(row, (*model.classify(row.text), ())) for row in ROWS]


def test_one_process_scores_as_the_model_does(model: Model, source: ModelSource) -> None:
    chunks = list(score_rows(ROWS, model, source))
    assert [each for chunk in chunks for each in chunk] == expected(model)


def test_several_processes_score_alike_and_in_order(
    model: Model, source: ModelSource, small_chunks: None
) -> None:
    del small_chunks
    chunks = list(score_rows(ROWS, model, source, processes=2))
    assert [each for chunk in chunks for each in chunk] == expected(model)
    assert {len(chunk) for chunk in chunks} == {3}


def test_few_rows_are_read_ahead(
    model: Model, source: ModelSource, small_chunks: None, threads: None
) -> None:
    del small_chunks, threads
    read = 0

    def rows() -> Iterator[Row]:
        nonlocal read
        for row in ROWS:
            read += 1
            yield row

    ahead, done = [], 0
    for chunk in score_rows(rows(), model, source, processes=2):
        ahead.append(read - done)
        done += len(chunk)
    assert done == len(ROWS)
    assert max(ahead) == (2 * processes_module.CHUNKS_IN_FLIGHT + 1) * 3


def test_a_chunk_of_long_texts_has_few_of_them(
    model: Model, source: ModelSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "CHUNK_CHARACTERS", 10)
    rows = [Row("1", "short"), Row("2", "a longer one"), Row("3", "")]
    assert [len(chunk) for chunk in score_rows(rows, model, source)] == [2, 1]


def test_the_words_have_the_weights_of_explain(model: Model, source: ModelSource) -> None:
    scorer = scorer_of(model, source)
    scored = score(scorer, TRAINING[0], with_evidence=True)
    assert scored[:2] == model.classify(TRAINING[0])
    assert scored.evidence == explain(model, TRAINING[0]).evidence
    assert score(scorer, " \n", with_evidence=True) == EMPTY


def test_a_text_of_any_length_is_scored(model: Model, source: ModelSource) -> None:
    assert score(scorer_of(model, source), "free " * 50_000, with_evidence=False).label is not None


def test_an_error_in_a_process_reaches_the_user(
    model: Model, source: ModelSource, small_chunks: None, threads: None
) -> None:
    del small_chunks, threads
    other = source._replace(version="20260131T093000Z-0123456789ab")
    with pytest.raises(ServiceError, match="no such file"):
        list(score_rows(ROWS, model, other, processes=2))


class EndsTheProcess:
    """Ends the process that unpickles it, as the system does if memory runs out."""

    policy = None

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        """Say what to call instead."""
        return os._exit, (1,)


def test_a_process_that_ends_early_is_one_line(model: Model, small_chunks: None) -> None:
    del small_chunks
    source = cast("ModelSource", EndsTheProcess())
    with pytest.raises(InputError, match="memory ran out; try --processes 1"):
        list(score_rows(ROWS, model, source, processes=2))


def test_a_process_leaves_interrupts_to_its_parent_and_ends_with_it() -> None:
    before = signal.getsignal(signal.SIGINT)
    try:
        processes_module.start_process()
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
    gone, codes = threading.Event(), list[int]()
    thread = threading.Thread(
        target=processes_module._end_with, args=(cast("Any", gone.wait), codes.append)
    )
    thread.start()
    assert codes == []
    gone.set()
    thread.join()
    assert codes == [1]


def test_the_processors_are_those_that_the_process_may_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3, 5}, raising=False)
    assert processors() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    assert processors() == (os.cpu_count() or 1)
