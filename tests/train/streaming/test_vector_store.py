"""Vectors on disk come back, or none if they do not fit."""

import numpy as np
import pytest
from scipy import sparse

from tests.support.full_disk import fill_disk, needs_full_disk
from train.streaming.vector_store import Batch, VectorStore


def batch(number: int) -> Batch:
    dense = np.eye(4, 6, dtype=np.float32) * (number + 1)
    return Batch(
        sparse.csr_matrix(dense),
        np.arange(4, dtype=np.int32) + 10 * number,
        np.array([True, False, True, False]),
    )


def test_each_row_comes_back_with_its_class() -> None:
    with VectorStore() as store:
        for number in range(5):
            store.add(batch(number))
        found = [
            (int(name), row.tolist(), bool(flag))
            for each in store.batches(seed=1)
            for name, row, flag in zip(
                each.classes, each.vectors.toarray(), each.calibrates, strict=True
            )
        ]
    expected = [
        (int(name), row.tolist(), bool(flag))
        for each in map(batch, range(5))
        for name, row, flag in zip(
            each.classes, each.vectors.toarray(), each.calibrates, strict=True
        )
    ]
    assert found != expected
    assert sorted(found) == sorted(expected)


def test_the_seed_decides_the_order() -> None:
    with VectorStore() as store:
        for number in range(5):
            store.add(batch(number))
        first, again, other = (
            [each.classes.tolist() for each in store.batches(seed)] for seed in (1, 1, 2)
        )
    assert first == again != other


@pytest.mark.parametrize("most", [0, 300])
def test_a_store_that_is_full_is_empty(most: int) -> None:
    with VectorStore(most) as store:
        for number in range(5):
            store.add(batch(number))
        assert not store.is_whole
        assert list(store.batches(seed=1)) == []


@needs_full_disk
def test_a_store_on_a_full_disk_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    fill_disk(monkeypatch)
    with VectorStore() as store:
        for number in range(5):
            store.add(batch(number))
        assert not store.is_whole
        assert list(store.batches(seed=1)) == []
