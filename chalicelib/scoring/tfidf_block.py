"""One block of a vectorizer: count the known terms of a text and weight the counts.

For a term j that occurs c times in a text:

    tf_j = 1 if binary, 1 + ln(c) if sublinear_tf, else c
    x_j  = weight * tf_j * idf_j / norm

where norm is 1, the sum of |tf_j * idf_j| (l1), or the square root of the sum of squares (l2) over
the block's terms. Standard library only, see `chalicelib.scoring.artifact`.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain, islice, repeat
from operator import is_, mul
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from chalicelib.named_tuple import NamedTuple
from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.sparse_vector import BlockVector, take
from chalicelib.scoring.text_statistics import bin_columns, known_bins
from chalicelib.scoring.word_cache import word_cache

if TYPE_CHECKING:
    from array import array

    from chalicelib.scoring.protocols import BlockAnalyzer

SHORT_TEXT = 500
"""The most characters of a prepared text whose terms mostly occur once."""
TF_TABLE = 1000
KEPT_WORDS = 10_000
STEP_WORDS = 100
"""How many words a step splits, in about a third of a millisecond."""

Find = Callable[[str], int | None]
"""Returns the column of a term, or None if the block does not know the term."""

NO_TERMS: Mapping[str, int] = MappingProxyType({})
"""The columns of a block whose columns no terms name."""

_NORM_OF: Mapping[str | None, Callable[[Sequence[float]], float]] = {
    "l1": lambda values: sum(map(abs, values)),
    "l2": lambda values: math.hypot(*values),
    None: lambda _: 1.0,
}


class KnownTerms(NamedTuple):
    """How many occurrences of terms are in the vocabulary, and how many there are."""

    known: int
    terms: int


class TfidfBlock:
    """One fitted vectorizer: its analyzer, the column of each term, and its weighting.

    Columns are numbered over all blocks; `first_column` is the block's first. `idf` has one element
    for each column of the block. For the analyzer "char_wb" the block caches the columns of each
    word for a minute: words repeat, and splitting one costs more than all that is done with its
    terms. Words that `keep_words` was given are not private, so their columns are kept.
    """

    __slots__ = (
        *("analyzer", "binary", "columns", "first_column", "idf", "statistics"),
        *("_find", "_no_tokens", "norm", "norm_of", "sublinear_tf", "weight", "words"),
    )
    has_vocabulary = True
    """Whether terms name the columns, so that a term is known or not."""

    def __init__(
        self,
        analyzer: "BlockAnalyzer",
        columns: Mapping[str, int],
        first_column: int,
        idf: "array[float] | None",
        *,
        binary: bool,
        sublinear_tf: bool,
        norm: str | None,
        weight: float,
        find: Find | None = None,
    ) -> None:
        self.analyzer = analyzer
        self.columns = columns
        self._find = find or columns.get
        self._no_tokens: set[int | None] | None = None
        self.first_column = first_column
        self.idf = idf
        self.binary = binary
        self.sublinear_tf = sublinear_tf
        self.norm = norm
        self.norm_of = _NORM_OF[norm]
        self.weight = weight
        statistics = () if analyzer.normalizer is None else analyzer.normalizer.statistics
        self.statistics = known_bins(statistics, self._find)
        # A bound method here would tie the block into a reference cycle, and a replaced model would
        # stay in memory until the next run of the garbage collector.
        self.words = word_cache(partial(_word_columns, analyzer, self._find))

    @property
    def find(self) -> Find:
        """The function that scoring looks terms up with; it returns what `columns.get` does."""
        return self._find

    @find.setter
    def find(self, find: Find) -> None:
        self._find = find
        self.words.compute = partial(_word_columns, self.analyzer, find)

    def keep_words(self, words: Iterable[str]) -> Iterator[None]:
        """Split the first `KEPT_WORDS` of these words in steps, and keep their columns."""
        for number, word in enumerate(islice(words, KEPT_WORDS)):
            self.words.keep(word)
            if number % STEP_WORDS == 0:
                yield

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.columns)

    def transform(self, text: str, prepared: str) -> BlockVector:
        """Return the block's share of the sparse vector; unknown terms have no entry.

        Parameters
        ----------
        text
            The submitted text, for the text statistics.
        prepared
            The same text, prepared by the block's analyzer.
        """
        columns, values = self.values(text, prepared)
        return BlockVector(columns, values, self.weight / (self.norm_of(values) or 1.0))

    def values(self, text: str, prepared: str) -> tuple[Collection[int], Sequence[float]]:
        """Return the columns of the known terms, each once, and their tf_j idf_j."""
        columns: Collection[int]
        columns = counts = self._counts_of(text, prepared)
        values: Sequence[float]
        if self.idf is None:
            values = [1.0] * len(columns)
        else:
            first = self.first_column
            values = take(self.idf, [column - first for column in columns] if first else columns)
        if isinstance(counts, dict) and not self.binary:
            values = self._multiplied_by_tf(values, counts.values())
        return columns, values

    def known_terms(self, prepared: str) -> KnownTerms:
        """Count the occurrences of terms in a prepared text; text statistics are not terms."""
        # The terms are counted as they are made: together, the n-grams of many sizes are large.
        columns = map(self._find, self.analyzer.split_terms(prepared))
        unknown = Counter(map(is_, columns, repeat(None)))
        return KnownTerms(unknown[False], unknown[True] + unknown[False])

    def columns_of(self, text: str, prepared: str) -> list[int]:
        """Return the columns of the known terms, once for each occurrence."""
        if self.analyzer.kind == "char_wb":
            self.words.empty_if_old()
            columns = [*chain.from_iterable(map(self.words.__getitem__, prepared.split()))]
        else:
            terms = self.analyzer.split_terms(prepared)
            columns = [column for column in map(self._find, terms) if column is not None]
        return columns + bin_columns(self.statistics, text) if self.statistics else columns

    def distinct_columns(self, text: str, prepared: str) -> set[int]:
        """Return the columns of the known terms, each once."""
        if self.analyzer.kind != "char_wb" or self.statistics:
            return {*self.columns_of(text, prepared)}
        self.words.empty_if_old()
        return set().union(*map(self.words.__getitem__, prepared.split()))

    def _counts_of(self, text: str, prepared: str) -> list[int] | dict[int, int]:
        """Return how often each known term occurs, by its column; only the columns if all do once.

        For "see free see" with the columns {"free": 0, "see": 1} the counts are {1: 2, 0: 1}.
        """
        analyzer = self.analyzer
        if len(prepared) > SHORT_TEXT and isinstance(analyzer, Analyzer) and not self.statistics:
            if analyzer.kind == "char_wb":
                return self._counts_by_word(prepared)
            if analyzer.kind == "word" and analyzer.ngram_range == (1, 1):
                return self._counts_of_tokens(analyzer, prepared)
        columns = self.columns_of(text, prepared)
        return columns if len({*columns}) == len(columns) else Counter(columns)

    def _counts_of_tokens(self, analyzer: Analyzer, prepared: str) -> Counter[int]:
        """Return how often each column occurs in a long text whose terms are its tokens."""
        # It takes less time to drop columns that no token has than words that are no tokens.
        runs = analyzer.word_runs(prepared)
        if runs is None:
            return Counter(self.columns_of("", prepared))
        if self._no_tokens is None:
            self._no_tokens = {None, *map(self._find, analyzer.no_tokens)}
        words, letters = runs
        counts = Counter(map(self._find, words))
        for column in self._no_tokens.union(map(self._find, letters)):
            counts.pop(column, None)
        return cast("Counter[int]", counts)

    def _counts_by_word(self, prepared: str) -> dict[int, int]:
        """Return how often each column occurs in a long text, from how often each word does."""
        self.words.empty_if_old()
        found = Counter(prepared.split())
        columns = [*map(self.words.__getitem__, found)]
        counts = dict(Counter(chain.from_iterable(columns)))  # a plain dict is faster below
        for of_word, count in zip(columns, found.values(), strict=True):
            if count > 1:
                for column in of_word:
                    counts[column] += count - 1
        return counts

    def _multiplied_by_tf(
        self, values: Sequence[float], counts: Collection[int]
    ) -> Sequence[float]:
        """Return each value multiplied by the tf of its count."""
        if not self.sublinear_tf:
            return [*map(mul, values, counts)]
        try:
            tf = take(_tf_table(), counts)
        except IndexError:  # a term occurs that often
            tf_of = {count: 1.0 + math.log(count) for count in set(counts)}
            tf = take(tf_of, counts)
        return [*map(mul, values, tf)]


@cache
def _tf_table() -> list[float]:
    """Return the sublinear tf by count, for the counts of most texts."""
    return [0.0, *(1.0 + math.log(count) for count in range(1, TF_TABLE))]


def _word_columns(analyzer: "BlockAnalyzer", find: Find, word: str) -> tuple[int, ...]:
    """Return the columns of a word's known terms."""
    columns = map(find, analyzer.terms_of_word(word))
    return tuple([column for column in columns if column is not None])
