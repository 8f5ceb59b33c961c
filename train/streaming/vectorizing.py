"""Turn batches of texts into vectors in several processes, in order; few batches are in memory."""

import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from multiprocessing.sharedctypes import RawArray
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.pipeline import FeatureUnion

from train.errors import InputError
from train.recipes.fast_vectors import FastVectors
from train.scoring_files.processes import start_process, submit

BATCHES_IN_FLIGHT = 3
"""For each process: one that it works on, the next one, and one that is done."""

_HELD: list[FastVectors] = []
"""The vectorizer of a process."""


class Texts(NamedTuple):
    """A batch of texts, and what its receiver needs to know about it."""

    key: Any
    texts: list[str]


class Vectors(NamedTuple):
    """The key of a batch, and its vectors [texts, terms] in 32-bit floats."""

    key: Any
    vectors: sparse.csr_matrix


def vectors_of(union: FeatureUnion, batches: Iterable[Texts], processes: int) -> Iterator[Vectors]:
    """Yield the vectors of each batch, in order; with one process, this one makes them.

    Raises
    ------
    InputError
        If a process ends early.
    """
    if processes == 1:
        fast = FastVectors(union)
        for key, texts in batches:
            yield Vectors(key, _small(fast.transform(texts)))
        return
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _start, (_shared(union),))
    pending: deque[tuple[Any, Future[sparse.csr_matrix]]] = deque()
    try:
        for key, texts in batches:
            if len(pending) == BATCHES_IN_FLIGHT * processes:
                yield _result(*pending.popleft())
            pending.append((key, submit(pool, _transform, texts)))
        while pending:
            yield _result(*pending.popleft())
    except BrokenProcessPool as exc:
        raise InputError(
            "a process that makes vectors ended early, perhaps because memory ran out"
        ) from exc
    finally:
        pool.shutdown(cancel_futures=True)


def _result(key: Any, future: "Future[sparse.csr_matrix]") -> Vectors:
    return Vectors(key, future.result())


def _shared(union: FeatureUnion) -> Any:
    """Return a pickled vectorizer in memory that other processes can map; it has no name.

    What a process gets as it starts must fit into a pipe, 64 kB. The parent writes more only as the
    process reads it, so it would wait for ever for one that is killed as it starts.
    """
    pickled = pickle.dumps(union, protocol=5)
    shared = RawArray("c", len(pickled))
    shared.raw = pickled
    return shared


def _start(shared: Any) -> None:
    start_process()
    _HELD[:] = [FastVectors(pickle.loads(shared.raw))]  # noqa: S301 - from the parent


def _transform(texts: list[str]) -> sparse.csr_matrix:
    return _small(_HELD[0].transform(texts))


def _small(vectors: sparse.csr_matrix) -> sparse.csr_matrix:
    return vectors.astype(np.float32)
