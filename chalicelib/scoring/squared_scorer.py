"""Score a text for two classes with a square term, such as those of Gaussian naive Bayes.

A block adds to the margin, with v_j = tf_j idf_j and s = weight / norm,

    s * sum_j (linear_j + quadratic_j s v_j) v_j

as `Classifier.share` does. Here, both coefficients of a text's columns are taken at once, and its
vector is not made. Standard library only, see `chalicelib.scoring.artifact`.
"""

from operator import itemgetter
from typing import TYPE_CHECKING

from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.sparse_vector import BlockVector
from chalicelib.scoring.tfidf_block import SHORT_TEXT, TfidfBlock

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence

    from chalicelib.scoring.vectorizer import Vectorizer


class SquaredScorer:
    """Scores a text for two classes, as `Classifier.scores` scores its vector."""

    __slots__ = ("_classifier", "_linear", "_quadratic", "_vectorizer")

    def __init__(
        self, vectorizer: "Vectorizer", classifier: Classifier, quadratic: "array[float]"
    ) -> None:
        self._vectorizer = vectorizer
        self._classifier = classifier
        self._linear: Sequence[float] = classifier.linear
        self._quadratic: Sequence[float] = quadratic

    def __call__(self, text: str) -> tuple[float, float]:
        """Return 0, the score of the first class, and the margin of the second over it.

        The first long text makes lists of the coefficients: an array makes a number anew each time
        that it is read. Making them takes too long for a short text, which may be a cold start's.
        """
        if len(text) > SHORT_TEXT and not isinstance(self._linear, list):
            self._linear, self._quadratic = [*self._linear], [*self._quadratic]
        margin, vectorizer = self._classifier.intercept[0], self._vectorizer
        for block, prepared in zip(vectorizer.blocks, vectorizer.prepare(text), strict=True):
            margin += self._share(block, text, prepared)
        return 0.0, margin

    def _share(self, block: TfidfBlock, text: str, prepared: str) -> float:
        """Return a block's contribution, given a text and the text that its analyzer prepared."""
        if type(block) is not TfidfBlock:
            return self._classifier.share(0, block.transform(text, prepared))
        columns, values = block.values(text, prepared)
        scale = block.weight / (block.norm_of(values) or 1.0)
        if len(columns) < 2:  # itemgetter returns a bare element for a single column
            return self._classifier.share(0, BlockVector(columns, values, scale))
        take = itemgetter(*columns)
        shares = zip(take(self._linear), take(self._quadratic), values, strict=True)
        total: float = sum([(weight + square * (scale * x)) * x for weight, square, x in shares])
        return scale * total
