"""Score a text for two classes by what each block adds to the margin.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.later_steps import LaterSteps
from chalicelib.scoring.term_sums import TermSums
from chalicelib.scoring.term_values import TermValues, joined_idf
from chalicelib.scoring.tfidf_block import TfidfBlock

if TYPE_CHECKING:
    from chalicelib.scoring.vectorizer import Vectorizer


class MarginScorer:
    """Score a text for two classes, as `Classifier.scores` scores its vector.

    After each text it takes a step of what makes later texts faster, until none is left.
    """

    __slots__ = ("_intercept", "_shares", "_steps", "_vectorizer")

    def __init__(self, vectorizer: "Vectorizer", classifier: Classifier) -> None:
        self._vectorizer = vectorizer
        self._intercept = classifier.intercept[0]
        blocks = vectorizer.blocks
        idf = joined_idf([block.idf for block in blocks], [block.width for block in blocks])
        values = TermValues(idf, classifier.linear)
        self._shares = [_share_of(block, classifier, values) for block in blocks]
        self._steps: LaterSteps | None = LaterSteps(_later_steps(vectorizer, values))

    def __call__(self, text: str) -> tuple[float, float]:
        """Return 0, the score of the first class, and the margin of the second over it."""
        margin = self._intercept
        for share, prepared in zip(self._shares, self._vectorizer.prepare(text), strict=True):
            margin += share(text, prepared)
        if self._steps is not None and not self._steps.take():
            self._steps = None
        return 0.0, margin


def _later_steps(vectorizer: "Vectorizer", values: TermValues) -> Iterator[None]:
    """Multiply the values of terms, then let binary blocks of characters split its words."""
    yield from values.multiply()
    for characters in vectorizer.blocks:
        if characters.analyzer.kind == "char_wb" and characters.binary:
            for block in vectorizer.blocks:
                if block.analyzer.kind == "word":
                    yield from characters.keep_words(filter(str.isalpha, block.columns))


def _share_of(
    block: TfidfBlock, classifier: Classifier, values: TermValues
) -> Callable[[str, str], float]:
    """Return the fastest function for what a block adds for a text and its prepared text."""
    plain = type(block) is TfidfBlock and isinstance(block.analyzer, Analyzer)
    if not plain or block.idf is None or block.norm != "l2":
        return partial(_counted_share, block, classifier)
    sums = TermSums(block, classifier, values)
    if block.analyzer.kind == "char_wb" and not block.binary and not block.statistics:
        from chalicelib.scoring.word_sums import WordSums  # not every model needs it

        return WordSums(sums).share
    return sums.share


def _counted_share(block: TfidfBlock, classifier: Classifier, text: str, prepared: str) -> float:
    """Return the contribution of any block to a margin, from its vector."""
    return classifier.share(0, block.transform(text, prepared))
