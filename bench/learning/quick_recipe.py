"""The default recipe without pruning, which splits each text into terms only once.

A simulation fits thousands of models, most of them to the same texts. The full recipe would take
hours; `--recipe default` uses it for a domain.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from bench.learning.domains import SPAM
from chalicelib.scoring.classifier import logistic
from train.defaults import RANDOM_STATE
from train.recipes.default_options import DEFAULT
from train.recipes.default_vectorizer import make_vectorizer
from train.recipes.platt_scaling import fit_sigmoid

Floats = NDArray[np.float64]
CALIBRATION_FOLDS = 2


class Scorer(NamedTuple):
    """Returns the probability of spam [texts] for texts; and the threshold."""

    probabilities: Callable[[Sequence[str]], Floats]
    threshold: float


class _Counts(NamedTuple):
    """A text's columns and their sublinear term frequencies, 1 + ln(count)."""

    columns: NDArray[np.int32]
    values: Floats


class _Block:
    """Counts the terms of one block; every new term gets the next column."""

    def __init__(self, split: Callable[[str], Sequence[str]]) -> None:
        self._split = split
        self._columns: dict[str, int] = {}
        self._counted: dict[str, _Counts] = {}

    def matrix(self, texts: Sequence[str], width: int | None = None) -> sparse.csr_matrix:
        """Return the frequencies [texts, width]; by default, as wide as all terms so far."""
        rows = [self._count(text) for text in texts]
        ends = np.cumsum([0, *(len(row.columns) for row in rows)])
        columns = np.concatenate([row.columns for row in rows])
        values = np.concatenate([row.values for row in rows])
        shape = (len(rows), len(self._columns))
        matrix = sparse.csr_matrix((values, columns, ends), shape=shape)
        return matrix if width is None else matrix[:, :width]

    def _count(self, text: str) -> _Counts:
        if text not in self._counted:
            terms = Counter(self._split(text))
            columns = [self._columns.setdefault(term, len(self._columns)) for term in terms]
            values = np.log(np.fromiter(terms.values(), np.float64, len(terms))) + 1
            self._counted[text] = _Counts(np.array(columns, np.int32), values)
        return self._counted[text]


class QuickRecipe:
    """Fits the recipe's linear SVM and sigmoid; remembers the terms of every text it saw."""

    def __init__(self) -> None:
        self._blocks = [_Block(block.analyzer) for _, block in make_vectorizer().transformer_list]

    def fit(
        self, texts: Sequence[str], labels: Sequence[str], weights: Floats | None = None
    ) -> Scorer:
        """Fit to texts of both classes; `weights` [texts] are 1 by default."""
        counted = [block.matrix(texts) for block in self._blocks]
        idf = [_idf(matrix) for matrix in counted]
        vectors = _weighed(counted, idf)
        is_spam = np.array(labels) == SPAM
        svm = _svm().fit(vectors, is_spam, sample_weight=weights)
        sigmoid = fit_sigmoid(_out_of_fold(vectors, is_spam, weights), is_spam)

        def probabilities(others: Sequence[str]) -> Floats:
            if not others:
                return np.zeros(0)
            blocks = zip(self._blocks, idf, strict=True)
            matrix = _weighed([block.matrix(others, len(each)) for block, each in blocks], idf)
            scores = sigmoid.slope * svm.decision_function(matrix) + sigmoid.offset
            return np.array([*map(logistic, scores.tolist())])

        return Scorer(probabilities, logistic(sigmoid.offset))


def _idf(counts: sparse.csr_matrix) -> Floats:
    """Return ln((1 + texts) / (1 + texts with the term)) + 1, and 0 for a term of other texts."""
    texts, width = counts.shape
    having = np.bincount(counts.indices, minlength=width)
    return np.where(having, np.log((1 + texts) / (1 + having)) + 1, 0)


def _weighed(counts: Sequence[sparse.csr_matrix], idf: Sequence[Floats]) -> sparse.csr_matrix:
    pairs = zip(counts, idf, strict=True)
    return sparse.hstack([normalize(matrix @ sparse.diags(each)) for matrix, each in pairs]).tocsr()


def _out_of_fold(
    vectors: sparse.csr_matrix, is_spam: NDArray[np.bool_], weights: Floats | None
) -> Floats:
    scores = np.zeros(len(is_spam))
    folds = StratifiedKFold(CALIBRATION_FOLDS, shuffle=True, random_state=RANDOM_STATE)
    for training, rest in folds.split(is_spam, is_spam):
        some = None if weights is None else weights[training]
        svm = _svm().fit(vectors[training], is_spam[training], sample_weight=some)
        scores[rest] = svm.decision_function(vectors[rest])
    return scores


def _svm() -> LinearSVC:
    return LinearSVC(C=DEFAULT.c, random_state=RANDOM_STATE)
