"""Keep batches of vectors on disk, so that they need not be made again for each epoch."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from train.streaming.temporary_files import close_file, temporary_file

MOST_BYTES = 2**31
"""The most bytes of vectors that are kept on disk."""


class Batch(NamedTuple):
    """Vectors [texts, terms], the class of each text, and whether it only calibrates."""

    vectors: sparse.csr_matrix
    classes: NDArray[np.int32]
    calibrates: NDArray[np.bool_]


class VectorStore:
    """Batches on disk, in a file without a name; a context manager.

    `is_whole` is false once a batch did not fit, or the disk was full; there are no batches then.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._file = temporary_file()
        self._most = most_bytes
        self._places: list[tuple[int, list[tuple[np.dtype[np.generic], int]], int]] = []
        self.is_whole = True

    def __enter__(self) -> Self:
        """Return this object."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what is on disk."""
        close_file(self._file)

    def add(self, batch: Batch) -> None:
        """Store a batch, if it fits."""
        if not self.is_whole:
            return
        vectors = batch.vectors
        arrays = (vectors.data, vectors.indices, vectors.indptr, batch.classes, batch.calibrates)
        start = self._file.tell()
        if start + sum(array.nbytes for array in arrays) > self._most:
            self._give_up()
            return
        try:
            for array in arrays:
                self._file.write(array.tobytes())
            self._file.flush()
        except OSError:
            self._give_up()
            return
        shapes = [(array.dtype, len(array)) for array in arrays]
        self._places.append((start, shapes, vectors.shape[1]))

    def _give_up(self) -> None:
        self.is_whole = False
        self._places.clear()
        close_file(self._file)

    def batches(self, seed: int) -> Iterator[Batch]:
        """Yield the batches in an order that the seed decides, each with its rows shuffled."""
        random = Random(seed)  # noqa: S311 - repeatable, no secret
        for start, shapes, width in random.sample(self._places, len(self._places)):
            self._file.seek(start)
            data, indices, pointers, classes, calibrates = (
                np.frombuffer(self._file.read(count * kind.itemsize), kind)
                for kind, count in shapes
            )
            vectors = sparse.csr_matrix((data, indices, pointers), (len(classes), width))
            order = np.random.default_rng(random.getrandbits(32)).permutation(len(classes))
            yield Batch(vectors[order], classes[order], calibrates[order])
