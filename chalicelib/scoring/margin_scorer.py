"""Score a short text for two classes by sums over its terms, without its vector.

With one row of coefficients and no square term, what a block adds to the margin is

    weight * sum_j tf_j idf_j linear_j / sqrt(sum_j (tf_j idf_j)^2)

Most terms of a short text occur once. So both sums are taken over all occurrences, as if each tf
were 1, and corrected for the few terms that occur c > 1 times: idf_j linear_j was added c times
instead of tf_j times, and idf_j^2 c times instead of tf_j^2 times. In a long text most terms occur
more than once, and counting them first, as `TfidfBlock.transform` does, takes less time. Standard
library only, see `chalicelib.scoring.artifact`.
"""

import math
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from operator import mul
from typing import TYPE_CHECKING

from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.sparse_vector import take
from chalicelib.scoring.tfidf_block import SHORT_TEXT, TfidfBlock

if TYPE_CHECKING:
    from array import array

    from chalicelib.scoring.vectorizer import Vectorizer


@cache
def _lacks(sublinear_tf: bool) -> list[tuple[float, float]]:
    """Return what the two sums lack, by count, as shares of idf_j linear_j and of idf_j^2.

    No term of a short text occurs more often than the text has characters, and once more.
    """
    counts = range(1, SHORT_TEXT + 2)
    tf = [1.0 + math.log(count) if sublinear_tf else float(count) for count in counts]
    pairs = zip(tf, counts, strict=True)
    return [(0.0, 0.0), *((each - count, each * each - count) for each, count in pairs)]


class MarginScorer:
    """Score a text for two classes, as `Classifier.scores` scores its vector."""

    __slots__ = ("_intercept", "_shares", "_vectorizer")

    def __init__(self, vectorizer: "Vectorizer", classifier: Classifier) -> None:
        self._vectorizer = vectorizer
        self._intercept = classifier.intercept[0]
        self._shares = [_share_of(block, classifier) for block in vectorizer.blocks]

    def __call__(self, text: str) -> tuple[float, float]:
        """Return 0, the score of the first class, and the margin of the second over it."""
        margin = self._intercept
        for share, prepared in zip(self._shares, self._vectorizer.prepare(text), strict=True):
            margin += share(text, prepared)
        return 0.0, margin


class TermSums:
    """What a block adds to a margin: a short text's sums over the terms that occur."""

    __slots__ = ("_block", "_classifier", "_idf", "_lacks", "_linear", "_weight")

    def __init__(self, block: TfidfBlock, classifier: Classifier, idf: "array[float]") -> None:
        self._block = block
        self._classifier = classifier
        self._linear = classifier.linear
        self._weight = block.weight
        self._lacks = _lacks(block.sublinear_tf)
        # Zeros stand for the columns of earlier blocks, so that both arrays have the same columns.
        self._idf = idf[:0]
        self._idf.frombytes(bytes(idf.itemsize * block.first_column))
        self._idf += idf

    def share(self, text: str, prepared: str) -> float:
        """Return what the block adds for a text, and for what its analyzer prepared of it."""
        if len(prepared) > SHORT_TEXT:
            return _counted_share(self._block, self._classifier, text, prepared)
        columns = self._block.columns_of(text, prepared)
        idf, linear, lacks = self._idf, self._linear, self._lacks
        values = take(idf, columns)
        score: float = sum(map(mul, values, take(linear, columns)))
        square: float = sum(map(mul, values, values))
        counts = Counter(columns)
        if len(counts) < len(columns):
            for column, count in counts.items():
                if count > 1:
                    value = idf[column]
                    lacks_score, lacks_square = lacks[count]
                    score += lacks_score * value * linear[column]
                    square += lacks_square * value * value
        return self._weight * score / (math.sqrt(square) or 1.0)


def _share_of(block: TfidfBlock, classifier: Classifier) -> Callable[[str, str], float]:
    """Return the function for a block's share; the module has the formula of most blocks."""
    plain = type(block) is TfidfBlock and isinstance(block.analyzer, Analyzer)
    if not plain or block.idf is None or block.norm != "l2" or block.binary:
        return partial(_counted_share, block, classifier)
    return TermSums(block, classifier, block.idf).share


def _counted_share(block: TfidfBlock, classifier: Classifier, text: str, prepared: str) -> float:
    """Return what any block adds to a margin, from its vector."""
    return classifier.share(0, block.transform(text, prepared))
