"""One block of a vectorizer: terms with their columns, and how often a text has them, weighed.

For a term j that occurs c times in the text:

    tf_j = 1 if binary, 1 + ln(c) if sublinear_tf, else c
    x_j  = weight * tf_j * idf_j / norm

with norm = 1, the sum of |tf_j * idf_j| (l1) or the root of the sum of squares (l2) over the
block's terms. Standard library only, see `chalicelib.artifact`.
"""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from chalicelib.analyzer import Analyzer
from chalicelib.normalizer import MEASURES, bin_term
from chalicelib.remembered import Remembered
from chalicelib.sparse import Part, take

if TYPE_CHECKING:
    from array import array

MAX_REMEMBERED_WORDS = 20_000
MAX_REMEMBERED_CHARACTERS = 32


class Block:
    """One fitted vectorizer: its analyzer, its terms with their columns, and its weighting.

    Columns are counted over all blocks, `first_column` is the block's first; `idf` has an element
    per column of the block. For the analyzer "char_wb" it remembers the columns of words' known
    terms: words repeat, and cutting one costs more than all that is done with its terms.
    """

    __slots__ = (
        *("analyzer", "binary", "columns", "first_column", "idf"),
        *("measures", "norm", "sublinear_tf", "weight", "words"),
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
        self.weight = weight
        self.measures = _measures(analyzer, columns)
        self.words = Remembered(self._of_word, MAX_REMEMBERED_WORDS, MAX_REMEMBERED_CHARACTERS)

    def transform(self, text: str, prepared: str) -> Part:
        """Return the block's part of the vector; no entry is made for an unknown term.

        Parameters
        ----------
        text
            The text as it was submitted, to be measured.
        prepared
            What the block's analyzer has prepared of it, to be cut.
        """
        found = self._found(text, prepared)
        counts = Counter(found)
        values = self._values(counts, repeated=len(found) > len(counts))
        return Part(counts, values, self.weight / (self._norm(values) or 1.0))

    def _found(self, text: str, prepared: str) -> list[int]:
        """Return the columns of the known terms, each as often as its term occurs."""
        if self.analyzer.kind == "char_wb":
            found = [*chain.from_iterable(map(self.words.__getitem__, prepared.split()))]
        else:
            found = self._known(self.analyzer.cut(prepared))
        for measure, edges, columns in self.measures:
            column = columns[bisect_right(edges, measure(text))]
            if column is not None:
                found.append(column)
        return found

    def _of_word(self, word: str) -> tuple[int, ...]:
        return tuple(self._known(self.analyzer.of_word(word)))

    def _values(self, counts: Counter[int], *, repeated: bool) -> Sequence[float]:
        """Return tf_j idf_j of each column."""
        if self.idf is None:
            values: Sequence[float] = [1.0] * len(counts)
        elif self.first_column:
            values = take(self.idf, [column - self.first_column for column in counts])
        else:
            values = take(self.idf, counts)
        if self.binary or not repeated:
            return values
        pairs = zip(values, counts.values(), strict=True)
        if self.sublinear_tf:
            return [idf if n == 1 else idf * _sublinear(n) for idf, n in pairs]
        return [idf * n for idf, n in pairs]

    def _known(self, terms: Iterable[str]) -> list[int]:
        return [column for column in map(self.columns.get, terms) if column is not None]

    def _norm(self, values: Sequence[float]) -> float:
        if self.norm == "l2":
            return math.hypot(*values)
        if self.norm == "l1":
            return sum(map(abs, values))
        return 1.0


Measure = tuple[Callable[[str], float], tuple[float, ...], list[int | None]]
"""What measures a text, the edges between the bins, and the column of each bin's term, if any."""


def _measures(analyzer: Analyzer, columns: Mapping[str, int]) -> list[Measure]:
    """Look up the terms of a normalizer's measures, so that no text has to."""
    measures = () if analyzer.normalizer is None else analyzer.normalizer.measures
    return [
        (MEASURES[name], edges, [columns.get(bin_term(name, n)) for n in range(len(edges) + 1)])
        for name, edges in measures
    ]


@lru_cache
def _sublinear(count: int) -> float:
    return 1.0 + math.log(count)
