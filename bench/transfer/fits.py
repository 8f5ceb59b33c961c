"""What models are fitted to and tested on: one source, all others, and all.

Where a model is tested at home, each text is tested by a model that was fitted to the other four
fifths of the texts.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.transfer.corpora import Corpora
from train.defaults import RANDOM_STATE
from train.evaluation.protocols import Split
from train.report.transfer_tables import ALL, OTHERS

FOLDS = 5


class Fit(NamedTuple):
    """What a model is fitted to, by name, and the positions of its training and its test texts."""

    fitted_to: str
    split: Split


class Fits:
    """The fits to texts; a source with fewer than `FOLDS` texts of a class is only tested on."""

    def __init__(self, corpora: Corpora) -> None:
        self._corpora = corpora
        self._source = np.array([row.source for row in corpora.rows])
        self._is_home = np.array([row.source in corpora.homes for row in corpora.rows])
        self._fold = _folds(corpora)

    def every(self) -> Iterator[Fit]:
        """Yield all fits that have test texts."""
        for name in self._corpora.homes:
            if min(self._corpora.counts()[name].values()) >= FOLDS:
                own = self._source == name
                yield from self.at_home(name)
                yield from _fit(name, own, ~own)
        yield from self.left_out()
        yield from self._in_folds(ALL, self._is_home)
        yield from _fit(ALL, self._is_home, ~self._is_home)

    def at_home(self, name: str) -> Iterator[Fit]:
        """Yield the fits to a source, tested on itself."""
        yield from self._in_folds(name, self._source == name)

    def left_out(self) -> Iterator[Fit]:
        """Yield the fits to all sources but one, tested on this one."""
        for name in self._corpora.homes:
            own = self._source == name
            yield from _fit(OTHERS, self._is_home & ~own, own)

    def _in_folds(self, name: str, own: NDArray[np.bool_]) -> Iterator[Fit]:
        for fold in range(FOLDS):
            yield from _fit(name, own & (self._fold != fold), own & (self._fold == fold))


def _fit(name: str, training: NDArray[np.bool_], test: NDArray[np.bool_]) -> Iterator[Fit]:
    if test.any():
        yield Fit(name, Split(np.flatnonzero(training).tolist(), np.flatnonzero(test).tolist()))


def _folds(corpora: Corpora) -> NDArray[np.int_]:
    """Return the fold of each text; the folds share the texts of each source and label evenly."""
    positions = defaultdict(list)
    for position, row in enumerate(corpora.rows):
        positions[row.source, row.label].append(position)
    fold = np.zeros(len(corpora.rows), int)
    random = np.random.default_rng(RANDOM_STATE)
    for each in positions.values():
        fold[random.permutation(each)] = np.arange(len(each)) % FOLDS
    return fold
