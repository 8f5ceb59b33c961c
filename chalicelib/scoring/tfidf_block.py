"""One block of a vectorizer: terms with their columns, and how often a text has them, weighed.

For a term j that occurs c times in the text:

    tf_j = 1 if binary, 1 + ln(c) if sublinear_tf, else c
    x_j  = weight * tf_j * idf_j / norm

with norm = 1, the sum of |tf_j * idf_j| (l1) or the root of the sum of squares (l2) over the
block's terms. Standard library only, see `chalicelib.scoring.artifact`.
"""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from chalicelib.bounded_cache import BoundedCache
from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.normalizer import MEASURES, bin_term
from chalicelib.scoring.sparse_vector import BlockVector, take

if TYPE_CHECKING:
    from array import array

MAX_REMEMBERED_WORDS = 20_000
MAX_REMEMBERED_CHARACTERS = 32

_NORM_OF: Mapping[str | None, Callable[[Sequence[float]], float]] = {
    "l1": lambda values: sum(map(abs, values)),
    "l2": lambda values: math.hypot(*values),
    None: lambda _: 1.0,
}
_SUBLINEAR = (0.0, *(1.0 + math.log(count) for count in range(1, 256)))
"""tf by count, of as many as most texts need."""


class TfidfBlock:
    """One fitted vectorizer: its analyzer, its terms with their columns, and its weighting.

    Columns are counted over all blocks, `first_column` is the block's first; `idf` has an element
    per column of the block. For the analyzer "char_wb" it remembers the columns of words' known
    terms: words repeat, and cutting one costs more than all that is done with its terms.
    """

    __slots__ = (
        *("analyzer", "binary", "columns", "first_column", "idf", "measures"),
        *("norm", "norm_of", "sublinear_tf", "weight", "words"),
    )

    def __init__(
        self,
        analyzer: Analyzer,
        columns: Mapping[str, int],
        first_column: int,
        idf: "array[float] | None",
        *,
        binary: bool,
        sublinear_tf: bool,
        norm: str | None,
        weight: float,
    ) -> None:
        self.analyzer = analyzer
        self.columns = columns
        self.first_column = first_column
        self.idf = idf
        self.binary = binary
        self.sublinear_tf = sublinear_tf
        self.norm = norm
        self.norm_of = _NORM_OF[norm]
        self.weight = weight
        self.measures = _measures(analyzer, columns)
        self.words = BoundedCache(self._of_word, MAX_REMEMBERED_WORDS, MAX_REMEMBERED_CHARACTERS)

    def transform(self, text: str, prepared: str) -> BlockVector:
        """Return the block's part of the vector; no entry is made for an unknown term.

        Parameters
        ----------
        text
            The text as it was submitted, to be measured.
        prepared
            What the block's analyzer has prepared of it, to be cut.
        """
        found = self._found(text, prepared)
        counts, first = Counter(found), self.first_column
        values: Sequence[float]
        if self.idf is None:
            values = [1.0] * len(counts)
        else:
            values = take(self.idf, [column - first for column in counts] if first else counts)
        if len(found) > len(counts) and not self.binary:
            values = self._repeated(values, counts.values())
        return BlockVector(counts, values, self.weight / (self.norm_of(values) or 1.0))

    def _found(self, text: str, prepared: str) -> list[int]:
        """Return the columns of the known terms, each as often as its term occurs."""
        if self.analyzer.kind == "char_wb":
            found = [*chain.from_iterable(map(self.words.__getitem__, prepared.split()))]
        else:
            found = self._known(self.analyzer.split_terms(prepared))
        for measure, edges, columns in self.measures:
            column = columns[bisect_right(edges, measure(text))]
            if column is not None:
                found.append(column)
        return found

    def _repeated(self, values: Sequence[float], counts: Collection[int]) -> Sequence[float]:
        """Return values, each times tf of its count."""
        if not self.sublinear_tf:
            return [value * count for value, count in zip(values, counts, strict=True)]
        try:
            return [value * _SUBLINEAR[count] for value, count in zip(values, counts, strict=True)]
        except IndexError:
            logs = map(math.log, counts)
            return [value * (1.0 + log) for value, log in zip(values, logs, strict=True)]

    def _of_word(self, word: str) -> tuple[int, ...]:
        return tuple(self._known(self.analyzer.of_word(word)))

    def _known(self, terms: Iterable[str]) -> list[int]:
        return [column for column in map(self.columns.get, terms) if column is not None]


Measure = tuple[Callable[[str], float], tuple[float, ...], list[int | None]]
"""What measures a text, the edges between the bins, and the column of each bin's term, if any."""


def _measures(analyzer: Analyzer, columns: Mapping[str, int]) -> list[Measure]:
    """Look up the terms of a normalizer's measures, so that no text has to."""
    measures = () if analyzer.normalizer is None else analyzer.normalizer.measures
    return [
        (MEASURES[name], edges, [columns.get(bin_term(name, n)) for n in range(len(edges) + 1)])
        for name, edges in measures
    ]
