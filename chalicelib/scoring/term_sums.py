"""What a block adds to the margin of a short text: sums over its terms, without its vector.

With one row of coefficients and no square term, a block adds

    weight * sum_j tf_j idf_j linear_j / sqrt(sum_j (tf_j idf_j)^2)

Most terms of a short text occur once. So both sums are taken over all occurrences, as if each tf
were 1, and corrected for the few terms that occur c > 1 times: idf_j linear_j was added c times
instead of tf_j times, and idf_j^2 c times instead of tf_j^2 times. In a long text most terms occur
more than once, and counting them first, as `TfidfBlock.transform` does, takes less time.

In a binary block each tf is 1, and the sums are over the different terms. Standard library only,
see `chalicelib.scoring.artifact`.
"""

import math
from collections import Counter
from collections.abc import Iterable
from functools import cache

from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.term_values import TermValues
from chalicelib.scoring.tfidf_block import SHORT_TEXT, TfidfBlock


@cache
def _lacks(sublinear_tf: bool) -> list[tuple[float, float]]:
    """Return what the two sums lack, by count, as shares of idf_j linear_j and of idf_j^2.

    No term of a short text occurs more often than the text has characters, and once more.
    """
    counts = range(1, SHORT_TEXT + 2)
    tf = [1.0 + math.log(count) if sublinear_tf else float(count) for count in counts]
    pairs = zip(tf, counts, strict=True)
    return [(0.0, 0.0), *((each - count, each * each - count) for each, count in pairs)]


class TermSums:
    """The sums of one block, with idf, and with the norm l2."""

    __slots__ = ("_classifier", "_idf", "_lacks", "_linear", "_weight", "block", "values")

    def __init__(self, block: TfidfBlock, classifier: Classifier, values: TermValues) -> None:
        self.block = block
        self.values = values
        self._idf, self._linear = values.idf, values.linear
        self._classifier = classifier
        self._weight = block.weight
        self._lacks = _lacks(block.sublinear_tf)

    def share(self, text: str, prepared: str) -> float:
        """Return the block's contribution, given a text and the text that its analyzer prepared."""
        block = self.block
        if block.binary:
            return self._divided(*self.values.sums(block.distinct_columns(text, prepared)))
        if len(prepared) > SHORT_TEXT:
            return self._classifier.share(0, block.transform(text, prepared))
        columns = block.columns_of(text, prepared)
        return self.corrected(columns, *self.values.sums(columns))

    def corrected(self, columns: Iterable[int], score: float, square: float) -> float:
        """Return the block's contribution, from all columns of a text and the sums over them."""
        idf, linear, lacks = self._idf, self._linear, self._lacks
        for column, count in Counter(columns).items():
            if count > 1:
                value = idf[column]
                lacks_score, lacks_square = lacks[count]
                score += lacks_score * value * linear[column]
                square += lacks_square * value * value
        return self._divided(score, square)

    def _divided(self, score: float, square: float) -> float:
        return self._weight * score / (math.sqrt(square) or 1.0)
