"""The vectors of the default recipe's vectorizer, in a third of scikit-learn's time.

scikit-learn looks up each n-gram of each text. Here the columns of a word's n-grams are kept, and
words repeat. A term that is not in the vocabulary costs no exception. The vocabulary, the order of
a row's entries, the counts, and so the vectors, are the same to the last bit.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer, TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from chalicelib.scoring.analyzer import Analyzer
from train.recipes.second_process import is_useful, run_in_two_processes
from train.recipes.sparse_ops import hstack_csr

MOST_WORDS = 100_000
LONGEST_WORD = 32
"""The most words whose columns are kept, and the longest of them in characters."""

LEAST_SHARED, MOST_SHARED = 100_000, 2_000_000
"""The characters of texts to which two processes fit blocks at the same time; see `default`."""

_Find = Callable[[Iterable[str]], Iterable[int]]
"""Returns the columns of some terms."""


def fit_vectors(union: FeatureUnion, texts: Sequence[str]) -> sparse.csr_matrix:
    """Fit a union of `TfidfVectorizer` to some texts; return their vectors [texts, terms].

    It does what the union's `fit_transform` does. The analyzers must be of the class `Analyzer`,
    and the options those of the default recipe: all terms are kept.

    Raises
    ------
    ValueError
        If a block finds no term in the texts.
    """
    blocks = [block for _, block in union.transformer_list]
    tasks = [partial(_learn, block, texts) for block in blocks]
    shared = LEAST_SHARED <= sum(map(len, texts)) <= MOST_SHARED and is_useful()
    learned = run_in_two_processes(tasks) if shared else [task() for task in tasks]
    for block, (terms, idf, _) in zip(blocks, learned, strict=True):
        block.vocabulary_ = {term: column for column, term in enumerate(terms)}
        # With numpy's own dtype: one that came through a pipe would be pickled as another object,
        # and the bytes of a published vectorizer would depend on the number of processors.
        block.idf_ = np.fromiter(idf, np.float64)
    return hstack_csr([vectors for _, _, vectors in learned])


def can_be_fast(vectorizer: Any) -> bool:
    """Return whether `FastVectors` takes a vectorizer: those of the default recipe, and alike."""
    if type(vectorizer) is not FeatureUnion or vectorizer.transformer_weights:
        return False
    return all(
        type(block) is TfidfVectorizer
        and type(block.analyzer) is Analyzer
        and (block.use_idf, block.dtype) == (True, np.float64)
        for _, block in vectorizer.transformer_list
    )


class FastVectors:
    """Makes the vectors [texts, terms] that a fitted union of `TfidfVectorizer` makes.

    `can_be_fast` says for which unions it does.
    """

    def __init__(self, union: FeatureUnion) -> None:
        self._blocks = [_Block(block) for _, block in union.transformer_list]

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Return the vectors of some texts."""
        return hstack_csr([block.transform(texts) for block in self._blocks])


class _Block:
    def __init__(self, block: TfidfVectorizer) -> None:
        self._vocabulary: dict[str, int] = block.vocabulary_
        self._weights = TfidfTransformer(norm=block.norm, sublinear_tf=block.sublinear_tf)
        self._weights.idf_ = block.idf_
        self._counter = _Counter(block.analyzer, self._known, block.binary)

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        counts = self._counter.count(texts, lambda: len(self._vocabulary))
        return self._weights.transform(counts, copy=False)

    def _known(self, terms: Iterable[str]) -> list[int]:
        found = map(self._vocabulary.get, terms)
        return [column for column in found if column is not None]


class _Learned(NamedTuple):
    """The terms of a block in the order of its columns, their idf, and the vectors."""

    terms: list[str]
    idf: NDArray[np.float64]
    vectors: sparse.csr_matrix


def _learn(block: TfidfVectorizer, texts: Sequence[str]) -> _Learned:
    """Learn the terms and their idf; as in scikit-learn, the columns are in the order of terms."""
    # A term gets the next number when it occurs first. A row's entries stay in the order of these
    # numbers, in which scikit-learn adds up their squares.
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    counter = _Counter(block.analyzer, lambda terms: map(numbers.__getitem__, terms), block.binary)
    counts = counter.count(texts, numbers.__len__)
    if not numbers:
        raise ValueError("empty vocabulary; the texts have no terms")
    terms = sorted(numbers)
    columns = np.empty(len(terms), dtype=np.int32)
    columns[np.fromiter(map(numbers.__getitem__, terms), np.int32)] = np.arange(len(terms))
    counts.indices = columns[counts.indices]
    weights = TfidfTransformer(norm=block.norm, sublinear_tf=block.sublinear_tf).fit(counts)
    return _Learned(terms, weights.idf_, weights.transform(counts, copy=False))


class _Counter:
    """Counts the terms of texts; `find` knows their columns. If `binary`, each counts once."""

    def __init__(self, analyzer: Analyzer, find: _Find, binary: bool) -> None:
        self._analyzer = analyzer
        self._binary = binary
        self._find = find
        self._of_word: dict[str, array[int]] = {}

    def count(self, texts: Sequence[str], width: Callable[[], int]) -> sparse.csr_matrix:
        """Return the counts [texts, width], each row's in the order of columns."""
        columns, ends = array("i"), array("i", [0])
        for text in texts:
            self._add_columns(text, columns)
            ends.append(len(columns))
        indices = np.frombuffer(columns, dtype=np.int32)
        counts = sparse.csr_matrix(
            (np.ones(len(indices)), indices, np.frombuffer(ends, dtype=np.int32)),
            shape=(len(texts), width()),
        )
        counts.sum_duplicates()  # a term that occurs twice is there twice until now
        if self._binary:
            counts.data[:] = 1
        return counts

    def _add_columns(self, text: str, columns: "array[int]") -> None:
        """Add the column of each term of a text that has one, with repetitions."""
        analyzer, of_word = self._analyzer, self._of_word
        normalizer = analyzer.normalizer
        statistics = () if normalizer is None else normalizer.statistic_terms(text)
        prepared = analyzer.prepare(text)
        if analyzer.kind != "char_wb":
            columns.extend(self._find(chain(analyzer.split_terms(prepared), statistics)))
            return
        for word in prepared.split():
            known = of_word.get(word)
            columns += self._columns_of_word(word) if known is None else known
        columns.extend(self._find(statistics))

    def _columns_of_word(self, word: str) -> "array[int]":
        columns = array("i", self._find(self._analyzer.terms_of_word(word)))
        if len(word) <= LONGEST_WORD:
            if len(self._of_word) == MOST_WORDS:
                self._of_word.clear()
            self._of_word[word] = columns
        return columns
